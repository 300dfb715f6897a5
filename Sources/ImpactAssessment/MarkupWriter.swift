// SPDX-License-Identifier: Apache-2.0
//
// Writes SVG as well-formed XML: every text and attribute escaped, every element closed, numbers with at
// most one decimal. Escaping goes scalar by scalar: a combining mark after `<` or `"` makes one
// grapheme with it, which a search by Character would miss.

package struct MarkupWriter {
    package private(set) var text = ""
    private var openElements: [String] = []

    package init() {}

    package mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        start(name, attributes)
        text += ">"
        openElements.append(name)
    }

    package mutating func close() {
        guard let name = openElements.popLast() else { return }
        text += "</\(name)>"
        if name == "g" || name == "text" || name == "svg" { text += "\n" }
    }

    package mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        start(name, attributes)
        text += "/>\n"
    }

    package mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        open(name, attributes)
        self.text += MarkupWriter.escaped(text)
        close()
    }

    private mutating func start(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        text += "<\(name)"
        for (key, value) in attributes {
            text += " \(key)=\"\(MarkupWriter.escaped(value))\""
        }
    }

    /// Escaped for XML text and attribute values; characters that XML 1.0 section 2.2 forbids are left out.
    package static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars where isAllowed(scalar) {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// A number for an attribute: at most one decimal, no useless zero.
    package static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
