// What Linux does in one call, for every system: opening below a directory, component by component.
#define _GNU_SOURCE
#include "chost.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Links in one path, as the kernel counts them, and directories below one another; more means that someone plays tricks.
enum { most_links = 40, most_levels = 128 };

// A directory on the way is passed, not read: where the system has a way to say that, no right to list it is needed.
#if defined(O_SEARCH)
enum { passing = O_SEARCH };
#else
enum { passing = O_RDONLY };
#endif

typedef struct {
    int levels[most_levels];
    int count;
    char rest[PATH_MAX];
    int links;
} walk;

static int give_up(walk *walk, int error) {
    for (int i = 0; i < walk->count; i++) close(walk->levels[i]);
    errno = error;
    return -1;
}

// Puts the target of a link in front of what is left of the path. Returns 0 or an errno.
static int follow_link(walk *walk, const char *name) {
    char target[PATH_MAX];
    ssize_t length = readlinkat(walk->levels[walk->count - 1], name, target, sizeof target);
    if (length < 0) return errno;
    if (++walk->links > most_links) return ELOOP;
    if (length > 0 && target[0] == '/') return EXDEV;
    size_t left = strlen(walk->rest);
    if ((size_t)length + left + 1 > sizeof walk->rest) return ENAMETOOLONG;
    // What is left begins with a stroke, if it is anything.
    memmove(walk->rest + length, walk->rest, left + 1);
    memcpy(walk->rest, target, (size_t)length);
    return 0;
}

static bool is_link(int directory, const char *name) {
    char byte;
    return readlinkat(directory, name, &byte, 1) >= 0;
}

// Takes the next component off the path; false at its end.
static bool next(walk *walk, char *name, bool *is_last) {
    size_t start = strspn(walk->rest, "/"), length = strcspn(walk->rest + start, "/");
    if (length == 0) return false;
    if (length > NAME_MAX) length = NAME_MAX + 1;
    memcpy(name, walk->rest + start, length);
    name[length] = 0;
    size_t after = start + length;
    *is_last = walk->rest[after] == 0;
    memmove(walk->rest, walk->rest + after, strlen(walk->rest + after) + 1);
    return true;
}

int chost_step_regular(int directory, const char *path, int flags, bool follow) {
    // What is replaced in between, as editors do with files, is looked at again. One who replaces for ever is refused.
    for (int tries = 0; tries < 64; tries++) {
        struct stat before, after;
        if (fstatat(directory, path, &before, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) return -1;
        if (!S_ISREG(before.st_mode)) {
            errno = S_ISLNK(before.st_mode) ? ELOOP : EPERM;
            return -1;
        }
        int way = (follow ? 0 : O_NOFOLLOW) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        int opened = openat(directory, path, flags | way);
        if (opened < 0) {
            // EPERM is what is no plain file; a Mac says it of what its privacy protects, too.
            if (errno == EPERM && (flags & O_ACCMODE) == O_RDONLY) errno = EACCES;
            return -1;
        }
        if (fstat(opened, &after) == 0 && S_ISREG(after.st_mode) && after.st_dev == before.st_dev && after.st_ino == before.st_ino)
            return opened;
        close(opened);
    }
    errno = EAGAIN;
    return -1;
}

// Opens as `flags` say, or a plain file alone.
static int walk_to(int root, const char *path, int flags, unsigned mode, bool follow, bool plain) {
    walk walk = {.count = 0, .links = 0};
    if (path[0] == '/') return give_up(&walk, EXDEV);
    if (path[0] == 0) return give_up(&walk, ENOENT);
    if (strlen(path) >= sizeof walk.rest) return give_up(&walk, ENAMETOOLONG);
    strcpy(walk.rest, path);
    walk.levels[walk.count] = fcntl(root, F_DUPFD_CLOEXEC, 0);
    if (walk.levels[walk.count] < 0) return -1;
    walk.count = 1;
    char name[NAME_MAX + 2];
    bool is_last = false;
    while (next(&walk, name, &is_last)) {
        int here = walk.levels[walk.count - 1];
        if (strlen(name) > NAME_MAX) return give_up(&walk, ENAMETOOLONG);
        if (strcmp(name, ".") == 0) continue;
        if (strcmp(name, "..") == 0) {
            if (walk.count == 1) return give_up(&walk, EXDEV);
            close(walk.levels[--walk.count]);
            continue;
        }
        int step = is_last ? flags | O_NOFOLLOW : passing | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        // What only stands for a place stands for a link too, on Linux; so a link is looked for first.
        bool through = is_link(here, name);
        if (through && (!follow || (is_last && flags & O_NOFOLLOW))) return give_up(&walk, ELOOP);
        if (through) {
            int error = follow_link(&walk, name);
            if (error != 0) return give_up(&walk, error);
            continue;
        }
        int opened = is_last && plain ? chost_step_regular(here, name, flags, false) : openat(here, name, step, mode);
        if (opened < 0) return give_up(&walk, errno);
        if (is_last) {
            give_up(&walk, 0);
            return opened;
        }
        if (walk.count == most_levels) {
            close(opened);
            return give_up(&walk, ENAMETOOLONG);
        }
        walk.levels[walk.count++] = opened;
    }
    // The path ends in a directory: `.`, `..` or a stroke.
    if (plain) return give_up(&walk, EPERM);
    int opened = openat(walk.levels[walk.count - 1], ".", flags | O_NOFOLLOW, mode);
    int error = errno;
    give_up(&walk, error);
    return opened;
}

int chost_walk_beneath(int root, const char *path, int flags, unsigned mode, bool follow) {
    return walk_to(root, path, flags, mode, follow, false);
}

int chost_walk_regular(int root, const char *path, int flags, bool follow) {
    return walk_to(root, path, flags, 0, follow, true);
}
