// SPDX-License-Identifier: Apache-2.0
//
// GF(p), p = 2^128 - 28 * 2^64 + 1 (Field128 of draft-irtf-cfrg-vdaf, "Finite Fields"). Elements are kept in
// canonical form, 0 <= x < p, as two little-endian words, so that memory is the wire encoding. Reductions are
// Montgomery's, with the radix 2^128: p is 1 modulo 2^64, so each costs three small products. No branch and no
// index depends on a value: conditions become masks. Inversion lives with the Swift type.

#ifndef CVDAF_FIELD128_H
#define CVDAF_FIELD128_H

#include <stdint.h>

#include "barrier.h"

typedef unsigned __int128 cvdaf_u128;

typedef struct {
    uint64_t low;
    uint64_t high;
} cvdaf_f128;

#define CVDAF_F128_P_LOW UINT64_C(1)
#define CVDAF_F128_P_HIGH UINT64_C(0xFFFFFFFFFFFFFFE4)

static inline cvdaf_u128 cvdaf_f128_join(cvdaf_f128 x) {
    return ((cvdaf_u128)x.high << 64) | x.low;
}

static inline cvdaf_f128 cvdaf_f128_part(cvdaf_u128 x) {
    cvdaf_f128 result = {(uint64_t)x, (uint64_t)(x >> 64)};
    return result;
}

static inline cvdaf_u128 cvdaf_f128_p(void) {
    return ((cvdaf_u128)CVDAF_F128_P_HIGH << 64) | CVDAF_F128_P_LOW;
}

/// All ones when flag is 1, zero when it is 0.
static inline cvdaf_u128 cvdaf_mask128(uint64_t flag) {
    uint64_t word = cvdaf_mask64(flag);
    return ((cvdaf_u128)word << 64) | word;
}

/// 1 when x < p, else 0: x + (2^128 - p) carries out exactly when x >= p.
static inline uint64_t cvdaf_f128_is_canonical(uint64_t low, uint64_t high) {
    cvdaf_u128 x = ((cvdaf_u128)high << 64) | low;
    cvdaf_u128 shifted = x - cvdaf_f128_p();
    return (uint64_t)(shifted > x);
}

static inline cvdaf_f128 cvdaf_f128_add(cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u128 left = cvdaf_f128_join(a);
    cvdaf_u128 sum = left + cvdaf_f128_join(b);
    uint64_t carry = (uint64_t)(sum < left);
    cvdaf_u128 less = sum - cvdaf_f128_p();
    uint64_t borrow = (uint64_t)(less > sum);
    cvdaf_u128 keep = cvdaf_mask128(borrow & (carry ^ 1));
    return cvdaf_f128_part((sum & keep) | (less & ~keep));
}

static inline cvdaf_f128 cvdaf_f128_sub(cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u128 left = cvdaf_f128_join(a);
    cvdaf_u128 difference = left - cvdaf_f128_join(b);
    uint64_t borrow = (uint64_t)(difference > left);
    return cvdaf_f128_part(difference + (cvdaf_f128_p() & cvdaf_mask128(borrow)));
}

/// The 256-bit product of two elements, as two halves.
typedef struct {
    cvdaf_u128 low;
    cvdaf_u128 high;
} cvdaf_u256;

static inline cvdaf_u256 cvdaf_f128_widen(cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u128 ll = (cvdaf_u128)a.low * b.low;
    cvdaf_u128 lh = (cvdaf_u128)a.low * b.high;
    cvdaf_u128 hl = (cvdaf_u128)a.high * b.low;
    cvdaf_u128 hh = (cvdaf_u128)a.high * b.high;
    cvdaf_u128 middle = lh + (uint64_t)(ll >> 64);
    cvdaf_u128 other = hl + (uint64_t)middle;
    cvdaf_u256 product;
    product.low = ((cvdaf_u128)(uint64_t)other << 64) | (uint64_t)ll;
    product.high = hh + (uint64_t)(middle >> 64) + (uint64_t)(other >> 64);
    return product;
}

/// (high * 2^128 + low) / 2^128 mod p, for high < p. The inverse of p modulo 2^128 is 1 + 28 * 2^64, so with
/// q = low * (1 + 28 * 2^64) mod 2^128 the product q * p ends in `low`, and its upper half is
/// q - floor(28 q / 2^64) - borrow, which is smaller than p.
static inline cvdaf_f128 cvdaf_f128_redc(cvdaf_u128 low, cvdaf_u128 high) {
    uint64_t q0 = (uint64_t)low;
    uint64_t q1 = (uint64_t)(low >> 64) + 28 * q0;
    cvdaf_u128 q0_28 = (cvdaf_u128)q0 * 28;
    cvdaf_u128 carried = (cvdaf_u128)q1 * 28 + (uint64_t)(q0_28 >> 64);
    uint64_t borrow = cvdaf_barrier((uint64_t)(q1 < (uint64_t)q0_28));
    cvdaf_u128 q = ((cvdaf_u128)q1 << 64) | q0;
    return cvdaf_f128_sub(cvdaf_f128_part(high), cvdaf_f128_part(q - carried - borrow));
}

/// a * b / 2^128 mod p: one reduction, the price of a multiplication by a factor kept times 2^128.
static inline cvdaf_f128 cvdaf_f128_redmul(cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u256 product = cvdaf_f128_widen(a, b);
    return cvdaf_f128_redc(product.low, product.high);
}

/// 2^256 mod p. With 2^128 = 28 * 2^64 - 1 (mod p) its square is 784 * 2^128 - 56 * 2^64 + 1, that is
/// (784 * 28 - 56) * 2^64 - 783.
static inline cvdaf_f128 cvdaf_f128_radix_squared(void) {
    return cvdaf_f128_part(((cvdaf_u128)(784 * 28 - 56) << 64) - 783);
}

static inline cvdaf_f128 cvdaf_f128_mul(cvdaf_f128 a, cvdaf_f128 b) {
    return cvdaf_f128_redmul(cvdaf_f128_redmul(a, b), cvdaf_f128_radix_squared());
}

/// A sum of products that is reduced once: at most 2^64 - 1 products.
typedef struct {
    uint64_t word0, word1, word2, word3, word4;
} cvdaf_f128_sum;

static inline void cvdaf_f128_sum_add(cvdaf_f128_sum *sum, cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u256 product = cvdaf_f128_widen(a, b);
    cvdaf_u128 step = (cvdaf_u128)sum->word0 + (uint64_t)product.low;
    sum->word0 = (uint64_t)step;
    step = (step >> 64) + sum->word1 + (uint64_t)(product.low >> 64);
    sum->word1 = (uint64_t)step;
    step = (step >> 64) + sum->word2 + (uint64_t)product.high;
    sum->word2 = (uint64_t)step;
    step = (step >> 64) + sum->word3 + (uint64_t)(product.high >> 64);
    sum->word3 = (uint64_t)step;
    sum->word4 += (uint64_t)(step >> 64);
}

/// The sum of the products, divided by 2^128, mod p.
static inline cvdaf_f128 cvdaf_f128_sum_redc(const cvdaf_f128_sum *sum) {
    cvdaf_u128 low = ((cvdaf_u128)sum->word1 << 64) | sum->word0;
    cvdaf_f128 high = {sum->word2, sum->word3};
    cvdaf_f128 zero = {0, 0};
    cvdaf_f128 top = {sum->word4, 0};
    cvdaf_f128 body = cvdaf_f128_redc(low, cvdaf_f128_join(cvdaf_f128_add(high, zero)));
    return cvdaf_f128_add(body, cvdaf_f128_redmul(top, cvdaf_f128_radix_squared()));
}

#endif
