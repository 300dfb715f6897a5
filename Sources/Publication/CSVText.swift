// SPDX-License-Identifier: Apache-2.0
//
// CSV after RFC 4180: UTF-8, commas, a header line, line feeds, quotes only where needed. A text that a
// spreadsheet would run as a formula keeps its letters but is preceded by an apostrophe.

struct CSVText {
    private(set) var text = ""

    init(header: [String]) {
        append(header)
    }

    mutating func append(_ fields: [String]) {
        text += fields.map(CSVText.quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        let isNumber = Double(field) != nil
        let isFormula = !isNumber && (field.first.map { "=+-@\t\r".contains($0) } ?? false)
        let plain = isFormula ? "'" + field : field
        let needsQuotes = plain.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        guard needsQuotes else { return plain }
        var result = "\""
        for scalar in plain.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    /// A coordinate with five decimals (about a metre), with a point.
    static func degrees(_ value: Double) -> String {
        let scaled = Int64((value * 100_000).rounded())
        let rest = String(scaled.magnitude % 100_000)
        let padded = String(repeating: "0", count: 5 - rest.count) + rest
        return (scaled < 0 ? "-" : "") + "\(scaled.magnitude / 100_000).\(padded)"
    }
}
