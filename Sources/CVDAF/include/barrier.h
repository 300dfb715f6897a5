// SPDX-License-Identifier: Apache-2.0
//
// A value that the optimiser can't reason about. Without it, a mask made from a carry is sometimes compiled
// back into the branch that it stands for (seen in Field64's products, x86-64, -O2): with it, the multiplication,
// addition, encoding and weighing loops were read in assembly and have no conditional jump but the loops' own.

#ifndef CVDAF_BARRIER_H
#define CVDAF_BARRIER_H

#include <stdint.h>

/// The same value, its origin hidden.
static inline uint64_t cvdaf_barrier(uint64_t value) {
#if defined(__GNUC__) || defined(__clang__)
    __asm__("" : "+r"(value));
#endif
    return value;
}

/// All ones when flag is 1, zero when it is 0.
static inline uint64_t cvdaf_mask64(uint64_t flag) {
    return UINT64_C(0) - cvdaf_barrier(flag);
}

#endif
