// SPDX-License-Identifier: Apache-2.0
//
// XofTurboShake128 against TurboSHAKE128 written from FIPS 202's definitions, lane by lane.

import RegieTesting
import Testing
import VDAF

/// Keccak-p[1600,12] and its sponge, the slow way.
private enum SlowTurboShake {
    static func rotate(_ lane: UInt64, _ count: Int) -> UInt64 {
        let shift = count % 64
        return shift == 0 ? lane : lane << UInt64(shift) | lane >> UInt64(64 - shift)
    }

    /// The bit of the round constants' shift register at time `t` (FIPS 202, algorithm 5).
    static func registerBit(_ t: Int) -> UInt64 {
        var register = 1
        for _ in 0..<(t % 255) {
            register <<= 1
            if register & 0x100 != 0 { register ^= 0x171 }
        }
        return UInt64(register & 1)
    }

    static func permute(_ state: inout [[UInt64]]) {
        for round in 12..<24 {
            let parity = (0..<5).map { x in (0..<5).reduce(UInt64(0)) { $0 ^ state[x][$1] } }
            for x in 0..<5 {
                let d = parity[(x + 4) % 5] ^ rotate(parity[(x + 1) % 5], 1)
                for y in 0..<5 { state[x][y] ^= d }
            }
            var moved = state
            var (x, y) = (1, 0)
            for t in 0..<24 {
                let lane = rotate(state[x][y], (t + 1) * (t + 2) / 2)
                (x, y) = (y, (2 * x + 3 * y) % 5)
                moved[x][y] = lane
            }
            for x in 0..<5 {
                for y in 0..<5 { state[x][y] = moved[x][y] ^ (~moved[(x + 1) % 5][y] & moved[(x + 2) % 5][y]) }
            }
            for j in 0...6 { state[0][0] ^= registerBit(j + 7 * round) << ((UInt64(1) << UInt64(j)) - 1) }
        }
    }

    static func hash(_ message: [UInt8], domain: UInt8, count: Int) -> [UInt8] {
        var padded = message + [domain]
        while padded.count % 168 != 0 { padded.append(0) }
        padded[padded.count - 1] ^= 0x80
        var state = [[UInt64]](repeating: [UInt64](repeating: 0, count: 5), count: 5)
        for block in stride(from: 0, to: padded.count, by: 168) {
            for index in 0..<168 {
                let lane = index / 8
                state[lane % 5][lane / 5] ^= UInt64(padded[block + index]) << UInt64(8 * (index % 8))
            }
            permute(&state)
        }
        var output: [UInt8] = []
        while output.count < count {
            for index in 0..<168 {
                let lane = index / 8
                output.append(UInt8(truncatingIfNeeded: state[lane % 5][lane / 5] >> UInt64(8 * (index % 8))))
            }
            permute(&state)
        }
        return Array(output.prefix(count))
    }
}

struct XofTests {
    @Test
    func `the slow version gives the RFC's value for the empty string`() {
        #expect(
            hex(SlowTurboShake.hash([], domain: 0x1F, count: 32))
                == "1e415f1c5983aff2169217277d17bb538cd945a397ddec541f1ce41af2c1b74c")
    }

    @Test
    func `the stream is the same however it is fed and drawn`() {
        var generator = SeededGenerator(seed: 9861)
        for length in [0, 1, 7, 8, 100, 124, 125, 126, 132, 133, 167, 168, 169, 335, 336, 337, 1_000] {
            let binder = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let message = [5, 0, 1, 2, 3, 4, 5, 32] + seed + binder
            let expected = SlowTurboShake.hash(message, domain: 1, count: 700)

            var xof = XofTurboShake128(seed: seed, tag: [1, 2, 3], context: [4, 5])
            var rest = binder[...]
            while !rest.isEmpty {
                let count = Int.random(in: 0...200, using: &generator)
                xof.absorb(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            var output: [UInt8] = []
            while output.count < 500 { output += xof.next(Int.random(in: 0...200, using: &generator)) }
            #expect(output.elementsEqual(expected.prefix(output.count)))
        }
    }

    @Test
    func `long tags write both bytes of their length`() {
        let tag = [UInt8](repeating: 7, count: 300)
        let expected = SlowTurboShake.hash([44, 1] + tag + [2, 8, 9], domain: 1, count: 16)
        var xof = XofTurboShake128(seed: [8, 9], tag: tag)
        #expect(xof.next(16) == expected)
    }

    @Test
    func `vectors drop candidates that aren't smaller than the modulus`() {
        let seed: [UInt8] = Array(0..<32)
        var stream = XofTurboShake128(seed: seed, tag: [1])
        let candidates = (0..<400).map { _ in
            stream.next(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        let kept = candidates.filter { $0 < CoarseField.limit }
        #expect(kept.count < 300)
        var xof = XofTurboShake128(seed: seed, tag: [1])
        let vector = xof.nextVector(CoarseField.self, count: 100)
        #expect(vector.map(\.word) == Array(kept[..<100]))
        let rest = xof.nextVector(CoarseField.self, count: 20)
        #expect(rest.map(\.word) == Array(kept[100..<120]))
    }
}

/// A "field" whose encoding leaves half of the candidates out, to see them dropped; it has no arithmetic.
private struct CoarseField: NTTField {
    static let limit = UInt64(1) << 63
    let word: UInt64

    static let zero = CoarseField(0)
    static let one = CoarseField(1)
    static let generator = CoarseField(1)
    static let generatorLogOrder = 0
    static let encodedSize = 8
    static let modulus = UInt128(limit)
    static let radix = CoarseField(1)
    static let radixSquared = CoarseField(1)

    init(_ value: UInt64) { word = value }
    init(signed value: Int64) { word = value.magnitude }
    var value: UInt128 { UInt128(word) }

    static func + (left: CoarseField, right: CoarseField) -> CoarseField { left }
    static func - (left: CoarseField, right: CoarseField) -> CoarseField { left }
    static func * (left: CoarseField, right: CoarseField) -> CoarseField { left }
    static func reducedProduct(_ left: CoarseField, _ right: CoarseField) -> CoarseField { left }

    static func load(_ bytes: UnsafeRawPointer, canonical: inout UInt64) -> CoarseField {
        let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        canonical &= 1 ^ (word >> 63)
        return CoarseField(word)
    }

    func store(_ bytes: UnsafeMutableRawPointer) { bytes.storeBytes(of: word.littleEndian, as: UInt64.self) }

    struct ProductSum: FieldProductSum {
        mutating func add(_ factor: Factor<CoarseField>, _ element: CoarseField) {}
        var reduced: CoarseField { .zero }
    }
}
