// SPDX-License-Identifier: Apache-2.0
//
// XofTurboShake128 (VDAF, "XofTurboShake128"): TurboSHAKE128 of RFC 9861 with domain byte 1 over
// LE16(length of dst) || dst || LE8(length of seed) || seed || binder. Incremental on both sides: the binder
// comes in pieces, the output goes out in pieces. The sponge is in CVDAF/keccak.c.
//
// Sampling drops a candidate that isn't smaller than the modulus (chance below 2^-32 for Field64, 2^-59 for
// Field128). That this happened, and where, says nothing of the elements that are kept.

internal import CVDAF

/// An extendable output function: a seed, a domain separation tag and a binder give a stream of bytes.
package struct XofTurboShake128: Sendable {
    /// Bytes of a seed.
    package static let seedSize = 32

    private var sponge = cvdaf_turboshake128()
    private var isSqueezing = false

    /// Absorbs what comes before the binder. `dst` is the concatenation of `tag` and `context`; together they
    /// take at most 65,535 bytes and the seed at most 255, which callers check.
    package init(seed: some Collection<UInt8>, tag: [UInt8], context: [UInt8] = []) {
        let length = tag.count + context.count
        absorb([UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)])
        absorb(tag)
        absorb(context)
        absorb([UInt8(truncatingIfNeeded: seed.count)])
        absorb(Array(seed))
    }

    /// Absorbs more of the binder. Nothing can be absorbed after the first output.
    package mutating func absorb(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { absorb($0) }
    }

    /// Absorbs the encoding of `elements` as more of the binder.
    mutating func absorb<Field: NTTField>(encodingOf elements: [Field]) {
        Field.withEncoding(of: elements) { absorb($0) }
    }

    private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        assert(!isSqueezing, "the binder comes before the output")
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        cvdaf_turboshake128_absorb(&sponge, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    private mutating func squeeze(_ bytes: UnsafeMutableRawBufferPointer) {
        if !isSqueezing {
            isSqueezing = true
            cvdaf_turboshake128_finish(&sponge, 1)
        }
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        cvdaf_turboshake128_squeeze(&sponge, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// The next `count` bytes of the stream.
    package mutating func next(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            squeeze(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// A new seed: the next 32 bytes.
    package mutating func nextSeed() -> [UInt8] {
        next(Self.seedSize)
    }

    /// The next `count` elements of the field, each uniform.
    package mutating func nextVector<Field: NTTField>(_ type: Field.Type, count: Int) -> [Field] {
        [Field](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard count > 0, let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            squeeze(UnsafeMutableRawBufferPointer(start: base, count: count * Field.encodedSize))
            var canonical: UInt64 = 1
            for index in 0..<count {
                let element = Field.load(base + index * Field.encodedSize, canonical: &canonical)
                buffer.initializeElement(at: index, to: element)
            }
            if canonical != 1 { dropRejected(buffer, count: count) }
            initialized = count
        }
    }

    /// Moves the kept candidates to the front and draws the missing ones from the stream. Both fields fill
    /// their bytes up to the top bit, so that there is nothing to mask.
    private mutating func dropRejected<Field: NTTField>(_ buffer: UnsafeMutableBufferPointer<Field>, count: Int) {
        var kept = 0
        for index in 0..<count where buffer[index].value < Field.modulus {
            buffer[kept] = buffer[index]
            kept += 1
        }
        while kept < count {
            var canonical: UInt64 = 1
            let bytes = next(Field.encodedSize)
            let candidate = bytes.withUnsafeBytes { raw in
                raw.baseAddress.map { Field.load($0, canonical: &canonical) } ?? .zero
            }
            guard canonical == 1 else { continue }
            buffer[kept] = candidate
            kept += 1
        }
    }
}
