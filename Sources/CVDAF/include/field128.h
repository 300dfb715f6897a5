// SPDX-License-Identifier: Apache-2.0
//
// GF(p), p = 2^128 - 28 * 2^64 + 1 (Field128 of draft-irtf-cfrg-vdaf, "Finite Fields"). Elements are kept in
// canonical form, 0 <= x < p, as two little-endian words, so that memory is the wire encoding. Products are
// folded with 2^128 = 28 * 2^64 - 1 (mod p). No branch and no index depends on a value: conditions become
// masks, and every loop bound is public. Inversion lives with the Swift type (a fixed chain of powers).

#ifndef CVDAF_FIELD128_H
#define CVDAF_FIELD128_H

#include <stdint.h>

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
    uint64_t word = UINT64_C(0) - flag;
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

/// Reduces x3 x2 x1 x0 (a 256-bit integer) to canonical form. Both high words are folded at once:
/// with x3 * 28 + x2 = y3 * 2^64 + y2 and z = y2 + 28 * y3 (below 2^65), the integer is congruent to
/// x1 x0 + 28 * z * 2^64 - z - (x3 + y3) * 2^64. Adding 2p keeps it positive; it then fits in 134 bits,
/// and a last fold of its top word c (below 64) leaves a value above -64 and below p + 2^75.
static inline cvdaf_f128 cvdaf_f128_reduce(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3) {
    cvdaf_u128 y = (cvdaf_u128)x3 * 28 + x2;
    uint64_t y3 = (uint64_t)(y >> 64);
    cvdaf_u128 z = (cvdaf_u128)(uint64_t)y + 28 * y3;
    cvdaf_u128 z28 = (cvdaf_u128)(uint64_t)y * 28 + 784 * y3;

    // Words above 2^64: x1 + 28 z + high(2p) - x3 - y3 - high(z), then the borrow of x0 + 2 - low(z).
    cvdaf_u128 low = (cvdaf_u128)x0 + 2 - (uint64_t)z;
    uint64_t low_word = (uint64_t)low;
    uint64_t low_carry = (uint64_t)(low >> 64);  // 0, 1 or 2^64 - 1 (that is, -1)
    cvdaf_u128 top = z28 + x1 + (((cvdaf_u128)1 << 65) - 56);
    top -= (cvdaf_u128)x3 + y3 + (uint64_t)(z >> 64);
    top += (cvdaf_u128)(__int128)(int64_t)low_carry;

    uint64_t c = (uint64_t)(top >> 64);
    cvdaf_u128 value = ((cvdaf_u128)(uint64_t)top << 64) | low_word;
    // value + 28 c * 2^64 - c, then p taken away once if it is at least p, or added once if negative.
    cvdaf_u128 folded = value + ((cvdaf_u128)(28 * c) << 64);
    uint64_t carry = (uint64_t)(folded < value);
    cvdaf_u128 result = folded - c;
    uint64_t borrow = (uint64_t)(result > folded);
    uint64_t negative = borrow & (carry ^ 1);
    uint64_t over = carry & (borrow ^ 1);
    cvdaf_u128 less = result - cvdaf_f128_p();
    uint64_t fits = (uint64_t)(less <= result);
    cvdaf_u128 plus = result + (cvdaf_f128_p() & cvdaf_mask128(negative));
    cvdaf_u128 take = cvdaf_mask128((over | fits) & (negative ^ 1));
    return cvdaf_f128_part((less & take) | (plus & ~take));
}

static inline cvdaf_f128 cvdaf_f128_mul(cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u128 ll = (cvdaf_u128)a.low * b.low;
    cvdaf_u128 lh = (cvdaf_u128)a.low * b.high;
    cvdaf_u128 hl = (cvdaf_u128)a.high * b.low;
    cvdaf_u128 hh = (cvdaf_u128)a.high * b.high;
    cvdaf_u128 middle = lh + (uint64_t)(ll >> 64);
    cvdaf_u128 other = hl + (uint64_t)middle;
    hh += (uint64_t)(middle >> 64);
    hh += (uint64_t)(other >> 64);
    return cvdaf_f128_reduce((uint64_t)ll, (uint64_t)other, (uint64_t)hh, (uint64_t)(hh >> 64));
}

/// A sum of products that is reduced once: at most 2^64 - 1 products.
typedef struct {
    uint64_t word0, word1, word2, word3, word4;
} cvdaf_f128_sum;

static inline void cvdaf_f128_sum_add(cvdaf_f128_sum *sum, cvdaf_f128 a, cvdaf_f128 b) {
    cvdaf_u128 ll = (cvdaf_u128)a.low * b.low;
    cvdaf_u128 lh = (cvdaf_u128)a.low * b.high;
    cvdaf_u128 hl = (cvdaf_u128)a.high * b.low;
    cvdaf_u128 hh = (cvdaf_u128)a.high * b.high;
    cvdaf_u128 middle = lh + (uint64_t)(ll >> 64);
    cvdaf_u128 other = hl + (uint64_t)middle;
    hh += (uint64_t)(middle >> 64);
    hh += (uint64_t)(other >> 64);
    cvdaf_u128 step = (cvdaf_u128)sum->word0 + (uint64_t)ll;
    sum->word0 = (uint64_t)step;
    step = (step >> 64) + sum->word1 + (uint64_t)other;
    sum->word1 = (uint64_t)step;
    step = (step >> 64) + sum->word2 + (uint64_t)hh;
    sum->word2 = (uint64_t)step;
    step = (step >> 64) + sum->word3 + (uint64_t)(hh >> 64);
    sum->word3 = (uint64_t)step;
    sum->word4 += (uint64_t)(step >> 64);
}

/// 2^256 mod p = (28 * 2^64 - 1)^2 mod p = 784 * 2^128 - 56 * 2^64 + 1
///             = (784 * 28 - 56) * 2^64 - 784 + 1 (mod p).
static inline cvdaf_f128 cvdaf_f128_sum_reduce(const cvdaf_f128_sum *sum) {
    cvdaf_f128 low = cvdaf_f128_reduce(sum->word0, sum->word1, sum->word2, sum->word3);
    cvdaf_f128 top = {sum->word4, 0};
    cvdaf_u128 power = ((cvdaf_u128)(784 * 28 - 56) << 64) - 783;
    return cvdaf_f128_add(low, cvdaf_f128_mul(top, cvdaf_f128_part(power)));
}

#endif
