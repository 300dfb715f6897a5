// SPDX-License-Identifier: Apache-2.0
//
// See allocation_meter.h. The functions hand over to glibc's own under their internal names.

#include "allocation_meter.h"

#include <errno.h>
#include <stdlib.h>

static __thread uint64_t total __attribute__((tls_model("initial-exec")));

uint64_t allocation_meter_total(void) { return total; }

#if defined(__GLIBC__)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    total += size;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    total += count * size;
    return __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
    total += size;
    return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
    total += size;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    total += size;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
        return EINVAL;
    }
    total += size;
    void *pointer = __libc_memalign(alignment, size);
    if (pointer == NULL) {
        return ENOMEM;
    }
    *result = pointer;
    return 0;
}

#endif
