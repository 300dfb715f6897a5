// SPDX-License-Identifier: Apache-2.0
//
// Loops of the field kernels, compiled as C: the speed that Swift is measured against. And one call that
// Swift doesn't see.

#ifndef CVDAF_FLOOR_H
#define CVDAF_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// `rounds` full multiplications of each of `count` elements (two words each) by a fixed one.
void floor_f128_mul(uint64_t *words, size_t count, size_t rounds);

/// The same by a factor that is kept times 2^128: one reduction each.
void floor_f128_redmul(uint64_t *words, size_t count, size_t rounds);

/// The same over Field64 (one word each).
void floor_f64_mul(uint64_t *words, size_t count, size_t rounds);

/// The same as `floor_f128_mul` without the kernels: by schoolbook, and by folding.
void floor_plain_f128_mul(uint64_t *words, size_t count, size_t rounds);

/// So many times Keccak-p[1600,12] of 25 lanes, without the kernels.
void floor_keccak(uint64_t *lanes, size_t permutations);

/// Whether plain C and the kernels compute the same.
bool floor_plain_agrees(void);

/// Gives back to the system what the allocator keeps for later; does nothing with another C library than glibc.
void floor_trim_memory(void);

#endif
