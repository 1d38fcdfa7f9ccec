#define _GNU_SOURCE
#include "chost.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/openat2.h>
#include <sys/fsuid.h>

int chost_open_beneath(int root, const char *path, int flags, mode_t mode, bool follow) {
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        // The kernel refuses a mode where nothing can be created.
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | (follow ? 0 : RESOLVE_NO_SYMLINKS),
    };
    long result;
    // EAGAIN: something was renamed while the kernel looked; whoever does that for ever is refused.
    for (int tries = 0; tries < 64; tries++) {
        result = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (result >= 0 || (errno != EAGAIN && errno != EINTR)) break;
    }
    return (int)result;
}

int chost_open_as(uid_t uid, gid_t gid, const gid_t *groups, size_t count) {
    // The C library's setgroups would change every thread; the file system ids belong to one thread by nature, and unlike the effective
    // ones they let nobody send it a signal.
    if (syscall(SYS_setgroups, count, groups) != 0) return errno;
    setfsgid(gid);
    setfsuid(uid);
    // Neither says whether it worked; asking for an impossible id returns the one in force.
    if ((gid_t)setfsgid((gid_t)-1) != gid || (uid_t)setfsuid((uid_t)-1) != uid) return EPERM;
    return 0;
}
#endif
