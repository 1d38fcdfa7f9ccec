// System calls of the host that the C library hides from Swift or makes for the whole process instead of for one thread.
#ifndef CHOST_H
#define CHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Opens `path` below the directory `root`; the path can neither climb out of it nor leave it through a symbolic link. Links that stay
// inside are followed when `follow` is set. Returns a descriptor, or -1 with errno: EXDEV for a path that leaves, ELOOP for a link.
int chost_open_beneath(int root, const char *path, int flags, unsigned mode, bool follow);

// The same in steps, for kernels that have no call for it. Only what is renamed at that very moment can make a difference, and never lets
// out of the root. A link at the end is ELOOP where `flags` forbid to follow it.
int chost_walk_beneath(int root, const char *path, int flags, unsigned mode, bool follow);

// Opens a plain file by its path, in `directory` when that is not absolute. Nothing else is opened at all: opening a device may do something,
// opening a pipe may wait. Returns a descriptor, or -1 with errno: EPERM for what is no plain file, ELOOP for a link unless `follow` is set.
int chost_open_regular(int directory, const char *path, int flags, bool follow);

// The same below the directory `root`, as chost_open_beneath finds it.
int chost_open_regular_beneath(int root, const char *path, int flags, bool follow);

// Both in steps, for kernels where nothing stands for a place without being opened: a look first, and another at what was opened. What
// someone puts in its place in between is opened without waiting, and closed again; a device cannot be, as nobody but root makes one.
int chost_step_regular(int directory, const char *path, int flags, bool follow);
int chost_walk_regular(int root, const char *path, int flags, bool follow);

// Gives the calling thread, and no other, the rights of a user for everything that it opens. Returns 0 or an errno.
int chost_open_as(uint32_t uid, uint32_t gid, const uint32_t *groups, size_t count);

// Exchanges two entries in one step, so that neither name is missing at any moment. Returns 0 or an errno; EINVAL or ENOSYS where the
// file system or the kernel cannot.
int chost_exchange(int one, const char *one_name, int other, const char *other_name);

// Renames an entry, never over another. Returns 0 or an errno; EEXIST when the new name is taken.
int chost_move(int from, const char *from_name, int to, const char *to_name);

// Brings everything to the disk that was written to the file system of an open file. Returns 0 or an errno.
int chost_flush(int descriptor);

// What a lease on an open file promises: that no process has it open for writing, or that no other has it open at all. Until it is given
// back, an open of the file that breaks the promise waits.
typedef enum { chost_lease_none, chost_lease_unwritten, chost_lease_alone } chost_lease_kind;

// Takes a lease, or gives it back. Returns 0 or an errno: EAGAIN when a process has the file open.
int chost_lease(int file, chost_lease_kind kind);

// Whether a file or directory has an attribute that keeps even root from changing it (`chattr +i`, `chattr +a`).
bool chost_is_unchangeable(const char *path);

// What the kernel knows of a file. The C library's own structure takes its members from several modules, so that Swift may not see them.
typedef struct {
    uint64_t device, inode, links;
    int64_t size;
    // When it was changed last.
    int64_t seconds, nanoseconds;
    // When anything of it was changed last, its rights and times included. It cannot be set.
    int64_t touched_seconds, touched_nanoseconds;
    uint32_t mode, owner, group;
} chost_status;

// Looks at what is open. Returns 0 or an errno.
int chost_status_of(int file, chost_status *status);

// Looks at a path, in `directory` when it is not absolute; at a link itself unless `follow` is set. Returns 0 or an errno.
int chost_status_at(int directory, const char *path, bool follow, chost_status *status);

// Whether a path is on a local file system, whose every change the kernel reports: not on one of another host, nor on one that a program
// provides. Always false on a Mac, where that is not known.
bool chost_is_on_local_file_system(const char *path);

// How many bytes of 0 are before the bytes of `part` in `whole`; -1 when they are not in it.
long chost_number_of(const void *whole, size_t whole_size, const void *part, size_t part_size);

// Lets threads share a few arenas of the allocator, so that what one frees another uses. Call before threads start.
void chost_share_arenas(void);

// Bytes that were freed and are still the process's.
size_t chost_free_memory(void);

// Gives freed memory back to the system.
void chost_trim_memory(void);

// What keeps even root from writing a file, as `chattr` sets it: 0 for nothing, 1 for immutable, 2 for append-only. Returns -1 with errno when
// the file system has no such flags or the file cannot be opened.
int chost_write_bar(const char *path);

#endif
