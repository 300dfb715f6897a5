// SPDX-License-Identifier: Apache-2.0
//
// Keccak-p[1600,12] and the sponge of TurboSHAKE128 (RFC 9861, sections 2.1 and 2.2), absorbed and squeezed in
// pieces of any length.

#ifndef CVDAF_KECCAK_H
#define CVDAF_KECCAK_H

#include <stddef.h>
#include <stdint.h>

/// Bytes of a block of TurboSHAKE128.
#define CVDAF_RATE 168

/// A sponge: 25 lanes, and the number of bytes of the current block that were absorbed or squeezed.
typedef struct {
    uint64_t lanes[25];
    size_t position;
} cvdaf_turboshake128;

/// Permutes 25 lanes in place.
void cvdaf_keccak_permute(uint64_t *lanes);

/// Absorbs `count` bytes; only before cvdaf_turboshake128_finish.
void cvdaf_turboshake128_absorb(cvdaf_turboshake128 *sponge, const uint8_t *input, size_t count);

/// Ends the input with the domain byte (1 to 127) and the padding.
void cvdaf_turboshake128_finish(cvdaf_turboshake128 *sponge, uint8_t domain);

/// Writes the next `count` bytes of output; only after cvdaf_turboshake128_finish.
void cvdaf_turboshake128_squeeze(cvdaf_turboshake128 *sponge, uint8_t *output, size_t count);

#endif
