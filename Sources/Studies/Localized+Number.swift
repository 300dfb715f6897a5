// SPDX-License-Identifier: Apache-2.0
//
// A whole number as each language groups it: French with narrow no-break spaces (Imprimerie nationale),
// English with commas. No locale of the machine takes part. Decimals and days are ImpactAssessment's.

extension Localized {
    /// `100 000` and `100,000`.
    package static func number(_ value: some BinaryInteger) -> Localized {
        Localized(fr: grouped(value, by: "\u{202F}"), en: grouped(value, by: ","))
    }

    private static func grouped(_ value: some BinaryInteger, by separator: String) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "\u{2212}" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += separator }
            text.append(digit)
        }
        return text
    }
}
