#include "chost.h"

#if defined(__GLIBC__)
#include <malloc.h>

void chost_share_arenas(void) {
    mallopt(M_ARENA_MAX, 2);
    // The default grows with the largest block that was ever freed, and what lies below the top is never given back then.
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 512 << 10);
}

size_t chost_free_memory(void) {
    struct mallinfo2 info = mallinfo2();
    return info.fordblks;
}

void chost_trim_memory(void) {
    malloc_trim(0);
}
#else
void chost_share_arenas(void) {}

size_t chost_free_memory(void) {
    return 0;
}

void chost_trim_memory(void) {}
#endif
