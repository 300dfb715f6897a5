// SPDX-License-Identifier: Apache-2.0
//
// What is put to the vote in a demonstration: the policy of the folder as it is, and one that would give the public
// debate more of the budget; each with the prover's report. Reports are made while the demonstration starts.

import Foundation
import Governance
import Policies
import Studies

struct DemoProposals: Sendable {
    struct Text: Sendable {
        /// Cedar.
        let policy: String
        /// Canonical JSON.
        let report: String
    }

    let adopted: Text
    let contested: Text

    /// A rule that no study of the demonstration needs: the one on finer studies, each voted by itself.
    static let suspendedRule = "mobilites-etude-votee"
    private static let widenedRule = "mobilites-debat-public"

    init(_ configuration: DemoConfiguration) throws {
        let folder = try PolicyFiles.read(configuration.root.appending(path: "policies").path)
        let policy = try configuration.policy()
        adopted = Text(policy: policy, report: try DemoProposals.report(on: policy, folder))
        let wider = try DemoProposals.widened(policy)
        let file = DemoConfiguration.policies[0]
        contested = Text(
            policy: wider,
            report: try DemoProposals.report(
                on: wider, folder.merging([file: DemoProposals.widened(folder[file] ?? "")]) { _, new in new }))
    }

    /// The rule on the public debate may spend as much as an authority's.
    private static func widened(_ text: String) throws -> String {
        let (rule, old, new) = (
            "@id(\"\(widenedRule)\")", "context.epsilonMicro <= 2000000", "context.epsilonMicro <= 4000000"
        )
        guard let start = text.range(of: rule), let limit = text.range(of: old, range: start.upperBound..<text.endIndex)
        else {
            throw Refusal(
                "`policies/\(DemoConfiguration.policies[0])` has no rule `\(widenedRule)` with `\(old)`",
                help: "give --configuration a folder with the demonstration's policies")
        }
        return text.replacingCharacters(in: limit, with: new)
    }

    private static func report(on text: String, _ files: [String: String]) throws -> String {
        let folder = try PolicyFolder(files: files)
        let review = try PolicyReview(folder, on: PolicyDay.today(), prover: folder.prover()) { 0 }
        guard review.isSound else {
            throw Refusal(
                "the prover doesn't show that the policies keep the charter's floors",
                help: "look at `regie policy check`")
        }
        return JSONValue.object(["policyHash": .string(TextHash.of(text)), "review": review.json]).canonicalText
    }
}
