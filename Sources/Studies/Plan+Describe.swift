// SPDX-License-Identifier: Apache-2.0
//
// A plan as text for terminals, in English: what the table will hold, whom it protects and what it costs.

extension Plan {
    /// Lines of a label and a text, without colours; the last one ends with a line feed.
    package func describe() -> String {
        var lines = [
            ("study", "\(study.id): \(study.title.en)"),
            ("asked by", "\(study.requester.name) (\(study.requester.kind.rawValue)), for \(study.purpose)"),
            ("question", study.question.en),
            ("dataset", "\(study.dataset) \(datasetVersion), from \(study.sources.joined(separator: ", "))"),
            ("period", "\(study.period.start) to \(study.period.end + -1), \(study.period.dayCount) days"),
            ("protects", protection),
            ("table", "\(Plan.grouped(cellCount)) \(cellCount == 1 ? "cell" : "cells"): \(shape)"),
            ("", sampleOfCells),
        ]
        lines += measures.enumerated().map { ($0 == 0 ? "measures" : "", Plan.describe($1)) }
        let width = "at most \(cellsPerUnit) \(cellsPerUnit == 1 ? "cell" : "cells") a \(unit.kind.rawValue)"
        lines.append(("", isNormed ? "all cells of a \(unit.kind.rawValue) count" : width))
        if let filter { lines.append(("only where", Plan.shortened(filter))) }
        lines += [
            ("reads", columnsRead.joined(separator: ", ")),
            ("privacy", privacy),
            ("plan", hash),
        ]
        return lines.map { Plan.line($0, $1) }.joined()
    }

    static func line(_ label: String, _ text: String) -> String {
        label + String(repeating: " ", count: max(1, 12 - label.count)) + text + "\n"
    }

    /// 1234567 as `1,234,567`.
    static func grouped(_ number: some BinaryInteger) -> String {
        var rest = String(number.magnitude)[...]
        var groups: [Substring] = []
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return (number < 0 ? "-" : "") + ([rest] + groups).joined(separator: ",")
    }

    private var protection: String {
        let sources = sourcesPerUnit == 1 ? "one source" : "up to \(sourcesPerUnit) sources"
        return "a \(unit.kind.rawValue) (`\(unit.column)`), who may be at \(sources)"
    }

    private var shape: String {
        guard !dimensions.isEmpty else { return "one total" }
        return dimensions.map { "\($0.name) (\($0.cells.count))" }.joined(separator: " x ")
    }

    /// The first cells and the last one.
    private var sampleOfCells: String {
        let indices = cellCount <= 4 ? Array(0..<cellCount) : [0, 1, 2, cellCount - 1]
        let names = indices.map { values(ofCell: $0).map(\.code).joined(separator: " / ") }
        guard !dimensions.isEmpty else { return "everybody" }
        return cellCount <= 4
            ? names.joined(separator: "; ")
            : names.dropLast().joined(separator: "; ") + "; ... ; " + names[names.count - 1]
    }

    private static func describe(_ measure: Measure) -> String {
        let kind =
            switch measure.kind {
            case .distinctUnits: "distinct units"
            case .records: "records"
            case .sum(let column): "sum of \(column)"
            }
        if let norm = measure.norm {
            return "\(measure.name): \(kind), over all cells of one unit scaled to an L2 norm of \(grouped(norm.bound))"
        }
        return "\(measure.name): \(kind), at most \(grouped(measure.bound)) for one unit in one cell"
    }

    private static func shortened(_ text: String) -> String {
        text.count <= 200 ? text : text.prefix(197) + "..."
    }

    private var privacy: String {
        let epsilon = MicroDecimal.text(study.privacy.epsilonMicro)
        return "ε = \(epsilon) at δ = 10^-\(study.privacy.deltaExponent): ρ = \(MicroDecimal.text(rhoMicro))"
            + (tasks.count == 1 ? "" : " over \(tasks.count) tasks")
    }
}
