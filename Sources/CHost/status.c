#define _GNU_SOURCE
#include "chost.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#if !defined(__APPLE__)
#include <sys/vfs.h>
#endif

static int result(int code, const struct stat *status, chost_status *result) {
    if (code != 0) return errno;
#if defined(__APPLE__)
    const struct timespec *changed = &status->st_mtimespec, *touched = &status->st_ctimespec;
#else
    const struct timespec *changed = &status->st_mtim, *touched = &status->st_ctim;
#endif
    *result = (chost_status){
        .device = (uint64_t)status->st_dev,
        .inode = status->st_ino,
        .links = status->st_nlink,
        .size = status->st_size,
        .seconds = changed->tv_sec,
        .nanoseconds = changed->tv_nsec,
        .touched_seconds = touched->tv_sec,
        .touched_nanoseconds = touched->tv_nsec,
        .mode = status->st_mode,
        .owner = status->st_uid,
        .group = status->st_gid,
    };
    return 0;
}

int chost_status_of(int file, chost_status *status) {
    struct stat found;
    return result(fstat(file, &found), &found, status);
}

int chost_status_at(int directory, const char *path, bool follow, chost_status *status) {
    struct stat found;
    return result(fstatat(directory, path, &found, follow ? 0 : AT_SYMLINK_NOFOLLOW), &found, status);
}

long chost_number_of(const void *whole, size_t whole_size, const void *part, size_t part_size) {
    const char *found = memmem(whole, whole_size, part, part_size);
    if (!found) return -1;
    long number = 0;
    for (const char *place = whole; place < found; place++) number += *place == 0;
    return number;
}

bool chost_is_on_local_file_system(const char *path) {
#if defined(__APPLE__)
    (void)path;
    return false;
#else
    struct statfs found;
    if (statfs(path, &found) != 0) return false;
    switch ((unsigned int)found.f_type) {
    case 0xEF53:      // ext
    case 0x58465342u: // xfs
    case 0x9123683Eu: // btrfs
    case 0x01021994u: // tmpfs
    case 0x858458F6u: // ramfs
    case 0x794C7630u: // overlay
    case 0x2FC12FC1u: // zfs
    case 0xF2F52010u: // f2fs
    case 0xCA451A4Eu: // bcachefs
    case 0x3153464Au: // jfs
        return true;
    default: return false;
    }
#endif
}
