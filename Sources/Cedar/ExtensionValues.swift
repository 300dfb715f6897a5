// SPDX-License-Identifier: Apache-2.0
//
// How `decimal`, `datetime` and `duration` read their string (RFC 80 for the last two). Each returns nil when the
// string is not one of theirs or the value leaves 64 bits.

extension Decimal4 {
    /// Digits, a dot, one to four digits; an optional minus sign before.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        let negative = reader.skip("-")
        guard let whole = reader.digits(), reader.skip("."), let fraction = reader.digits(), reader.isAtEnd,
            (1...4).contains(fraction.count), let units = Int64(whole)
        else { return nil }
        let padded = fraction + String(repeating: "0", count: 4 - fraction.count)
        guard let parts = Int64(padded) else { return nil }
        let (scaled, overflow) = units.multipliedReportingOverflow(by: 10_000)
        guard !overflow else { return nil }
        let (sum, overflow2) =
            negative ? (0 - scaled).subtractingReportingOverflow(parts) : scaled.addingReportingOverflow(parts)
        guard !overflow2 else { return nil }
        tenThousandths = sum
    }
}

/// Reads Cedar's durations.
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// `-1d2h3m4s5ms`: any of the units, in this order, at least one.
    package static func milliseconds(_ text: String) -> Int64? {
        var reader = DigitReader(text)
        let sign: Int64 = reader.skip("-") ? -1 : 1
        guard !reader.isAtEnd else { return nil }
        var next = 0
        var total: Int64 = 0
        while !reader.isAtEnd {
            guard let digits = reader.digits(), let number = Int64(sign < 0 ? "-" + digits : digits) else {
                return nil
            }
            let name = reader.letters()
            guard let index = units[next...].firstIndex(where: { $0.name == name }) else { return nil }
            next = index + 1
            let (scaled, overflow) = number.multipliedReportingOverflow(by: units[index].milliseconds)
            let (sum, overflow2) = total.addingReportingOverflow(scaled)
            guard !overflow, !overflow2 else { return nil }
            total = sum
        }
        return total
    }
}

/// Reads and writes Cedar's datetimes, years 0000 to 9999.
package enum CivilTime {
    /// `2026-03-02`, with `T08:30:00` and `.250` and then `Z` or `+0100`.
    package static func milliseconds(_ text: String) -> Int64? {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), (1...12).contains(month), (1...daysInMonth(month, of: year)).contains(day)
        else { return nil }
        let midnight = daysSinceEpoch(year: year, month: month, day: day) * 86_400_000
        if reader.isAtEnd { return midnight }
        guard let time = timeOfDay(&reader), let offset = offset(&reader), reader.isAtEnd else { return nil }
        return midnight + time - offset
    }

    private static func timeOfDay(_ reader: inout DigitReader) -> Int64? {
        guard reader.skip("T"), let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
            reader.skip(":"), let second = reader.number(2), hour < 24, minute < 60, second < 60
        else { return nil }
        var time = (hour * 3_600 + minute * 60 + second) * 1_000
        if reader.skip(".") {
            guard let fraction = reader.number(3) else { return nil }
            time += fraction
        }
        return time
    }

    private static func offset(_ reader: inout DigitReader) -> Int64? {
        if reader.skip("Z") { return 0 }
        let sign: Int64
        if reader.skip("+") { sign = 1 } else if reader.skip("-") { sign = -1 } else { return nil }
        guard let hour = reader.number(2), let minute = reader.number(2), hour < 24, minute < 60 else { return nil }
        return sign * (hour * 3_600 + minute * 60) * 1_000
    }

    private static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// In UTC with milliseconds. Outside the years 0000 to 9999, which no text can give, the count itself.
    package static func text(milliseconds: Int64) -> String {
        let dayLength: Int64 = 86_400_000
        let remainder = milliseconds % dayLength
        let time = remainder < 0 ? remainder + dayLength : remainder
        let days = milliseconds / dayLength - (remainder < 0 ? 1 : 0)
        guard (-719_528...2_932_896).contains(days) else { return "\(milliseconds)ms" }
        let (year, month, day) = civil(daysSinceEpoch: days)
        let clock = "\(pad(time / 3_600_000)):\(pad(time / 60_000 % 60)):\(pad(time / 1_000 % 60))"
        return "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(clock).\(pad(time % 1_000, 3))Z"
    }

    private static func civil(daysSinceEpoch: Int64) -> (Int64, Int64, Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func pad(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Reads ASCII digits and marks from left to right.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == mark.value else { return false }
        rest.removeFirst()
        return true
    }

    /// One or more digits.
    mutating func digits() -> String? {
        let run = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest.removeFirst(run.count)
        return run.isEmpty ? nil : String(Substring(run))
    }

    mutating func letters() -> String {
        let run = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        rest.removeFirst(run.count)
        return String(Substring(run))
    }

    /// Exactly so many digits.
    mutating func number(_ width: Int) -> Int64? {
        let run = rest.prefix(width)
        guard run.count == width, run.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        rest.removeFirst(width)
        return Int64(Substring(run))
    }
}
