// SPDX-License-Identifier: Apache-2.0
//
// Numbers, days and plurals in both languages, escaping, and JSON numbers.

import ImpactAssessment
import Studies
import Testing

@Suite struct LanguageTests {
    static let numbers: [(value: Int64, french: String, english: String)] = [
        (0, "0", "0"), (999, "999", "999"), (1000, "1\u{202F}000", "1,000"),
        (-1_234_567, "\u{2212}1\u{202F}234\u{202F}567", "\u{2212}1,234,567"),
        (
            .min, "\u{2212}9\u{202F}223\u{202F}372\u{202F}036\u{202F}854\u{202F}775\u{202F}808",
            "\u{2212}9,223,372,036,854,775,808"
        ),
    ]

    @Test(arguments: numbers)
    func `whole numbers are grouped`(row: (value: Int64, french: String, english: String)) {
        #expect(Language.fr.integer(row.value) == row.french)
        #expect(Language.en.integer(row.value) == row.english)
    }

    @Test func `decimals are rounded and never lose their sign or zeros`() {
        #expect(Language.fr.decimal(0.0449, digits: 2) == "0,04")
        #expect(Language.en.decimal(-0.05, digits: 1) == "\u{2212}0.1")
        #expect(Language.en.decimal(1234.5, digits: 0) == "1,235")
        #expect(Language.fr.shortDecimal(2.50, digits: 3) == "2,5")
        #expect(Language.en.shortDecimal(100, digits: 2) == "100")
        #expect(Language.fr.decimal(.nan, digits: 2) == "—" && Language.fr.decimal(.infinity, digits: 2) == "—")
        #expect(Language.fr.percent(0.8808, digits: 1) == "88,1\u{202F}%")
        #expect(Language.fr.micro(500_000) == "0,5" && Language.en.micro(1) == "0.000001")
    }

    @Test func `powers, days, periods and plurals`() throws {
        #expect(Language.fr.power(ofTen: -12) == "10⁻¹²")
        let start = Day(year: 2026, month: 3, day: 1)
        let period = try Period(start: start, end: start + 31).unwrapped
        #expect(Language.fr.period(period) == "du 1er\u{A0}mars 2026 au 31\u{A0}mars 2026")
        #expect(Language.en.period(period) == "1\u{A0}March 2026 to 31\u{A0}March 2026")
        let day = try Period(start: start, end: start + 1).unwrapped
        #expect(Language.fr.period(day) == "le 1er\u{A0}mars 2026")
        #expect(Language.fr.count(0, "a", "b") == "0 a" && Language.en.count(0, "a", "b") == "0 b")
        #expect(Language.fr.count(2, "a", "b") == "2 b" && Language.en.count(1, "a", "b") == "1 a")
    }

    @Test func `escaping goes scalar by scalar`() {
        #expect(MarkupWriter.escaped("a<\u{301}b") == "a&lt;\u{301}b")
        #expect(MarkupWriter.escaped("\"\u{301}&'>") == "&quot;\u{301}&amp;&#39;&gt;")
        #expect(MarkupWriter.escaped("a\u{0}\u{B}\u{FFFF}b") == "ab")
        #expect(MarkupWriter.number(-0.04) == "0" && MarkupWriter.number(12.34) == "12.3")
        #expect(MarkupWriter.number(-0.5) == "-0.5" && MarkupWriter.number(.nan) == "0")
    }

    @Test func `JSON numbers are finite and short`() throws {
        let json = PublishedJSON.array([.number(0.1 + 0.2), .number(.nan), .number(3), .int(Int64.max)])
        let text = String(decoding: try json.bytes(), as: UTF8.self)
        #expect(text.filter { !$0.isWhitespace } == "[0.3,null,3,9223372036854775807]")
    }

    @Test func `a bold line leaves room for a font a twelfth wider than measured`() {
        let words = "Demonstration: neither the territory nor the people exist, all is fictitious"
        for line in TextMeasure.wrap(words, width: 200, size: 12.5, bold: true) {
            #expect(TextMeasure.width(line, size: 12.5, bold: true) * 1.08 <= 200)
        }
        #expect(TextMeasure.wrap(words, width: 200, size: 12.5, bold: true).count > 2)
    }

    @Test func `lines are wrapped within their width and keep French signs`() {
        let lines = TextMeasure.wrap("un deux trois quatre cinq six : sept ?", width: 60, size: 12)
        #expect(lines.count > 2)
        #expect(lines.allSatisfy { TextMeasure.width($0, size: 12) <= 60 })
        #expect(!lines.contains { $0.hasPrefix(":") || $0.hasPrefix("?") })
        #expect(lines.joined(separator: " ").replacing("\u{A0}", with: " ") == "un deux trois quatre cinq six : sept ?")
    }
}
