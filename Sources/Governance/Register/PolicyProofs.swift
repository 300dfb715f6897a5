// SPDX-License-Identifier: Apache-2.0
//
// What the prover must show before anything rests on it: that a policy set keeps every floor and never
// fails, on each day on which it differs; and that suspending rules permits nothing more. An answer that
// isn't a proof, a solver that gives up included, is a refusal (G11).

import Cedar
import CedarProver
import Studies

package struct PolicyProofs: Sendable {
    let root: TrustRoot
    private let prover: PolicyProver

    /// - Parameters:
    ///   - timeLimit: for each check of the solver.
    ///   - stepLimit: the solver's count of steps, the same on every machine; nil is no limit.
    /// - Throws: `.policy` when the prover can't be made.
    package init(
        root: TrustRoot, timeLimit: Duration = .seconds(10), stepLimit: UInt32? = nil
    ) throws(GovernanceError) {
        self.root = root
        do {
            prover = try PolicyProver(schema: root.schema, timeLimit: timeLimit, stepLimit: stepLimit)
        } catch {
            throw PolicyProofs.refusal(error.message, at: error.place)
        }
    }

    /// Every floor holds of the set with the floors beside it, from the first day and after each expiry.
    /// - Returns: the days on which the set changes by itself.
    /// - Throws: `.policy` for a text that cannot decide, `.proof` for what is not proven.
    package func checkFloors(_ text: String, file: String = "policy.cedar") throws(GovernanceError) -> [Day] {
        let all = try combined(text, file: file)
        try require(
            try ask { () throws(ProverError) in try prover.neverErrors(all) }, "that no rule ever fails", at: file)
        for stage in all.stages {
            for floor in root.floors.policies.policies {
                let proof = try ask { () throws(ProverError) in try prover.implies(stage.policies, floor: floor) }
                try require(proof, "the floor `\(floor.id)`" + (stage.from.map { " from \($0)" } ?? ""), at: file)
            }
        }
        return all.changeDates.compactMap { Day($0) }
    }

    /// Without these rules the set permits nothing that it didn't permit.
    /// - Throws: `.proof` when a rule isn't one of the set's, or when that is not proven.
    package func checkSuspension(
        of rules: [String], in text: String, file: String = "policy.cedar"
    ) throws(GovernanceError) {
        let all = try combined(text, file: file)
        let known = try RuleBook(policies: text, file: file, schema: root.schema).policies
        guard !rules.isEmpty, rules.allSatisfy({ known[$0] != nil }) else {
            throw GovernanceError(
                .proof, "a rule to suspend is not one of the policy in force", at: file,
                help: "name rules by their `@id`; floors can't be suspended")
        }
        let without = all.filter { !rules.contains($0.id) }
        let comparison = try ask { () throws(ProverError) in try prover.compare(all, without, examples: 1) }
        switch comparison.verdict {
        case .lessPermissive, .equivalent: return
        case .morePermissive, .incomparable:
            throw GovernanceError(
                .proof, "without \(rules.map { "`\($0)`" }.joined(separator: ", ")) the policies would permit more",
                at: file, help: "suspend rules that permit; put anything else to the vote")
        case .notProven(let reason): throw PolicyProofs.refusal(reason, at: file)
        }
    }

    private func combined(_ text: String, file: String) throws(GovernanceError) -> PolicySet {
        let rules = try RuleBook(policies: text, file: file, schema: root.schema)
        do {
            return try root.floors.policies.merging(rules.policies)
        } catch {
            throw RuleBook.error(error)
        }
    }

    private func ask<Answer>(_ question: () throws(ProverError) -> Answer) throws(GovernanceError) -> Answer {
        do {
            return try question()
        } catch {
            throw PolicyProofs.refusal(error.message, at: error.place)
        }
    }

    private func require(_ proof: Proof, _ what: String, at place: String) throws(GovernanceError) {
        switch proof {
        case .proven: return
        case .refuted(let example):
            throw GovernanceError(
                .proof, "\(what) does not hold: refuted by an example under \(example.rules.joined(separator: ", "))",
                at: place, help: "change the rules that it names")
        case .notProven(let reason): throw PolicyProofs.refusal("\(what) is not proven: \(reason)", at: place)
        }
    }

    private static func refusal(_ message: String, at place: String?) -> GovernanceError {
        GovernanceError(.proof, message, at: place, help: "what isn't proven is refused: give the prover more time")
    }
}

extension Suspension {
    /// A suspension that may be signed: the prover showed that it permits nothing more.
    /// - Throws: `.proof` otherwise.
    package static func proven(
        id: String, rules: [String], policyText: String, reason: Localized, signatory: String, proofs: PolicyProofs,
        at moment: Moment
    ) throws(GovernanceError) -> Suspension {
        try proofs.checkSuspension(of: rules, in: policyText)
        return Suspension(
            id: id, policyHash: TextHash.of(policyText), rules: rules, reason: reason, signatory: signatory, at: moment)
    }
}

extension GovernanceError.Code {
    /// Something that must be proven and isn't.
    package static let proof = Self("proof")
}
