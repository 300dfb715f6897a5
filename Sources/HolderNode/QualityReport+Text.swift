// SPDX-License-Identifier: Apache-2.0
//
// A quality report for a terminal, in English, as plans are told there.

import Studies

extension QualityReport {
    package func describe() -> String {
        var lines = [
            ("dataset", "\(dataset.id) \(dataset.version), as studies read it: `\(dataset.table)`"),
            ("rows", "\(rows), \(inPeriod) of them in the record period \(dataset.recordPeriod.text)"),
            ("units", "\(units) (\(dataset.unit.kind.rawValue), `\(dataset.unit.column)`)"),
            ("months", months), ("duplicates", "\(duplicates)"),
        ]
        lines += lists.map { list in
            (list.name, "\(list.rows) rows; \(list.known) of those they name have records")
        }
        var text = lines.map { QualityReport.padded($0, to: 12) + $1 + "\n" }.joined()
        let width = (columns.map(\.column.name.count).max() ?? 0) + 2
        text += "\n" + QualityReport.padded("column", to: width) + "  missing  undeclared\n"
        for quality in columns {
            text += QualityReport.padded(quality.column.name, to: width)
            text += QualityReport.right(quality.missing, 9) + QualityReport.right(quality.undeclared, 12) + "\n"
        }
        let warnings = warnings
        text += warnings.isEmpty ? "\nEvery value is as the dataset declares it.\n" : "\nTo look at\n"
        return text + warnings.map { "  - \($0)\n" }.joined()
    }

    private var months: String {
        guard let firstMonth, let lastMonth else { return "none" }
        let gaps = emptyMonths.isEmpty ? "" : "; \(emptyMonths.count) of the record period without a row"
        return "\(firstMonth) to \(lastMonth)\(gaps)"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func right(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: " ", count: max(1, width - text.count)) + text
    }
}
