#define _GNU_SOURCE
#include "chost.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>

int chost_open_beneath(int root, const char *path, int flags, unsigned mode, bool follow) {
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        // The kernel refuses a mode where nothing can be created.
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | (follow ? 0 : RESOLVE_NO_SYMLINKS),
    };
    long result;
    // EAGAIN: something was renamed while the kernel looked. One who renames for ever is refused.
    for (int tries = 0; tries < 64; tries++) {
        result = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (result >= 0 || (errno != EAGAIN && errno != EINTR)) break;
    }
    return (int)result;
}

// Opens what a descriptor of `O_PATH` stands for, if that is a plain file, and closes the descriptor.
static int reopen(int place, int flags) {
    if (place < 0) return -1;
    int opened = -1, error = 0;
    struct stat status;
    if (fstat(place, &status) != 0) {
        error = errno;
    } else if (!S_ISREG(status.st_mode)) {
        error = S_ISLNK(status.st_mode) ? ELOOP : EPERM;
    } else {
        char path[32];
        snprintf(path, sizeof path, "/proc/self/fd/%d", place);
        opened = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        error = errno;
    }
    close(place);
    errno = error;
    return opened;
}

int chost_open_regular(int directory, const char *path, int flags, bool follow) {
    return reopen(openat(directory, path, O_PATH | (follow ? 0 : O_NOFOLLOW) | O_CLOEXEC), flags);
}

int chost_open_regular_beneath(int root, const char *path, int flags, bool follow) {
    return reopen(chost_open_beneath(root, path, O_PATH | O_CLOEXEC, 0, follow), flags);
}

int chost_open_as(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count) {
    // The C library's setgroups would change every thread; the file system ids belong to one thread by nature, and unlike the effective
    // ones they let no other user send it a signal.
    if (syscall(SYS_setgroups, count, groups) != 0) return errno;
    setfsgid(gid);
    setfsuid(uid);
    // Neither says whether it worked; asking for an impossible id returns the one in force.
    if ((gid_t)setfsgid((gid_t)-1) != gid || (uid_t)setfsuid((uid_t)-1) != uid) return EPERM;
    return 0;
}

int chost_lease(int file, chost_lease_kind kind) {
    // The kernel announces another process's open by SIGIO, which would end this one; the signal used here is ignored unless asked for.
    if (fcntl(file, F_SETSIG, SIGURG) != 0) return errno;
    int type = kind == chost_lease_none ? F_UNLCK : kind == chost_lease_alone ? F_WRLCK : F_RDLCK;
    return fcntl(file, F_SETLEASE, type) == 0 ? 0 : errno;
}

int chost_write_bar(const char *path) {
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) return -1;
    int flags = 0;
    int result = ioctl(file, FS_IOC_GETFLAGS, &flags);
    int error = errno;
    close(file);
    errno = error;
    if (result != 0) return -1;
    return flags & FS_IMMUTABLE_FL ? 1 : flags & FS_APPEND_FL ? 2 : 0;
}

#elif defined(__APPLE__)
int chost_open_beneath(int root, const char *path, int flags, unsigned mode, bool follow) {
    return chost_walk_beneath(root, path, flags, mode, follow);
}

int chost_open_regular(int directory, const char *path, int flags, bool follow) {
    return chost_step_regular(directory, path, flags, follow);
}

int chost_open_regular_beneath(int root, const char *path, int flags, bool follow) {
    return chost_walk_regular(root, path, flags, follow);
}

int chost_open_as(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count) {
    // The kernel asks the directory service for the groups of a thread's user.
    (void)groups, (void)count;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    return pthread_setugid_np(uid, gid) == 0 ? 0 : errno;
#pragma clang diagnostic pop
}

int chost_lease(int file, chost_lease_kind kind) {
    (void)file, (void)kind;
    return ENOTSUP;
}

int chost_write_bar(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) return -1;
    if (status.st_flags & (UF_IMMUTABLE | SF_IMMUTABLE)) return 1;
    return status.st_flags & (UF_APPEND | SF_APPEND) ? 2 : 0;
}
#endif

bool chost_is_unchangeable(const char *path) {
    return chost_write_bar(path) > 0;
}

#if defined(__linux__)
// The kernel's RENAME_EXCHANGE and RENAME_NOREPLACE; old C libraries do not name them.
enum { exchange = 1 << 1, keep = 1 << 0 };
#endif

int chost_exchange(int one, const char *one_name, int other, const char *other_name) {
#if defined(__linux__)
    return syscall(SYS_renameat2, one, one_name, other, other_name, exchange) == 0 ? 0 : errno;
#elif defined(__APPLE__)
    if (renameatx_np(one, one_name, other, other_name, RENAME_SWAP) == 0) return 0;
    // A Mac has two numbers for a file system that cannot.
    return errno == ENOTSUP || errno == EOPNOTSUPP ? ENOSYS : errno;
#endif
}

int chost_move(int from, const char *from_name, int to, const char *to_name) {
#if defined(__linux__)
    if (syscall(SYS_renameat2, from, from_name, to, to_name, keep) == 0) return 0;
#elif defined(__APPLE__)
    if (renameatx_np(from, from_name, to, to_name, RENAME_EXCL) == 0) return 0;
#endif
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP && errno != EOPNOTSUPP) return errno;
    // A file system without the flag: look first.
    struct stat status;
    if (fstatat(to, to_name, &status, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
    return renameat(from, from_name, to, to_name) == 0 ? 0 : errno;
}

int chost_flush(int descriptor) {
#if defined(__linux__)
    return syncfs(descriptor) == 0 ? 0 : errno;
#else
    // Everything of the file system, beyond the disk's own memory; else what is open alone, as far as its file system can.
    if (fsync_volume_np(descriptor, SYNC_VOLUME_WAIT | SYNC_VOLUME_FULLSYNC) == 0) return 0;
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
    if (errno != ENOTSUP && errno != EOPNOTSUPP && errno != ENOTTY && errno != EINVAL) return errno;
    return fsync(descriptor) == 0 ? 0 : errno;
#endif
}
