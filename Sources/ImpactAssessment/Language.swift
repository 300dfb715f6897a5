// SPDX-License-Identifier: Apache-2.0
//
// The two languages of the pages, and how each writes numbers and days: French with narrow no-break
// spaces and a decimal comma (Imprimerie nationale), English with commas and a decimal point. No locale
// of the machine takes part, so that the same input gives the same bytes everywhere.

import Studies

package enum Language: String, Hashable, Sendable, CaseIterable {
    case fr
    case en

    /// `12 345` or `12,345`.
    package func integer(_ value: Int64) -> String {
        Localized.number(value)[self]
    }

    package func integer(_ value: Int) -> String { integer(Int64(value)) }

    /// Rounded half away from zero to `digits` decimals (0 to 9).
    package func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\u{2014}" }
        var scale: Int64 = 1
        for _ in 0..<min(max(digits, 0), 6 + 3) { scale *= 10 }
        let product = (value * Double(scale)).rounded()
        guard abs(product) < 9e18 else { return integer(Int64(value.rounded())) }
        let scaled = Int64(product)
        let whole = integer(Int64(scaled.magnitude) / scale)
        let sign = scaled < 0 ? "\u{2212}" : ""
        guard scale > 1 else { return sign + whole }
        let rest = String(Int64(scaled.magnitude) % scale)
        let padded = String(repeating: "0", count: String(scale).count - 1 - rest.count) + rest
        return sign + whole + (self == .fr ? "," : ".") + padded
    }

    /// A decimal without useless zeros at its end: `2`, `0,5`.
    package func shortDecimal(_ value: Double, digits: Int) -> String {
        let text = decimal(value, digits: digits)
        guard text.contains(self == .fr ? "," : "."), digits > 0 else { return text }
        var result = Substring(text)
        while result.hasSuffix("0") { result = result.dropLast() }
        if result.hasSuffix(",") || result.hasSuffix(".") { result = result.dropLast() }
        return String(result)
    }

    /// `88,1 %` or `88.1%`.
    package func percent(_ share: Double, digits: Int = 0) -> String {
        decimal(share * 100, digits: digits) + (self == .fr ? "\u{202F}%" : "%")
    }

    /// A bound from above with one decimal, never below the bound.
    package func percentRoundedUp(_ share: Double) -> String {
        percent(min((share * 1000 - 1e-9).rounded(.up) / 1000, 1), digits: 1)
    }

    /// A micro-unit quantity such as ε: `2` or `0,5`.
    package func micro(_ value: Int64) -> String {
        shortDecimal(Double(value) / 1_000_000, digits: 6)
    }

    /// `10⁻⁶`.
    package func power(ofTen exponent: Int) -> String {
        let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let digits = String(abs(exponent)).compactMap(\.wholeNumberValue).map { superscripts[$0] }
        return "10" + (exponent < 0 ? "⁻" : "") + String(digits)
    }

    /// `2 mars 2026` or `2 March 2026`.
    package func day(_ day: Day) -> String {
        let (year, month, number) = day.components
        let first = self == .fr && number == 1 ? "1er" : String(number)
        return "\(first)\u{00A0}\(monthNames[month - 1]) \(year)"
    }

    /// Both ends included: `du 2 mars 2026 au 31 mai 2026`.
    package func period(_ period: Period) -> String {
        let last = day(period.end + -1)
        if period.dayCount == 1 { return self == .fr ? "le \(last)" : "on \(last)" }
        return self == .fr ? "du \(day(period.start)) au \(last)" : "\(day(period.start)) to \(last)"
    }

    private var monthNames: [String] {
        switch self {
        case .fr:
            [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ]
        case .en:
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ]
        }
    }
}

extension Localized {
    package subscript(language: Language) -> String {
        language == .fr ? fr : en
    }

    /// One sentence for each language, built with that language's numbers.
    package static func each(_ make: (Language) -> (fr: String, en: String)) -> Localized {
        Localized(fr: make(.fr).fr, en: make(.en).en)
    }

    package static func each(_ make: (Language) -> String) -> Localized {
        Localized(fr: make(.fr), en: make(.en))
    }
}
