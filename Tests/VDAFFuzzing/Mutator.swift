// SPDX-License-Identifier: Apache-2.0
//
// Damages messages: flipped bits, other bytes, cut, lengthened, elements around the moduli, lengths that lie.

import RegieTesting

/// Draws messages near valid ones.
struct Mutator: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// An index below `bound`, 0 when there is none.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: (generator.next() >> 33) % UInt64(max(1, bound)))
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
    }

    /// One of the messages with zero to three changes.
    mutating func message(from corpus: [[UInt8]]) -> [UInt8] {
        guard !corpus.isEmpty else { return [] }
        var copy = corpus[below(corpus.count)]
        for _ in 0..<below(4) { mutate(&copy) }
        return copy
    }

    private mutating func mutate(_ message: inout [UInt8]) {
        let place = below(message.count)
        switch below(9) {
        case 0 where !message.isEmpty: message[place] ^= 1 << below(8)
        case 1 where !message.isEmpty: message[place] = [0, 1, 2, 3, 127, 128, 228, 255][below(8)]
        case 2: message.removeLast(min(message.count, 1 + below(20)))
        case 3: message += bytes(1 + below(40))
        case 4: message.insert(contentsOf: bytes(1 + below(4)), at: place)
        case 5 where message.count >= 16: placeElement(in: &message)
        case 6 where message.count >= 5: placeLength(in: &message, at: 1)
        case 7 where message.count >= 5: placeLength(in: &message, at: below(message.count - 3))
        case 8: message = bytes(below(64))
        default: break
        }
    }

    /// Sixteen bytes that are 0, 1 or 2 above a multiple of 2^64, around either field's modulus.
    private mutating func placeElement(in message: inout [UInt8]) {
        let start = below(message.count - 15)
        let high: [UInt8] = below(2) == 0 ? [228, 255, 255, 255] : [0, 0, 0, 0]
        let element = [UInt8(below(3)), 0, 0, 0] + [0, 0, 0, 0] + high + [255, 255, 255, 255]
        message.replaceSubrange(start..<(start + 16), with: element)
    }

    /// A length, mostly a wrong one, in network order.
    private mutating func placeLength(in message: inout [UInt8], at start: Int) {
        let rest = message.count - start - 4
        let length = [0, 1, rest, rest + 1, 1 << 24, 1 << 31, (1 << 32) - 1][below(7)]
        for index in 0..<4 { message[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
    }
}
