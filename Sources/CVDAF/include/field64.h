// SPDX-License-Identifier: Apache-2.0
//
// GF(p), p = 2^64 - 2^32 + 1 (Field64 of draft-irtf-cfrg-vdaf, "Finite Fields"), in canonical form. Products
// are folded with 2^64 = 2^32 - 1 and 2^96 = -1 (mod p). Branch-free in the same way as field128.h.

#ifndef CVDAF_FIELD64_H
#define CVDAF_FIELD64_H

#include <stdint.h>

#include "barrier.h"

#define CVDAF_F64_P UINT64_C(0xFFFFFFFF00000001)

/// 1 when x < p, else 0.
static inline uint64_t cvdaf_f64_is_canonical(uint64_t x) {
    return (uint64_t)(x - CVDAF_F64_P > x);
}

static inline uint64_t cvdaf_f64_add(uint64_t a, uint64_t b) {
    uint64_t sum = a + b;
    uint64_t carry = (uint64_t)(sum < a);
    uint64_t over = (uint64_t)(sum >= CVDAF_F64_P);
    return sum - (CVDAF_F64_P & cvdaf_mask64(carry | over));
}

static inline uint64_t cvdaf_f64_sub(uint64_t a, uint64_t b) {
    uint64_t difference = a - b;
    uint64_t borrow = (uint64_t)(difference > a);
    return difference + (CVDAF_F64_P & cvdaf_mask64(borrow));
}

/// Reduces a 128-bit integer: with high = h1 * 2^32 + h0, it is congruent to low - h1 + h0 * (2^32 - 1).
static inline uint64_t cvdaf_f64_reduce(uint64_t low, uint64_t high) {
    uint64_t h1 = high >> 32;
    uint64_t h0 = high & UINT64_C(0xFFFFFFFF);
    uint64_t first = low - h1;
    first -= UINT64_C(0xFFFFFFFF) & cvdaf_mask64((uint64_t)(first > low));
    uint64_t second = (h0 << 32) - h0;
    uint64_t sum = first + second;
    sum += UINT64_C(0xFFFFFFFF) & cvdaf_mask64((uint64_t)(sum < first));
    return sum - (CVDAF_F64_P & cvdaf_mask64((uint64_t)(sum >= CVDAF_F64_P)));
}

static inline uint64_t cvdaf_f64_mul(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return cvdaf_f64_reduce((uint64_t)product, (uint64_t)(product >> 64));
}

/// A sum of products that is reduced once: at most 2^64 - 1 products.
typedef struct {
    uint64_t word0, word1, word2;
} cvdaf_f64_sum;

static inline void cvdaf_f64_sum_add(cvdaf_f64_sum *sum, uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    unsigned __int128 step = (unsigned __int128)sum->word0 + (uint64_t)product;
    sum->word0 = (uint64_t)step;
    step = (step >> 64) + sum->word1 + (uint64_t)(product >> 64);
    sum->word1 = (uint64_t)step;
    sum->word2 += (uint64_t)(step >> 64);
}

/// 2^128 = -2^32 (mod p).
static inline uint64_t cvdaf_f64_sum_reduce(const cvdaf_f64_sum *sum) {
    uint64_t low = cvdaf_f64_reduce(sum->word0, sum->word1);
    uint64_t top = cvdaf_f64_reduce(sum->word2, 0);
    return cvdaf_f64_sub(low, cvdaf_f64_mul(top, UINT64_C(1) << 32));
}

#endif
