// SPDX-License-Identifier: Apache-2.0
//
// How wide a text will be, before any browser has drawn it: classes of letters of a common sans-serif,
// rounded up so that labels placed side by side stay apart in every system font.

package enum TextMeasure {
    /// The width in drawing units at a font size.
    package static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        let ems = text.reduce(0.0) { $0 + width(of: $1) }
        return ems * size * (bold ? 1.09 : 1)
    }

    /// Letters of DejaVu Sans, which a browser takes where a sheet's other fonts are missing, are so much wider than
    /// `width` says: up to a twentieth in bold. A label may be drawn over a little; a line must stay in its frame.
    private static func slack(bold: Bool) -> Double { bold ? 1.08 : 1.02 }

    /// Lines no wider than `width`; a single word that is wider stands alone on its line.
    package static func wrap(_ text: String, width limit: Double, size: Double, bold: Bool = false) -> [String] {
        let limit = limit / slack(bold: bold)
        var lines: [String] = []
        var line = ""
        for word in bound(text).split(separator: " ", omittingEmptySubsequences: true) {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if width(longer, size: size, bold: bold) <= limit || line.isEmpty {
                line = longer
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// No line begins with a French sign of punctuation, or ends with an opening one.
    static func bound(_ text: String) -> String {
        var result = text
        for sign in ["?", "!", ":", ";", "»", "%", "="] {
            result = result.replacing(" " + sign, with: "\u{00A0}" + sign)
        }
        return result.replacing("« ", with: "«\u{00A0}").replacing("= ", with: "=\u{00A0}")
    }

    private static func width(of character: Character) -> Double {
        switch character {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "’", "|", "!": 0.31
        case " ", "\u{00A0}", "f", "t", "r", "(", ")", "-", "·": 0.38
        case "\u{202F}": 0.2
        case "m", "w", "M", "W", "%", "—", "…", "Œ", "Æ": 0.93
        default: character.isUppercase ? 0.7 : 0.59
        }
    }
}
