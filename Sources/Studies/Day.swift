// SPDX-License-Identifier: Apache-2.0
//
// Civil days without a time zone, as studies and datasets speak of them (ISO 8601 calendar dates).
// The arithmetic is the proleptic Gregorian calendar's, on days counted from 1970-01-01.

/// A calendar day, `YYYY-MM-DD`, between the years 1900 and 2199.
package struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01 (negative before).
    package let daysSinceEpoch: Int

    package init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// Nil unless the text is exactly `YYYY-MM-DD` and names a day that exists.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1900...2199).contains(year), (1...12).contains(month),
            day >= 1, day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The caller vouches for the ranges; `init?(_:)` checks a text.
    package init(year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
    }

    package var components: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (
            yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// Monday is 1, Sunday is 7 (ISO 8601).
    package var isoWeekday: Int {
        let remainder = (daysSinceEpoch + 3) % 7
        return (remainder + 7) % 7 + 1
    }

    package var description: String {
        let (year, month, day) = components
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(year)-\(padded(month))-\(padded(day))"
    }

    package static func < (left: Day, right: Day) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    package static func + (day: Day, days: Int) -> Day {
        Day(daysSinceEpoch: day.daysSinceEpoch + days)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}

/// A period of whole days; `end` is the first day after it.
package struct Period: Hashable, Sendable {
    package let start: Day
    package let end: Day

    /// Nil unless the period holds at least one day.
    package init?(start: Day, end: Day) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    package var dayCount: Int { end.daysSinceEpoch - start.daysSinceEpoch }

    package func contains(_ other: Period) -> Bool {
        start <= other.start && other.end <= end
    }
}
