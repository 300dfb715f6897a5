// SPDX-License-Identifier: Apache-2.0
//
// Rules that change nothing: no request meets them, another rule always speaks for them, or a forbid always overrides
// them. A rule is dead when that holds in every kind of request that its scope admits.

import Cedar

package struct DeadRule: Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// No request meets it.
        case vacuous
        /// No request meets it whose facts have values of the catalogue, such as a guard on fewer than no cells.
        case beyondCatalogue
        /// It applies exactly when this other rule of the same effect does.
        case redundant(with: String)
        /// It applies only where this other rule of the same effect does.
        case shadowed(by: String)
        /// It applies only where these others of the same effect do, no single one of which would do.
        case covered(by: [String])
        /// A permit that applies only where these forbids do.
        case overridden(by: [String])
        /// The solver gave up, for this reason: it may be dead or not.
        case notProven(String)
    }

    /// The rule's id.
    package let rule: String
    package let reason: Reason

    package init(rule: String, reason: Reason) {
        self.rule = rule
        self.reason = reason
    }
}

extension PolicyProver {
    /// At most one finding for each rule, in the order of the set.
    /// - Throws: `.invalidSet` when the set isn't valid.
    package func deadRules(_ set: PolicySet) throws(ProverError) -> [DeadRule] {
        try check(set)
        var autopsies: [Autopsy] = []
        for environment in schema.environments {
            autopsies.append(try Autopsy(Inquiry(self, environment, about: [set]), set))
        }
        var findings: [DeadRule] = []
        for (place, policy) in set.policies.enumerated() {
            if let reason = try reason(place, autopsies) { findings.append(DeadRule(rule: policy.id, reason: reason)) }
        }
        return findings
    }

    private func reason(_ place: Int, _ autopsies: [Autopsy]) throws(ProverError) -> DeadRule.Reason? {
        do throws(Undecided) {
            var met: [Autopsy] = []
            for autopsy in autopsies where try autopsy.isPossible(place) { met.append(autopsy) }
            if met.isEmpty { return .vacuous }
            var isReal = false
            for autopsy in met where try autopsy.isPossibleInCatalogue(place) { isReal = true }
            if !isReal { return .beyondCatalogue }
            if let reason = try overridden(place, met) { return reason }
            return try covered(place, met)
        } catch {
            switch error {
            case .failed(let failure): throw failure
            case .unknown: return .notProven("the solver gave up")
            }
        }
    }

    private func overridden(_ place: Int, _ met: [Autopsy]) throws(Undecided) -> DeadRule.Reason? {
        guard met[0].policies[place].effect == .permit else { return nil }
        let forbids = met[0].places(of: .forbid)
        return try coverage(of: place, by: forbids, met).map { .overridden(by: $0) }
    }

    private func covered(_ place: Int, _ met: [Autopsy]) throws(Undecided) -> DeadRule.Reason? {
        let policies = met[0].policies
        let rivals = met[0].places(of: policies[place].effect).filter { $0 != place }
        guard let names = try coverage(of: place, by: rivals, met) else { return nil }
        guard names.count == 1, let rival = rivals.first(where: { policies[$0].id == names[0] }) else {
            return .covered(by: names)
        }
        return try isCovered(rival, by: [place], met) ? .redundant(with: names[0]) : .shadowed(by: names[0])
    }

    /// The ids of one rule that covers this one alone, else of all that do so together; nil when even these don't.
    private func coverage(
        of place: Int, by others: [Int], _ met: [Autopsy]
    ) throws(Undecided) -> [String]? {
        guard try isCovered(place, by: others, met) else { return nil }
        let policies = met[0].policies
        for other in others where try isCovered(place, by: [other], met) { return [policies[other].id] }
        var needed = others
        for other in others {
            let fewer = needed.filter { $0 != other }
            if try isCovered(place, by: fewer, met) { needed = fewer }
        }
        return needed.map { policies[$0].id }
    }

    private func isCovered(_ place: Int, by others: [Int], _ met: [Autopsy]) throws(Undecided) -> Bool {
        for autopsy in met where try !autopsy.isCovered(place, by: others) { return false }
        return true
    }
}

private enum Undecided: Error {
    case unknown
    case failed(ProverError)
}

/// A set's formulas for one kind of request, and what can be asked of them.
private struct Autopsy {
    let policies: [Policy]
    private let inquiry: Inquiry
    private let satisfied: [Formula]

    init(_ inquiry: Inquiry, _ set: PolicySet) throws(ProverError) {
        self.inquiry = inquiry
        policies = set.policies
        satisfied = try inquiry.encoded(set).judgements.map { inquiry.satisfied($0) }
    }

    func places(of effect: Effect) -> [Int] { policies.indices.filter { policies[$0].effect == effect } }

    func isPossible(_ place: Int) throws(Undecided) -> Bool { try holds(satisfied[place]) }

    func isPossibleInCatalogue(_ place: Int) throws(Undecided) -> Bool {
        try holds(inquiry.z3.both(satisfied[place], inquiry.hasCataloguedFacts))
    }

    /// Whenever the rule applies, one of the others does.
    func isCovered(_ place: Int, by others: [Int]) throws(Undecided) -> Bool {
        let rest = inquiry.z3.any(others.map { satisfied[$0] })
        return try !holds(inquiry.z3.both(satisfied[place], inquiry.z3.not(rest)))
    }

    private func holds(_ formula: Formula) throws(Undecided) -> Bool {
        do throws(ProverError) {
            if let isPossible = try inquiry.isPossible(formula) { return isPossible }
        } catch {
            throw .failed(error)
        }
        throw .unknown
    }
}
