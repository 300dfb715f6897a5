// SPDX-License-Identifier: Apache-2.0
//
// Keccak-p[1600,12] and the whole-block loops of TurboSHAKE128 (RFC 9861, sections 2.1 and 2.2). Padding and
// partial blocks are left to the caller.

#ifndef CVDAF_KECCAK_H
#define CVDAF_KECCAK_H

#include <stddef.h>
#include <stdint.h>

/// Bytes of a block of TurboSHAKE128.
#define CVDAF_RATE 168

/// Permutes 25 lanes in place.
void cvdaf_keccak_permute(uint64_t *lanes);

/// XORs each of `blocks` blocks into the state and permutes after each.
void cvdaf_keccak_absorb(uint64_t *lanes, const uint8_t *input, size_t blocks);

/// Permutes before each of `blocks` blocks and writes it out.
void cvdaf_keccak_squeeze(uint64_t *lanes, uint8_t *output, size_t blocks);

#endif
