// SPDX-License-Identifier: Apache-2.0
//
// The only source of randomness of the samplers: bytes, from the system's generator through a buffer of
// 4 KiB, or in tests from a given generator. No seed reaches the first. A word of 64 bits is cut into
// eight bytes, lowest first.

import Foundation

/// A stream of uniform bytes. It can't be copied: a byte used twice would tie two draws together.
/// The buffer is wiped at the end, for whoever reads these bytes can take the noise off again.
struct NoiseBits: ~Copyable {
    private let words: UnsafeMutableBufferPointer<UInt64>
    private let refill: (UnsafeMutableBufferPointer<UInt64>) -> Void
    private var nextWord: Int
    private var word: UInt64 = 0
    private var bytesLeft = 0

    /// - Parameters:
    ///   - capacity: words asked for at a time, at least 1.
    ///   - refill: overwrites the whole buffer with uniform words.
    init(capacity: Int, refill: @escaping (UnsafeMutableBufferPointer<UInt64>) -> Void) {
        words = .allocate(capacity: capacity)
        words.initialize(repeating: 0)
        nextWord = capacity
        self.refill = refill
    }

    /// Bytes of the system's generator.
    static func system() -> NoiseBits {
        NoiseBits(capacity: 512) { fillFromSystem($0) }
    }

    deinit {
        if let start = words.baseAddress {
            explicit_bzero(start, words.count * MemoryLayout<UInt64>.stride)
        }
        words.deallocate()
    }

    /// A uniform number below 256.
    @inline(__always)
    mutating func byte() -> UInt64 {
        if bytesLeft == 0 { takeWord() }
        let result = word & 255
        word >>= 8
        bytesLeft -= 1
        return result
    }

    private mutating func takeWord() {
        if nextWord == words.count {
            refill(words)
            nextWord = 0
        }
        word = words[nextWord]
        nextWord += 1
        bytesLeft = 8
    }

    /// `getentropy` gives at most 256 bytes a call. Should it fail, the standard library's generator
    /// answers instead, which asks the same kernel and stops the program rather than return weak bytes.
    private static func fillFromSystem(_ words: UnsafeMutableBufferPointer<UInt64>) {
        let bytes = UnsafeMutableRawBufferPointer(words)
        for start in stride(from: 0, to: bytes.count, by: 256) {
            let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<min(start + 256, bytes.count)])
            guard let address = piece.baseAddress, getentropy(address, piece.count) == 0 else {
                var generator = SystemRandomNumberGenerator()
                for index in words.indices { words[index] = generator.next() }
                return
            }
        }
    }
}

extension NoiseBits {
    /// Runs `body` on bytes of a generator: one word at a time, so that what is left of the last word only
    /// is lost between two calls.
    static func with<Result>(
        _ generator: inout some RandomNumberGenerator, _ body: (inout NoiseBits) -> Result
    ) -> Result {
        var copy = generator
        defer { generator = copy }
        var bits = NoiseBits(capacity: 1) { $0[0] = copy.next() }
        return body(&bits)
    }
}
