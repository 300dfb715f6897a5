// SPDX-License-Identifier: Apache-2.0
//
// Keccak-p[1600,12] (FIPS 202 sections 3.2 and 3.3, last twelve rounds), two rounds a turn with the lanes in
// local variables. No branch and no index depends on the state.

#include "keccak.h"

static const uint64_t round_constants[12] = {
    UINT64_C(0x000000008000808B), UINT64_C(0x800000000000008B), UINT64_C(0x8000000000008089),
    UINT64_C(0x8000000000008003), UINT64_C(0x8000000000008002), UINT64_C(0x8000000000000080),
    UINT64_C(0x000000000000800A), UINT64_C(0x800000008000000A), UINT64_C(0x8000000080008081),
    UINT64_C(0x8000000000008080), UINT64_C(0x0000000080000001), UINT64_C(0x8000000080008008),
};

static inline uint64_t rotate(uint64_t lane, unsigned count) {
    return (lane << count) | (lane >> (64 - count));
}

// One row of pi and chi: the five source lanes, already rotated, give the row y of the next state.
#define CHI(y, b0, b1, b2, b3, b4) \
    do {                           \
        uint64_t r0 = (b0), r1 = (b1), r2 = (b2), r3 = (b3), r4 = (b4); \
        y##0 = r0 ^ (~r1 & r2);    \
        y##1 = r1 ^ (~r2 & r3);    \
        y##2 = r2 ^ (~r3 & r4);    \
        y##3 = r3 ^ (~r4 & r0);    \
        y##4 = r4 ^ (~r0 & r1);    \
    } while (0)

// Lane (x, y) is called `<state><row letter of y><x>`; a round reads state A and writes state E.
#define ROUND(A, E, constant)                                                              \
    do {                                                                                   \
        uint64_t c0 = A##b0 ^ A##g0 ^ A##k0 ^ A##m0 ^ A##s0;                               \
        uint64_t c1 = A##b1 ^ A##g1 ^ A##k1 ^ A##m1 ^ A##s1;                               \
        uint64_t c2 = A##b2 ^ A##g2 ^ A##k2 ^ A##m2 ^ A##s2;                               \
        uint64_t c3 = A##b3 ^ A##g3 ^ A##k3 ^ A##m3 ^ A##s3;                               \
        uint64_t c4 = A##b4 ^ A##g4 ^ A##k4 ^ A##m4 ^ A##s4;                               \
        uint64_t d0 = c4 ^ rotate(c1, 1), d1 = c0 ^ rotate(c2, 1);                         \
        uint64_t d2 = c1 ^ rotate(c3, 1), d3 = c2 ^ rotate(c4, 1);                         \
        uint64_t d4 = c3 ^ rotate(c0, 1);                                                  \
        CHI(E##b, A##b0 ^ d0, rotate(A##g1 ^ d1, 44), rotate(A##k2 ^ d2, 43),              \
            rotate(A##m3 ^ d3, 21), rotate(A##s4 ^ d4, 14));                               \
        E##b0 ^= (constant);                                                               \
        CHI(E##g, rotate(A##b3 ^ d3, 28), rotate(A##g4 ^ d4, 20), rotate(A##k0 ^ d0, 3),   \
            rotate(A##m1 ^ d1, 45), rotate(A##s2 ^ d2, 61));                               \
        CHI(E##k, rotate(A##b1 ^ d1, 1), rotate(A##g2 ^ d2, 6), rotate(A##k3 ^ d3, 25),    \
            rotate(A##m4 ^ d4, 8), rotate(A##s0 ^ d0, 18));                                \
        CHI(E##m, rotate(A##b4 ^ d4, 27), rotate(A##g0 ^ d0, 36), rotate(A##k1 ^ d1, 10),  \
            rotate(A##m2 ^ d2, 15), rotate(A##s3 ^ d3, 56));                               \
        CHI(E##s, rotate(A##b2 ^ d2, 62), rotate(A##g3 ^ d3, 55), rotate(A##k4 ^ d4, 39),  \
            rotate(A##m0 ^ d0, 41), rotate(A##s1 ^ d1, 2));                                \
    } while (0)

#define LANES(S, from)                                                                     \
    uint64_t S##b0 = (from)[0], S##b1 = (from)[1], S##b2 = (from)[2], S##b3 = (from)[3];   \
    uint64_t S##b4 = (from)[4], S##g0 = (from)[5], S##g1 = (from)[6], S##g2 = (from)[7];   \
    uint64_t S##g3 = (from)[8], S##g4 = (from)[9], S##k0 = (from)[10], S##k1 = (from)[11]; \
    uint64_t S##k2 = (from)[12], S##k3 = (from)[13], S##k4 = (from)[14];                   \
    uint64_t S##m0 = (from)[15], S##m1 = (from)[16], S##m2 = (from)[17];                   \
    uint64_t S##m3 = (from)[18], S##m4 = (from)[19], S##s0 = (from)[20];                   \
    uint64_t S##s1 = (from)[21], S##s2 = (from)[22], S##s3 = (from)[23], S##s4 = (from)[24]

#define STORE(S, to)                                                                       \
    (to)[0] = S##b0, (to)[1] = S##b1, (to)[2] = S##b2, (to)[3] = S##b3, (to)[4] = S##b4,   \
    (to)[5] = S##g0, (to)[6] = S##g1, (to)[7] = S##g2, (to)[8] = S##g3, (to)[9] = S##g4,   \
    (to)[10] = S##k0, (to)[11] = S##k1, (to)[12] = S##k2, (to)[13] = S##k3,                \
    (to)[14] = S##k4, (to)[15] = S##m0, (to)[16] = S##m1, (to)[17] = S##m2,                \
    (to)[18] = S##m3, (to)[19] = S##m4, (to)[20] = S##s0, (to)[21] = S##s1,                \
    (to)[22] = S##s2, (to)[23] = S##s3, (to)[24] = S##s4

void cvdaf_keccak_permute(uint64_t *lanes) {
    LANES(a, lanes);
    LANES(e, lanes);
    for (int round = 0; round < 12; round += 2) {
        ROUND(a, e, round_constants[round]);
        ROUND(e, a, round_constants[round + 1]);
    }
    STORE(a, lanes);
}

static inline uint64_t load(const uint8_t *bytes) {
    uint64_t lane = 0;
    for (int i = 0; i < 8; i++) {
        lane |= (uint64_t)bytes[i] << (8 * i);
    }
    return lane;
}

static inline void store(uint8_t *bytes, uint64_t lane) {
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(lane >> (8 * i));
    }
}

static void absorb_byte(cvdaf_turboshake128 *sponge, uint8_t byte) {
    sponge->lanes[sponge->position / 8] ^= (uint64_t)byte << (8 * (sponge->position % 8));
    sponge->position++;
}

void cvdaf_turboshake128_absorb(cvdaf_turboshake128 *sponge, const uint8_t *input, size_t count) {
    while (count > 0) {
        if (sponge->position == 0 && count >= CVDAF_RATE) {
            for (int i = 0; i < CVDAF_RATE / 8; i++) {
                sponge->lanes[i] ^= load(input + 8 * i);
            }
            sponge->position = CVDAF_RATE;
            input += CVDAF_RATE;
            count -= CVDAF_RATE;
        } else if (sponge->position % 8 == 0 && sponge->position < CVDAF_RATE && count >= 8) {
            sponge->lanes[sponge->position / 8] ^= load(input);
            sponge->position += 8;
            input += 8;
            count -= 8;
        } else {
            absorb_byte(sponge, *input);
            input++;
            count--;
        }
        if (sponge->position == CVDAF_RATE) {
            cvdaf_keccak_permute(sponge->lanes);
            sponge->position = 0;
        }
    }
}

void cvdaf_turboshake128_finish(cvdaf_turboshake128 *sponge, uint8_t domain) {
    absorb_byte(sponge, domain);
    sponge->lanes[CVDAF_RATE / 8 - 1] ^= UINT64_C(0x80) << 56;
    sponge->position = CVDAF_RATE;
}

void cvdaf_turboshake128_squeeze(cvdaf_turboshake128 *sponge, uint8_t *output, size_t count) {
    while (count > 0) {
        if (sponge->position == CVDAF_RATE) {
            cvdaf_keccak_permute(sponge->lanes);
            sponge->position = 0;
        }
        size_t lane = sponge->position / 8;
        if (sponge->position % 8 == 0 && count >= 8) {
            store(output, sponge->lanes[lane]);
            sponge->position += 8;
            output += 8;
            count -= 8;
        } else {
            *output = (uint8_t)(sponge->lanes[lane] >> (8 * (sponge->position % 8)));
            sponge->position++;
            output++;
            count--;
        }
    }
}
