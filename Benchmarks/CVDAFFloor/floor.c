// SPDX-License-Identifier: Apache-2.0
//
// Loops of the field kernels, compiled as C (see floor.h).

#include "floor.h"

#include <string.h>

#include "cvdaf.h"

#if defined(__linux__)
#include <malloc.h>
#endif

static const cvdaf_f128 multiplier = {UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0x2545F4914F6CDD1D)};

void floor_f128_mul(uint64_t *words, size_t count, size_t rounds) {
    cvdaf_f128 *elements = (cvdaf_f128 *)words;
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            elements[i] = cvdaf_f128_mul(elements[i], multiplier);
        }
    }
}

void floor_f128_redmul(uint64_t *words, size_t count, size_t rounds) {
    cvdaf_f128 *elements = (cvdaf_f128 *)words;
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            elements[i] = cvdaf_f128_redmul(elements[i], multiplier);
        }
    }
}

void floor_f64_mul(uint64_t *words, size_t count, size_t rounds) {
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            words[i] = cvdaf_f64_mul(words[i], UINT64_C(0x9E3779B97F4A7C15));
        }
    }
}

bool floor_plain_agrees(void) {
    uint64_t lanes[25], others[25], words[64], same[64];
    for (int i = 0; i < 25; i++) {
        lanes[i] = others[i] = (uint64_t)i * i * UINT64_C(0x9E3779B97F4A7C15);
    }
    floor_keccak(lanes, 2);
    cvdaf_keccak_permute(others);
    cvdaf_keccak_permute(others);
    for (int i = 0; i < 64; i++) {
        words[i] = same[i] = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15) >> i % 3;
    }
    floor_plain_f128_mul(words, 32, 3);
    floor_f128_mul(same, 32, 3);
    return memcmp(lanes, others, sizeof lanes) == 0 && memcmp(words, same, sizeof words) == 0;
}

void floor_trim_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}
