// SPDX-License-Identifier: Apache-2.0
//
// A dry run for a terminal, in English. Numbers of records and units are the holder's own; no cell's value is shown.

import Studies

extension DryRun {
    package func describe() -> String {
        """
        \(plan.describe())
        What the database is sent\(statements.count > 1 ? " (over \(statements.count) connections, one snapshot)" : "")

        \(statements.joined(separator: "\n\n"))

        What it touches here
        \(touched)
        What would leave
        \(leaving)
        Nothing was sent, and nothing was kept.

        """
    }

    private var touched: String {
        var lines = [
            ("table", "\(tableRows) rows"), ("concerned", "\(said(concerned)), in the study's period and conditions"),
            ("left out", "\(said(objected)): on the list `objections`"),
        ]
        if wantsConsent { lines.append(("left out", "\(said(unconsented)): not on the list `consents`")) }
        lines.append(("counted", said(counted)))
        if let failure {
            lines.append(("failure", "\(failure): zeros would be sent, and only this database would know why"))
        }
        return lines.map { DryRun.line($0, $1) }.joined()
    }

    private var leaving: String {
        let unit = plan.unit.kind.rawValue
        var lines = plan.measures.enumerated().map { index, measure in
            let bound =
                measure.norm.map { "all that one \(unit) adds is scaled to an L2 norm of \($0.bound)" }
                ?? "one \(unit) adds at most \(measure.bound) to a cell"
            return (
                index == 0 ? "vectors" : "",
                "\(plan.cellCount) numbers of `\(measure.name)`, one for each cell; \(bound)"
            )
        }
        if !plan.isNormed { lines.append(("", "one \(unit) counts in at most \(plan.cellsPerUnit) cells")) }
        lines += [
            ("form", "the same length whatever the records are; each vector is split in two shares that are random"),
            ("", "numbers alone, each sealed to one aggregator; never a record, an identifier or the vector itself"),
        ]
        return lines.map { DryRun.line($0, $1) }.joined()
    }

    private func said(_ touched: Touched) -> String {
        let kind = plan.unit.kind == .person ? ("person", "people") : ("household", "households")
        return "\(touched.records) \(touched.records == 1 ? "record" : "records") of "
            + "\(touched.units) \(touched.units == 1 ? kind.0 : kind.1)"
    }

    private static func line(_ label: String, _ text: String) -> String {
        "  " + label + String(repeating: " ", count: max(1, 12 - label.count)) + text + "\n"
    }
}
