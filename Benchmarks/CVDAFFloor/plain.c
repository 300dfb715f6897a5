// SPDX-License-Identifier: Apache-2.0
//
// The same two computations in plain C, sharing no line with the kernels: Keccak-p[1600,12] step by step as FIPS 202
// section 3.2 has it, and a Field128 product by schoolbook and folding. A kernel that became slower can't lower its own
// floor. No care is taken for constant time: only the speed is of interest, and that the results are the same.

#include "floor.h"

typedef unsigned __int128 u128;

// MARK: Keccak

static const uint64_t iota[12] = {
    UINT64_C(0x000000008000808B), UINT64_C(0x800000000000008B), UINT64_C(0x8000000000008089),
    UINT64_C(0x8000000000008003), UINT64_C(0x8000000000008002), UINT64_C(0x8000000000000080),
    UINT64_C(0x000000000000800A), UINT64_C(0x800000008000000A), UINT64_C(0x8000000080008081),
    UINT64_C(0x8000000000008080), UINT64_C(0x0000000080000001), UINT64_C(0x8000000080008008),
};

/// Offsets of rho, lane x + 5 y.
static const unsigned rho[25] = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                 25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

static inline uint64_t rotated(uint64_t lane, unsigned count) {
    return count == 0 ? lane : (lane << count) | (lane >> (64 - count));
}

static inline void keccak_round(uint64_t a[25], uint64_t constant) {
    uint64_t column[5], b[25];
#pragma clang loop unroll(full)
    for (int x = 0; x < 5; x++) {
        column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
#pragma clang loop unroll(full)
    for (int x = 0; x < 5; x++) {
        uint64_t theta = column[(x + 4) % 5] ^ rotated(column[(x + 1) % 5], 1);
#pragma clang loop unroll(full)
        for (int y = 0; y < 5; y++) {
            b[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(a[x + 5 * y] ^ theta, rho[x + 5 * y]);
        }
    }
#pragma clang loop unroll(full)
    for (int y = 0; y < 25; y += 5) {
#pragma clang loop unroll(full)
        for (int x = 0; x < 5; x++) {
            a[y + x] = b[y + x] ^ (~b[y + (x + 1) % 5] & b[y + (x + 2) % 5]);
        }
    }
    a[0] ^= constant;
}

void floor_keccak(uint64_t *lanes, size_t permutations) {
    uint64_t a[25];
    for (int lane = 0; lane < 25; lane++) {
        a[lane] = lanes[lane];
    }
    for (size_t i = 0; i < permutations; i++) {
        for (int round = 0; round < 12; round++) {
            keccak_round(a, iota[round]);
        }
    }
    for (int lane = 0; lane < 25; lane++) {
        lanes[lane] = a[lane];
    }
}

// MARK: Field128

// p = 2^128 - 28 * 2^64 + 1, so that 2^128 is 28 * 2^64 - 1.
static const u128 prime = ((u128)UINT64_C(0xFFFFFFFFFFFFFFE4) << 64) | 1;

/// One fold of high * 2^128 + low: smaller by about 59 bits.
static inline void fold(u128 *high, u128 *low) {
    u128 p0 = (u128)28 * (uint64_t)*high;
    u128 p1 = (u128)28 * (uint64_t)(*high >> 64);
    u128 top = p1 + (uint64_t)(p0 >> 64);
    u128 bottom = (u128)(uint64_t)p0 << 64;
    top -= bottom < *high;
    bottom -= *high;
    *low += bottom;
    *high = top + (*low < bottom);
}

static inline u128 product(u128 a, u128 b) {
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    u128 first = (u128)a0 * b0, last = (u128)a1 * b1;
    u128 cross = (u128)a0 * b1;
    u128 middle = (u128)a1 * b0 + (uint64_t)(first >> 64);
    u128 sum = cross + (uint64_t)middle;
    u128 low = (sum << 64) | (uint64_t)first;
    u128 high = last + (uint64_t)(middle >> 64) + (uint64_t)(sum >> 64);
    fold(&high, &low);
    fold(&high, &low);
    fold(&high, &low);
    fold(&high, &low);
    return low >= prime ? low - prime : low;
}

void floor_plain_f128_mul(uint64_t *words, size_t count, size_t rounds) {
    const u128 multiplier = ((u128)UINT64_C(0x2545F4914F6CDD1D) << 64) | UINT64_C(0x9E3779B97F4A7C15);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            u128 x = ((u128)words[2 * i + 1] << 64) | words[2 * i];
            x = product(x, multiplier);
            words[2 * i] = (uint64_t)x;
            words[2 * i + 1] = (uint64_t)(x >> 64);
        }
    }
}
