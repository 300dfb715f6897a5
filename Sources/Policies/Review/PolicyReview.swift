// SPDX-License-Identifier: Apache-2.0
//
// `regie policy check`: what is proven of a folder that reads well: no rule can fail, no study that is allowed breaks a
// floor, today and on every day after a permit has expired; and which rules are dead. Proven of floors and rules
// together, as they decide; for each floor it is also said whether the rules alone would respect it.

import Cedar
import CedarProver
import Studies

package struct PolicyReview: Sendable {
    package struct FloorProof: Sendable {
        package let floor: Policy
        /// The first day of each stretch of time for which it was proven, today first.
        package let days: [Day]
        package let proof: Proof
        /// The day that the proof is about when it isn't proven.
        package let day: Day
        package let milliseconds: Double
        /// Whether the rules would respect the floor by themselves; nil when the floor isn't proven.
        package let rulesAlone: Proof?

        /// What the rules would allow without the charter, if anything.
        package var withoutCharter: Counterexample? {
            if case .refuted(let example) = rulesAlone { example } else { nil }
        }
    }

    /// A rule without effect, or one of which that isn't known.
    package struct Finding: Sendable {
        package let policy: Policy
        package let reason: DeadRule.Reason
        /// The rules that make it useless.
        package let others: [Policy]
    }

    package let folder: PolicyFolder
    package let day: Day
    package let neverFails: Proof
    package let neverFailsMilliseconds: Double
    package let floors: [FloorProof]
    package let findings: [Finding]
    /// Permits that count no more on the day.
    package let expired: [Policy]

    /// Everything is proven, there are floors, and no rule looks like one without ever applying.
    package var isSound: Bool {
        neverFails.isProven && !floors.isEmpty && floors.allSatisfy(\.proof.isProven)
            && !findings.contains(where: \.isFatal)
    }

    /// - Parameter stopwatch: seconds from some moment on, for the times that are shown.
    /// - Throws: `ProverError` when the evaluator contradicts the prover.
    package init(
        _ folder: PolicyFolder, on day: Day, prover: PolicyProver, stopwatch: () -> Double
    ) throws(ProverError) {
        self.folder = folder
        self.day = day
        let start = stopwatch()
        neverFails = try prover.neverErrors(folder.all)
        neverFailsMilliseconds = (stopwatch() - start) * 1_000
        let days = Self.days(folder.rules, from: day)
        var floors: [FloorProof] = []
        for floor in folder.floors.policies {
            floors.append(try Self.proof(of: floor, folder, days, prover, stopwatch))
        }
        self.floors = floors
        findings = try prover.deadRules(folder.all.counting(on: day)).compactMap { Finding($0, in: folder.all) }
        expired = folder.rules.policies.filter { !$0.counts(on: day) }
    }

    /// The day itself, and each later day on which a permit counts no more for the first time.
    static func days(_ rules: PolicySet, from day: Day) -> [Day] {
        let ends = rules.policies.filter { $0.effect == .permit }.compactMap(\.expiry).map { $0 + 1 }
        return [day] + Set(ends.filter { $0 > day }).sorted()
    }

    private static func proof(
        of floor: Policy, _ folder: PolicyFolder, _ days: [Day], _ prover: PolicyProver, _ stopwatch: () -> Double
    ) throws(ProverError) -> FloorProof {
        let start = stopwatch()
        var proof = Proof.proven
        var last = days[0]
        for day in days {
            last = day
            proof = try prover.implies(folder.all.counting(on: day), floor: floor)
            if !proof.isProven { break }
        }
        let milliseconds = (stopwatch() - start) * 1_000
        var rulesAlone: Proof?
        if proof.isProven { rulesAlone = try prover.implies(folder.rules.counting(on: days[0]), floor: floor) }
        return FloorProof(
            floor: floor, days: days, proof: proof, day: last, milliseconds: milliseconds,
            rulesAlone: rulesAlone)
    }
}

extension PolicyReview.Finding {
    fileprivate init?(_ dead: DeadRule, in set: PolicySet) {
        guard let policy = set[dead.rule] else { return nil }
        let others: [String] =
            switch dead.reason {
            case .vacuous, .beyondCatalogue, .notProven: []
            case .redundant(let other), .shadowed(let other): [other]
            case .covered(let list), .overridden(let list): list
            }
        self.init(policy: policy, reason: dead.reason, others: others.compactMap { set[$0] })
    }

    /// It promises what it doesn't do, or that can't be ruled out (G11): overridden permits betray a forbid that means
    /// one study and refuses all. The others say too much, which harms no one.
    var isFatal: Bool {
        switch reason {
        case .vacuous, .beyondCatalogue, .overridden, .notProven: true
        case .redundant, .shadowed, .covered: false
        }
    }

    var word: String {
        switch reason {
        case .vacuous: "vacuous"
        case .beyondCatalogue: "beyond-catalogue"
        case .redundant: "redundant"
        case .shadowed: "shadowed"
        case .covered: "covered"
        case .overridden: "overridden"
        case .notProven: "not-proven"
        }
    }

    package var sentence: Localized {
        let named = others.map(\.title)
        let fr = named.map { "« \($0) »" }.joined(separator: ", ")
        let en = named.map { "“\($0)”" }.joined(separator: ", ")
        return switch reason {
        case .vacuous:
            Localized(
                fr: "« \(policy.title) » ne s’applique jamais : aucune étude ne remplit ses conditions.",
                en: "“\(policy.title)” never applies: no study meets its conditions.")
        case .beyondCatalogue:
            Localized(
                fr: "« \(policy.title) » ne s’applique à aucune étude possible : ses conditions demandent des valeurs "
                    + "qui n’existent pas, ou qui manquent dans vocabulary.yaml.",
                en: "“\(policy.title)” applies to no study there can be: its conditions ask for values that don’t "
                    + "exist, or that vocabulary.yaml lacks.")
        case .redundant:
            Localized(
                fr: "« \(policy.title) » dit exactement la même chose que \(fr).",
                en: "“\(policy.title)” says exactly what \(en) says.")
        case .shadowed, .covered:
            Localized(
                fr: "« \(policy.title) » n’ajoute rien à \(fr).", en: "“\(policy.title)” adds nothing to \(en).")
        case .overridden:
            Localized(
                fr: "« \(policy.title) » ne permet jamais rien : \(fr) l’emporte toujours.",
                en: "“\(policy.title)” never permits anything: \(en) always prevails.")
        case .notProven:
            Localized(
                fr: "« \(policy.title) » : on n’a pas pu prouver qu’elle a un effet.",
                en: "“\(policy.title)”: it could not be proven that it has an effect.")
        }
    }
}
