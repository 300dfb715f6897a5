// SPDX-License-Identifier: Apache-2.0
//
// Counts what is asked of the allocator, for the fuzzer and the bench of policies: linking this target puts
// a counter before malloc, calloc, realloc and the aligned ones. With another C library than glibc nothing is counted.

#ifndef ALLOCATION_METER_H
#define ALLOCATION_METER_H

#include <stdint.h>

/// Bytes that this thread asked for since it began, whether or not it got them or freed them since.
uint64_t allocation_meter_total(void);

#endif
