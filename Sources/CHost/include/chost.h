// System calls of the host that the C library hides from Swift or makes for the whole process instead of for one thread.
#ifndef CHOST_H
#define CHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// Opens `path` below the directory `root`; the path can neither climb out of it nor leave it through a symbolic link. Links that stay
// inside are followed when `follow` is set. Returns a descriptor, or -1 with errno: EXDEV for a path that leaves, ELOOP for a link.
int chost_open_beneath(int root, const char *path, int flags, mode_t mode, bool follow);

// Gives the calling thread, and no other, the rights of a user for everything that it opens. Returns 0 or an errno.
int chost_open_as(uid_t uid, gid_t gid, const gid_t *groups, size_t count);

#endif
