// SPDX-License-Identifier: Apache-2.0
//
// Exact coins and uniform integers: Canonne, Kamath, Steinke 2020, algorithm 1, in integers. A coin of
// probability p/q compares p/q with a uniform number whose base-256 digits are drawn one by one until
// they decide, so nothing is rounded and a coin costs little more than a byte.

extension NoiseBits {
    /// True with probability p/q.
    ///
    /// The words must have eight bits to spare: q < 2⁵⁶ for UInt64, q < 2¹²⁰ for UInt128; p is at most q.
    @inline(__always)
    mutating func coin<Word: FixedWidthInteger & UnsignedInteger>(_ p: Word, of q: Word) -> Bool {
        var rest = p
        while true {
            let scaled = rest << 8
            let floor = q * Word(truncatingIfNeeded: byte())
            if scaled >= floor + q { return true }
            if scaled <= floor { return false }
            rest = scaled - floor
        }
    }

    /// True with probability exp(-p/q), for p at most q: the number of successes in a row of coins of
    /// probability (p/q)/1, (p/q)/2, (p/q)/3, ... is even with that probability.
    @inline(__always)
    mutating func exponentialCoin<Word: FixedWidthInteger & UnsignedInteger>(_ p: Word, of q: Word) -> Bool {
        guard coin(p, of: q) else { return true }
        var trial: UInt64 = 2
        while coin(1, of: trial), coin(p, of: q) { trial += 1 }
        return trial % 2 == 1
    }

    /// True with probability exp(-1).
    @inline(__always)
    mutating func inverseECoin() -> Bool {
        var trial: UInt64 = 2
        while coin(1, of: trial) { trial += 1 }
        return trial % 2 == 1
    }

    /// True with probability exp(-times).
    @inline(__always)
    mutating func inverseECoins(_ times: some FixedWidthInteger & UnsignedInteger) -> Bool {
        var left = times
        while left > 0 {
            guard inverseECoin() else { return false }
            left -= 1
        }
        return true
    }

    /// How many coins of probability exp(-1) succeed before the first that fails.
    @inline(__always)
    mutating func geometric() -> UInt64 {
        var successes: UInt64 = 0
        while inverseECoin() { successes += 1 }
        return successes
    }

    /// Uniform among 0..<bound, for a bound of at least 1: the fewest bytes, their superfluous high bits
    /// dropped, drawn again while too large. No modulo, hence no bias.
    @inline(__always)
    mutating func uniform(below bound: UInt64) -> UInt64 {
        let width = UInt64.bitWidth - (bound - 1).leadingZeroBitCount
        let mask = width == 0 ? 0 : UInt64.max >> UInt64(UInt64.bitWidth - width)
        while true {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while shift < UInt64(width) {
                value |= byte() << shift
                shift += 8
            }
            value &= mask
            if value < bound { return value }
        }
    }

    /// A magnitude with P(x) proportional to exp(-x/scale), and a sign; never minus zero.
    /// Algorithm 2 of the paper for an integer scale, of at least 1 and below 2⁵⁶.
    @inline(__always)
    mutating func signedGeometric(scale: UInt64) -> (magnitude: UInt64, isNegative: Bool) {
        while true {
            let offset = uniform(below: scale)
            guard exponentialCoin(offset, of: scale) else { continue }
            let magnitude = offset + scale * geometric()
            let isNegative = byte() & 1 == 1
            if isNegative && magnitude == 0 { continue }
            return (magnitude, isNegative)
        }
    }
}
