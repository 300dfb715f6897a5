// SPDX-License-Identifier: Apache-2.0
//
// The sandbox's own reproducible randomness: SplitMix64 (Steele, Lea, Flood 2014), one generator for each
// (seed, stream, two numbers). Bounded draws take the high word of a 64 by 64 bit product, not the standard
// library's methods, whose algorithms may change. Everything in this module that decides output uses
// integers, or IEEE 754 `+ - * /` and square root, which round alike everywhere; no function of libm and
// no iteration over a Set or a Dictionary. It makes fictitious people only: never keys, shares or noise.

/// Where all of a sandbox's randomness comes from: the same seed gives the same bytes on every machine.
package struct SandboxSeed: Hashable, Sendable {
    package let value: UInt64

    package init(_ value: UInt64) {
        self.value = value
    }

    /// What a generator is for; two streams of one seed are unrelated.
    enum Stream: UInt64 {
        case shape = 1
        case person
        case personDay
        case calendar
        case busNumbers
        case bikeNumbers
        case objections
        case countedTrip
        case household
        case householdMonths
        case householdObjections
    }

    func generator(_ stream: Stream, _ first: Int = 0, _ second: Int = 0) -> SandboxGenerator {
        var state = SandboxGenerator.mix(value &+ stream.rawValue &* 0x9E37_79B9_7F4A_7C15)
        state = SandboxGenerator.mix(state ^ (UInt64(truncatingIfNeeded: first) &* 0xD6E8_FEB8_6659_FD93))
        state = SandboxGenerator.mix(state ^ (UInt64(truncatingIfNeeded: second) &* 0xA076_1D64_78BD_642F))
        return SandboxGenerator(state: state)
    }
}

/// SplitMix64 with draws whose every bit is specified here.
struct SandboxGenerator {
    private var state: UInt64

    init(state: UInt64) {
        self.state = state
    }

    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A number in `0..<bound`; 0 when `bound` is not positive. Off uniform by less than bound / 2^64.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True `share` times in a thousand.
    @inline(__always)
    mutating func perMille(_ share: Int) -> Bool {
        below(1000) < share
    }

    /// A number in `low..<high`, most likely near the middle (the mean of two draws).
    @inline(__always)
    mutating func peaked(_ low: Int, _ high: Int) -> Int {
        low + (below(high - low) + below(high - low)) / 2
    }

    /// The numbers `1...count` in a drawn order (Fisher and Yates, as in Knuth's algorithm P).
    mutating func permutation(_ count: Int) -> [Int32] {
        var numbers = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count { buffer[index] = Int32(index + 1) }
            initialized = count
        }
        for last in stride(from: count - 1, to: 0, by: -1) {
            numbers.swapAt(last, below(last + 1))
        }
        return numbers
    }
}
