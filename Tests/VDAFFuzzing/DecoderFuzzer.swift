// SPDX-License-Identifier: Apache-2.0
//
// Runs mutated messages through one decoder of VDAF. A decoder must refuse with a `VDAFError` or be right about the
// input (`DecoderTarget` says what that is for each), must never trap, and must not ask the allocator for more than
// its bound. Every case is a call of the decoder.

import VDAF

/// A case in which a decoder did what it must not.
package struct FuzzFailure: Error, CustomStringConvertible {
    package let decoder: String
    package let input: [UInt8]
    package let reason: String
    package var description: String { "\(decoder) \(reason), for the input \(input)" }
}

/// Mutated messages for one decoder, from a seed.
package struct DecoderFuzzer: Sendable {
    /// Bytes that this thread asked of the allocator so far.
    package typealias AllocationCount = @Sendable () -> UInt64

    package let target: DecoderTarget
    private let allocated: AllocationCount
    private var mutator: Mutator
    /// Calls of the decoder.
    package private(set) var cases = 0
    /// Messages that the decoder took: a fuzzer that never gets one through tests nothing.
    package private(set) var taken = 0
    /// The most that one call asked for, in bytes.
    package private(set) var largest = 0

    /// - Parameters:
    ///   - seed: the same seed gives the same cases.
    ///   - allocated: nothing is checked of allocations when it stays at 0.
    package init(_ target: DecoderTarget, seed: UInt64, allocated: @escaping AllocationCount = { 0 }) {
        self.target = target
        self.allocated = allocated
        mutator = Mutator(seed: seed)
    }

    /// Runs `count` cases; throws the first failure.
    package mutating func run(cases count: Int) throws {
        for _ in 0..<count {
            let seat = target.seats[mutator.below(target.seats.count)]
            try run(seat, mutator.message(from: seat.corpus))
            cases += 1
        }
    }

    private mutating func run(_ seat: DecoderTarget.Seat, _ input: [UInt8]) throws {
        let before = allocated()
        let check = Self.decoded(seat, input)
        let asked = Int(allocated() &- before)
        largest = max(largest, asked)
        let bound = seat.bound(input.count)
        guard asked <= bound else {
            throw failure(seat, input, "asks for \(asked) bytes where \(bound) are its bound")
        }
        guard let check else { return }
        taken += 1
        guard check() else { throw failure(seat, input, "takes a message that it should refuse or reads it wrong") }
    }

    /// nil when the decoder refuses.
    private static func decoded(_ seat: DecoderTarget.Seat, _ input: [UInt8]) -> DecoderTarget.Check? {
        do throws(VDAFError) {
            return try seat.decode(input)
        } catch {
            return nil
        }
    }

    private func failure(_ seat: DecoderTarget.Seat, _ input: [UInt8], _ reason: String) -> FuzzFailure {
        FuzzFailure(decoder: "\(target.name) (\(seat.name))", input: input, reason: reason)
    }
}
