// SPDX-License-Identifier: Apache-2.0
//
// A holder's vector in every form in which somebody could have kept it: runs of six consecutive values, none of
// them zero, as bytes and as text. Shares and sums of them look like none of these.

import Foundation

struct Needles {
    private var byStart: [UInt64: [(bytes: [UInt8], form: Form)]] = [:]
    private(set) var count = 0

    enum Form: String, CaseIterable {
        case field128, int64LittleEndian, int64BigEndian, hexadecimal, comma, commaAndSpace, lines, semicolons

        func bytes(_ values: some Sequence<Int64>) -> [UInt8] {
            switch self {
            case .field128: values.flatMap { Self.littleEndian($0) + [UInt8](repeating: 0, count: 8) }
            case .int64LittleEndian: values.flatMap(Self.littleEndian)
            case .int64BigEndian: values.flatMap { Self.littleEndian($0).reversed() }
            case .hexadecimal: Self.hex(Form.field128.bytes(values))
            case .comma: Self.joined(values, ",")
            case .commaAndSpace: Self.joined(values, ", ")
            case .lines: Self.joined(values, "\n")
            case .semicolons: Self.joined(values, ";")
            }
        }

        private static func littleEndian(_ value: Int64) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }

        private static func hex(_ bytes: [UInt8]) -> [UInt8] {
            let digits = Array("0123456789abcdef".utf8)
            return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }

        private static func joined(_ values: some Sequence<Int64>, _ separator: String) -> [UInt8] {
            Array(values.map { "\($0)" }.joined(separator: separator).utf8)
        }
    }

    static let length = 6

    /// The runs that say something: six values that aren't nearly all the same.
    static func runs(of vector: [Int64]) -> [ArraySlice<Int64>] {
        vector.indices.dropLast(length - 1).map { vector[$0..<$0 + length] }.filter { run in
            !run.contains(0) && Set(run).count >= 4
        }
    }

    mutating func add(_ vector: [Int64]) {
        for run in Self.runs(of: vector) {
            count += 1
            for form in Form.allCases {
                let bytes = form.bytes(run)
                byStart[Self.start(bytes, 0), default: []].append((bytes, form))
            }
        }
    }

    /// The forms that are found in some bytes.
    func forms(in bytes: [UInt8]) -> Set<Form> {
        var found: Set<Form> = []
        guard bytes.count >= 8 else { return found }
        for place in 0...(bytes.count - 8) {
            for needle in byStart[Self.start(bytes, place)] ?? []
            where !found.contains(needle.form) && bytes[place...].starts(with: needle.bytes) {
                found.insert(needle.form)
            }
        }
        return found
    }

    private static func start(_ bytes: [UInt8], _ place: Int) -> UInt64 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }
}
