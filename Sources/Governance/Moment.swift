// SPDX-License-Identifier: Apache-2.0
//
// A moment of UTC to the second, as signed records write it (RFC 3339, "2026-11-22T08:30:00Z"). Leap
// seconds are not told apart. Other offsets and fractions are refused: one moment has one text.

import Foundation
import Studies

/// Whole seconds since 1970-01-01T00:00:00Z, up to the end of the year 2199.
package struct Moment: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let secondsSinceEpoch: Int64

    private static let latest: Int64 = 7_258_118_400

    /// Nil outside the years 1970 to 2199.
    package init?(secondsSinceEpoch: Int64) {
        guard (0..<Moment.latest).contains(secondsSinceEpoch) else { return nil }
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// Rounded down to the second; nil outside the years 1970 to 2199.
    package init?(_ date: Date) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        guard seconds >= 0, seconds < Double(Moment.latest) else { return nil }
        self.init(secondsSinceEpoch: Int64(seconds))
    }

    /// Nil unless the text is exactly `YYYY-MM-DDTHH:MM:SSZ`.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z"),
            let day = Day(text.prefix(10)),
            let hour = Moment.twoDigits(bytes[11], bytes[12], below: 24),
            let minute = Moment.twoDigits(bytes[14], bytes[15], below: 60),
            let second = Moment.twoDigits(bytes[17], bytes[18], below: 60)
        else { return nil }
        self.init(secondsSinceEpoch: Int64(day.daysSinceEpoch) * 86_400 + hour * 3600 + minute * 60 + second)
    }

    /// The UTC day.
    package var day: Day { Day(daysSinceEpoch: Int(secondsSinceEpoch / 86_400)) }

    package var date: Date { Date(timeIntervalSince1970: Double(secondsSinceEpoch)) }

    /// Nil past the end of the year 2199.
    package func adding(seconds: Int64) -> Moment? {
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return overflow ? nil : Moment(secondsSinceEpoch: sum)
    }

    package var description: String {
        let second = secondsSinceEpoch % 86_400
        func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(day)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    private static func twoDigits(_ tens: UInt8, _ ones: UInt8, below limit: Int64) -> Int64? {
        let digits: ClosedRange<UInt8> = 48...57
        guard digits.contains(tens), digits.contains(ones) else { return nil }
        let value = Int64(tens - 48) * 10 + Int64(ones - 48)
        return value < limit ? value : nil
    }
}
