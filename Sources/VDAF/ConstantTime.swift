// SPDX-License-Identifier: Apache-2.0
//
// How secrets stay out of branches and indices (VDAF, "Side-Channel Resistance"). Field arithmetic (CVDAF) makes
// masks of carries and borrows; what is decided on a secret outside of it (a flag's bit, which of two encodings an
// integer takes, a sign, the chosen bucket) goes through the functions below. Each passes its result through
// `cvdaf_barrier`, so that the optimiser can't turn the mask back into the branch that it stands for.
// `Benchmarks/branches` lists the jumps and the computed addresses of the release build's hot loops, and says
// what was found in them.

internal import CVDAF

/// Decisions on secret integers, as bits and masks (VDAF, "Side-Channel Resistance").
enum ConstantTime {
    /// 1 for true, 0 for false: the flag's own byte, which Swift keeps at 0 or 1.
    @inline(__always)
    static func bit(_ flag: Bool) -> UInt64 {
        cvdaf_barrier(UInt64(unsafeBitCast(flag, to: UInt8.self) & 1))
    }

    /// 1 when left is less than right, else 0.
    @inline(__always)
    static func isLess(_ left: UInt64, _ right: UInt64) -> UInt64 {
        cvdaf_barrier(((~left & right) | ((~left | right) & (left &- right))) >> 63)
    }

    /// 1 when both are the same, else 0.
    @inline(__always)
    static func isEqual(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let difference = left ^ right
        return cvdaf_barrier(1 ^ ((difference | (0 &- difference)) >> 63))
    }

    /// All ones for 1, zero for 0.
    @inline(__always)
    static func mask(_ bit: UInt64) -> UInt64 { 0 &- cvdaf_barrier(bit) }

    /// All ones when the integer is negative, else zero; and the integer without its sign.
    @inline(__always)
    static func parts(of value: Int64) -> (isNegative: UInt64, magnitude: UInt64) {
        let isNegative = cvdaf_barrier(UInt64(bitPattern: value >> 63))
        return (isNegative, (UInt64(bitPattern: value) ^ isNegative) &- isNegative)
    }
}
