// Stops the daemon at the n-th call that changes a file, from outside the product (LD_PRELOAD).
//
// `strace -e inject=…:when=N` counts for each thread by itself, and the daemon has many; here one counter in shared memory counts the
// calls of the whole process, so that "at call 17" is the same place every time it is asked for. See stop.py for the other side.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF, COUNT, KILL_BEFORE, KILL_AFTER, KILL_HALF, FAIL };

struct control {
    _Atomic uint32_t mode;
    uint32_t error;
    uint64_t at;
    _Atomic uint64_t count;
    _Atomic uint32_t hit;
    uint32_t last;
    char what[1024];
    char skip[64];
};

static struct control *control;
static int record = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CRASH_CONTROL");
    if (!path || strcmp(program_invocation_short_name, "dustyd") != 0) return;
    int file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) control = memory;
    char name[4096];
    snprintf(name, sizeof name, "%s.calls", path);
    record = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) syscall(SYS_pause);
}

static void path_of(int file, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, size - 1);
    path[length > 0 ? length : 0] = 0;
}

static int describe(char *line, size_t size, const char *name, int at, const char *path) {
    char base[2048] = "";
    if (at >= 0 && (!path || path[0] != '/')) path_of(at, base, sizeof base);
    int length = snprintf(line, size, "%s %s%s%s\n", name, base, *base && path ? "/" : "", path ? path : "");
    return length > (int)size - 1 ? (int)size - 1 : length;
}

static int skipped(const char *name, int at, const char *path) {
    char line[4096];
    if (!control->skip[0]) return 0;
    describe(line, sizeof line, name, at, path);
    return strstr(line, control->skip) != NULL;
}

static void note(const char *name, int at, const char *path) {
    char line[4096];
    int length = describe(line, sizeof line, name, at, path);
    if (record >= 0) syscall(SYS_write, record, line, (size_t)length);
    snprintf(control->what, sizeof control->what, "%.*s", length - 1, line);
}

// On a full disk files can still be removed, cut and given away.
static int needs_space(const char *name) {
    static const char *const kinds[] = {"open", "write", "pwrite", "mk", "link", "symlink", "rename", "fsync", "fdatasync"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strncmp(name, kinds[i], strlen(kinds[i]))) return 1;
    return 0;
}

// What is to happen to this call: OFF (go on), or one of the other modes when its turn has come.
static uint32_t turn(const char *name, int at, const char *path) {
    if (!control) return OFF;
    uint32_t mode = atomic_load(&control->mode);
    if (mode == OFF) return OFF;
    int saved = errno;
    if (skipped(name, at, path)) return OFF;
    uint64_t number = atomic_fetch_add(&control->count, 1) + 1;
    uint32_t result = OFF;
    if (mode == FAIL) {
        if (number >= control->at && (control->error != ENOSPC || needs_space(name))) result = FAIL;
        if (number == control->at) note(name, at, path), atomic_store(&control->hit, 1);
    } else if (mode == COUNT || number == control->at) {
        note(name, at, path);
        result = mode == COUNT ? OFF : mode;
        if (mode != COUNT) atomic_store(&control->hit, 1);
    }
    if (result == KILL_BEFORE) die();
    errno = saved;
    return result;
}

#define REAL(type, name, ...)                                                 \
    static type (*real)(__VA_ARGS__);                                         \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define FINISH(type, turned, call)                                            \
    if (turned == FAIL) { errno = (int)control->error; return -1; }           \
    type result = call;                                                       \
    if (turned != OFF) die();                                                 \
    return result

#define CHANGES(name, at, path, params, args)                                 \
    int name params {                                                         \
        REAL(int, name, PARAMS params);                                       \
        uint32_t turned = turn(#name, at, path);                              \
        FINISH(int, turned, real args);                                       \
    }
#define PARAMS(...) __VA_ARGS__

CHANGES(rename, -1, b, (const char *a, const char *b), (a, b))
CHANGES(renameat, e, b, (int d, const char *a, int e, const char *b), (d, a, e, b))
CHANGES(renameat2, e, b, (int d, const char *a, int e, const char *b, unsigned f), (d, a, e, b, f))
CHANGES(unlink, -1, a, (const char *a), (a))
CHANGES(unlinkat, d, a, (int d, const char *a, int f), (d, a, f))
CHANGES(remove, -1, a, (const char *a), (a))
CHANGES(rmdir, -1, a, (const char *a), (a))
CHANGES(mkdir, -1, a, (const char *a, mode_t m), (a, m))
CHANGES(mkdirat, d, a, (int d, const char *a, mode_t m), (d, a, m))
CHANGES(mkfifo, -1, a, (const char *a, mode_t m), (a, m))
CHANGES(truncate, -1, a, (const char *a, off_t n), (a, n))
CHANGES(truncate64, -1, a, (const char *a, off64_t n), (a, n))
CHANGES(ftruncate, d, NULL, (int d, off_t n), (d, n))
CHANGES(ftruncate64, d, NULL, (int d, off64_t n), (d, n))
CHANGES(fsync, d, NULL, (int d), (d))
CHANGES(fdatasync, d, NULL, (int d), (d))
CHANGES(link, -1, b, (const char *a, const char *b), (a, b))
CHANGES(linkat, e, b, (int d, const char *a, int e, const char *b, int f), (d, a, e, b, f))
CHANGES(symlink, -1, b, (const char *a, const char *b), (a, b))
CHANGES(symlinkat, e, b, (const char *a, int e, const char *b), (a, e, b))
CHANGES(chmod, -1, a, (const char *a, mode_t m), (a, m))
CHANGES(fchmod, d, NULL, (int d, mode_t m), (d, m))
CHANGES(fchmodat, d, a, (int d, const char *a, mode_t m, int f), (d, a, m, f))
CHANGES(chown, -1, a, (const char *a, uid_t u, gid_t g), (a, u, g))
CHANGES(lchown, -1, a, (const char *a, uid_t u, gid_t g), (a, u, g))
CHANGES(fchown, d, NULL, (int d, uid_t u, gid_t g), (d, u, g))
CHANGES(fchownat, d, a, (int d, const char *a, uid_t u, gid_t g, int f), (d, a, u, g, f))
CHANGES(mkstemp, -1, a, (char *a), (a))

char *mkdtemp(char *a) {
    REAL(char *, mkdtemp, char *);
    uint32_t turned = turn("mkdtemp", -1, a);
    if (turned == FAIL) { errno = (int)control->error; return NULL; }
    char *result = real(a);
    if (turned != OFF) die();
    return result;
}

// Opening counts when it may make or empty a file.
static int makes(int flags, const char *path) {
    return (flags & (O_CREAT | O_TRUNC)) && strncmp(path, "/dev/", 5) && strncmp(path, "/proc/", 6);
}

#define OPENS(name)                                                           \
    int name(const char *path, int flags, ...) {                              \
        va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
        REAL(int, name, const char *, int, ...);                              \
        uint32_t turned = makes(flags, path) ? turn(#name, -1, path) : OFF;   \
        FINISH(int, turned, real(path, flags, mode));                         \
    }
#define OPENS_AT(name)                                                        \
    int name(int at, const char *path, int flags, ...) {                      \
        va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
        REAL(int, name, int, const char *, int, ...);                         \
        uint32_t turned = makes(flags, path) ? turn(#name, at, path) : OFF;   \
        FINISH(int, turned, real(at, path, flags, mode));                     \
    }
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

// The C library has no function for some calls.
long syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
    long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
    va_end(list);
    REAL(long, syscall, long, ...);
    uint32_t turned = OFF;
    if (number == SYS_openat2 && makes((int)((struct open_how *)c)->flags, (const char *)b))
        turned = turn("openat2", (int)a, (const char *)b);
    if (number == SYS_renameat2) turned = turn("renameat2", (int)c, (const char *)d);
    FINISH(long, turned, real(number, a, b, c, d, e, f));
}

// Writing counts for regular files other than the daemon's own log.
static int regular(int file) {
    struct stat status;
    return control && atomic_load(&control->mode) != OFF && file > 2 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

#define WRITES(name, params, args, half)                                      \
    ssize_t name params {                                                     \
        REAL(ssize_t, name, PARAMS params);                                   \
        uint32_t turned = regular(d) ? turn(#name, d, NULL) : OFF;            \
        if (turned == KILL_HALF) n = half;                                    \
        FINISH(ssize_t, turned, real args);                                   \
    }
WRITES(write, (int d, const void *b, size_t n), (d, b, n), n / 2)
WRITES(pwrite, (int d, const void *b, size_t n, off_t o), (d, b, n, o), n / 2)
WRITES(pwrite64, (int d, const void *b, size_t n, off64_t o), (d, b, n, o), n / 2)
WRITES(writev, (int d, const struct iovec *b, int n), (d, b, n), n / 2)
