// SPDX-License-Identifier: Apache-2.0
//
// An audit as text for terminals, in English, and as JSON.

import DisclosureControl

extension StudyAudit {
    /// Lines of a label and a text, without colours; the last one ends with a line feed.
    package func describe() -> String {
        var lines = [
            (
                "attack",
                "twin populations with and without one unit of the most records; the attacker knows all the rest"
                    + " and what one aggregator drew"
            )
        ]
        if let first = findings.first {
            lines.append(
                (
                    "trials",
                    "\(Plan.grouped(first.bound.trials)) in each world, after as many to choose the threshold;"
                        + " each bound holds with confidence \(first.bound.confidence)"
                ))
        }
        for finding in findings {
            let name = finding.measure.map { "task \($0)" } ?? "all tasks together"
            lines.append(
                (
                    finding.isBroken ? "broken" : "holds",
                    "\(name): ε is at least \(MicroDecimal.text(finding.bound.epsilonMicro)), claimed is"
                        + " \(MicroDecimal.text(finding.claimedEpsilonMicro)) at δ = 10^-\(finding.bound.deltaExponent)"
                ))
        }
        return lines.map { Plan.line($0.0, $0.1) }.joined()
    }

    package var json: JSONValue {
        .object([
            "broken": .bool(isBroken),
            "findings": .array(
                findings.map { finding in
                    .object([
                        "measure": finding.measure.map(JSONValue.string) ?? .null,
                        "claimed_epsilon_micro": .int(finding.claimedEpsilonMicro),
                        "shown_epsilon_micro": .int(finding.bound.epsilonMicro),
                        "delta_exponent": .int(Int64(finding.bound.deltaExponent)),
                        "trials": .int(Int64(finding.bound.trials)),
                        "true_positives": .int(Int64(finding.bound.truePositives)),
                        "false_positives": .int(Int64(finding.bound.falsePositives)),
                        "broken": .bool(finding.isBroken),
                    ])
                }),
        ])
    }
}
