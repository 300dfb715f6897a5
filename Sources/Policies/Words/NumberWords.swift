// SPDX-License-Identifier: Apache-2.0
//
// Numbers and days of a rule as people write them, and back, without loss: `100 000 cases`, `0,5`, `10⁻⁷`, `cinq ans`.

import Cedar
import ImpactAssessment
import Studies

enum NumberWords {
    private static let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    private static let millionth: UInt64 = 1_000_000

    /// A number of the context as it is said, with its unit.
    static func text(
        _ number: Int64, unit: Vocabulary.Unit?, scale: Vocabulary.Scale, names: [Int64: Localized],
        _ language: Language
    ) -> String {
        if let name = names[number] { return name[language] }
        let digits =
            switch scale {
            case .one: language.integer(number)
            case .micro: micro(number, language)
            case .powerOfTen: power(number)
            }
        guard let unit else { return digits }
        let isOne = language == .fr ? (-1...1).contains(number) : number == 1
        return digits + " " + (isOne ? unit.one : unit.many)[language]
    }

    private static func micro(_ number: Int64, _ language: Language) -> String {
        let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: millionth)
        var fraction = String(String(rest + millionth).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let sign = number < 0 ? "\u{2212}" : ""
        let digits = language.integer(Int64(whole))
        return sign + digits + (fraction.isEmpty ? "" : (language == .fr ? "," : ".") + fraction)
    }

    /// Ten to the power of minus the number.
    private static func power(_ number: Int64) -> String {
        let digits = String(number.magnitude).compactMap(\.wholeNumberValue).map { superscripts[$0] }
        return "10" + (number > 0 ? "⁻" : "") + String(digits)
    }

    // MARK: Back

    /// Takes digits, grouped or not, from the front: the number at its scale.
    static func number(from rest: inout Substring, scale: Vocabulary.Scale, _ language: Language) -> Int64? {
        var text = rest
        let isNegative = take("\u{2212}", from: &text) || take("-", from: &text)
        guard scale != .powerOfTen else { return powerExponent(from: &rest) }
        guard var digits = wholeDigits(from: &text, language) else { return nil }
        if scale == .micro {
            let fraction = fractionDigits(from: &text, language)
            guard fraction.utf8.count <= 6 else { return nil }
            digits += fraction + String(repeating: "0", count: 6 - fraction.utf8.count)
        }
        guard let number = Int64((isNegative ? "-" : "") + digits) else { return nil }
        rest = text
        return number
    }

    private static func wholeDigits(from text: inout Substring, _ language: Language) -> String? {
        var digits = String(text.prefix(while: isDigit))
        guard !digits.isEmpty else { return nil }
        text = text.dropFirst(digits.count)
        let separator: Character = language == .fr ? " " : ","
        while text.first == separator {
            let group = text.dropFirst().prefix(while: isDigit)
            guard group.count == 3 else { break }
            digits += group
            text = text.dropFirst(4)
        }
        return digits
    }

    private static func fractionDigits(from text: inout Substring, _ language: Language) -> String {
        guard text.first == (language == .fr ? "," : "."), let next = text.dropFirst().first, isDigit(next) else {
            return ""
        }
        let fraction = text.dropFirst().prefix(while: isDigit)
        text = text.dropFirst(1 + fraction.count)
        return String(fraction)
    }

    private static func powerExponent(from rest: inout Substring) -> Int64? {
        guard rest.hasPrefix("10") else { return nil }
        var text = rest.dropFirst(2)
        let isPositive = take("⁻", from: &text)
        let digits = text.prefix { superscripts.contains($0) }
        let plain = digits.compactMap { superscripts.firstIndex(of: $0) }.map(String.init).joined()
        guard let number = Int64((isPositive ? "" : "-") + plain) else { return nil }
        rest = text.dropFirst(digits.count)
        return number
    }

    /// Takes `1er juin 2026` or `1 June 2026` from the front.
    static func day(from rest: inout Substring, _ language: Language) -> Day? {
        let words = rest.prefix(24).split(separator: " ", maxSplits: 3)
        guard words.count >= 3 else { return nil }
        let first = words[0].hasSuffix("er") ? words[0].dropLast(2) : words[0]
        guard let number = Int(first), (1...31).contains(number), let year = Int(words[2].prefix(4)),
            (1900...2199).contains(year)
        else { return nil }
        for month in 1...12 {
            let day = Day(year: year, month: month, day: number)
            let text = language.day(day).plainSpaces
            guard day.components.month == month, rest.hasPrefix(text) else { continue }
            rest = rest.dropFirst(text.count)
            return day
        }
        return nil
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static func take(_ sign: String, from text: inout Substring) -> Bool {
        guard text.hasPrefix(sign) else { return false }
        text = text.dropFirst(sign.count)
        return true
    }
}

extension String {
    /// Every kind of space as a plain one, and apostrophes as they are printed; but between backticks and between
    /// quotation marks as it stands.
    var plainSpaces: String {
        var result = ""
        var isVerbatim = false
        var skipsSpace = false
        for character in self {
            if skipsSpace, character.isWhitespace { continue }
            skipsSpace = false
            switch character {
            case "`":
                isVerbatim.toggle()
                result.append(character)
            case "«", "“":
                isVerbatim = true
                result += character == "«" ? "« " : "“"
                skipsSpace = character == "«"
            case "»", "”":
                isVerbatim = false
                while character == "»", result.last?.isWhitespace == true { result.removeLast() }
                result += character == "»" ? " »" : "”"
            case _ where isVerbatim: result.append(character)
            case "'": result.append("’")
            case _ where character.isWhitespace:
                if let last = result.last, last != " " { result.append(" ") }
            default: result.append(character)
            }
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    /// It comes back from between quotation marks as it is.
    var isQuotable: Bool {
        !isEmpty && first?.isWhitespace == false && last?.isWhitespace == false
            && unicodeScalars.allSatisfy { $0.value >= 32 && !"«»“”`".unicodeScalars.contains($0) }
    }
}

extension Vocabulary.Fact {
    /// A value of the fact, as people speak of it.
    package func words(_ value: Value, _ language: Language) -> String {
        switch value {
        case .long(let number):
            guard case .number(_, let unit, let scale, let names) = form else { return language.integer(number) }
            return NumberWords.text(number, unit: unit, scale: scale, names: names, language)
        case .bool(let isTrue): return isTrue ? (language == .fr ? "oui" : "yes") : (language == .fr ? "non" : "no")
        case .string(let text): return word(text, language)
        case .entity(let uid): return word(uid.id, language)
        case .datetime(let milliseconds):
            guard milliseconds.isMultiple(of: 86_400_000) else { return CivilTime.text(milliseconds: milliseconds) }
            return language.day(Day(daysSinceEpoch: Int(milliseconds / 86_400_000)))
        case .set(let members):
            guard !members.isEmpty else { return language == .fr ? "rien" : "nothing" }
            return members.map { words($0, language) }.sorted().joined(separator: ", ")
        case .record, .decimal, .duration: return value.description
        }
    }
}
