// SPDX-License-Identifier: Apache-2.0
//
// One kind of request, the policies asked about, and a solver: all that a question needs, made anew for each and freed
// with it.

import CZ3
import Cedar

/// A set's formulas for one kind of request.
struct EncodedSet {
    let set: PolicySet
    /// In the order of the set.
    let judgements: [Judgement]
    let permits: Formula
    let forbids: Formula
    /// Cedar's decision: a policy that fails is skipped.
    let allowed: Formula
    let fails: Formula
}

final class Inquiry {
    let schema: Schema
    let environment: Schema.Environment
    let catalogue: Catalogue
    /// What examples are measured from.
    let base: Request
    let z3: Z3Context
    let variables: RequestVariables
    let encoder: ExpressionEncoder
    let solver: Solver
    private var assertedAxioms = 0

    /// - Parameters:
    ///   - sets: every policy that will be encoded.
    ///   - request: what examples are measured from instead of the catalogue's baseline.
    init(
        _ prover: PolicyProver, _ environment: Schema.Environment, about sets: [PolicySet], request: Request? = nil
    ) throws(ProverError) {
        schema = prover.schema
        self.environment = environment
        catalogue = prover.catalogue
        if let known = request ?? catalogue.baseline(for: environment) {
            base = known
        } else {
            base = try prover.schema.plainRequest(environment)
        }
        z3 = try Z3Context()
        var census = Census(environment)
        for policy in sets.flatMap(\.policies) where policy.scope.mayBeMet(by: environment, groups: schema.groups) {
            census.read(policy)
        }
        for parameter in census.members.keys.sorted() {
            if let value = base.value(of: parameter) { census.offer(value, to: parameter) }
            for value in catalogue.values[parameter] ?? [] { census.offer(value, to: parameter) }
        }
        variables = RequestVariables(z3, schema: schema, census: census)
        encoder = ExpressionEncoder(variables: variables, groups: schema.groups)
        solver = try Solver(z3, effort: prover.effort)
    }

    // MARK: Encoding

    func encoded(_ set: PolicySet) throws(ProverError) -> EncodedSet {
        var judgements: [Judgement] = []
        for policy in set.policies { judgements.append(try judgement(policy)) }
        func some(_ effect: Effect) -> Formula {
            z3.any(zip(set.policies, judgements).filter { $0.0.effect == effect }.map { satisfied($0.1) })
        }
        let (permits, forbids) = (some(.permit), some(.forbid))
        return EncodedSet(
            set: set, judgements: judgements, permits: permits, forbids: forbids,
            allowed: z3.both(permits, z3.not(forbids)), fails: z3.any(judgements.map(\.fails)))
    }

    func judgement(_ policy: Policy) throws(ProverError) -> Judgement {
        guard policy.scope.mayBeMet(by: environment, groups: schema.groups) else { return .always(false) }
        return try encoder.judgement(policy)
    }

    func satisfied(_ judgement: Judgement) -> Formula { z3.both(judgement.holds, z3.not(judgement.fails)) }

    // MARK: Asking

    /// Asserts the ranges of the variables made so far; before any scope is opened.
    private func assertAxioms() {
        for axiom in variables.axioms[assertedAxioms...] { solver.assert(.term(axiom)) }
        assertedAxioms = variables.axioms.count
    }

    /// Whatever is wanted of some model of the formula.
    func witness<Witness>(
        where formula: Formula, _ read: (Model) throws(ProverError) -> Witness
    ) throws(ProverError) -> Answer<Witness> {
        if let refusal = z3.refusal { throw refusal }
        if formula.isFalse { return .none }
        assertAxioms()
        return try solver.scoped { () throws(ProverError) in
            solver.assert(formula)
            return try solver.check(read)
        }
    }

    /// Whether the formula can hold; nil when the solver can't tell.
    func isPossible(_ formula: Formula) throws(ProverError) -> Bool? {
        switch try witness(where: formula, { _ in true }) {
        case .none: false
        case .some: true
        case .unknown: nil
        }
    }

    /// Parameters that some policy reads have a value of the catalogue.
    var isCatalogued: Formula { isCatalogued { _ in true } }

    /// The facts have, whoever asks on whatever dataset.
    var hasCataloguedFacts: Formula {
        isCatalogued { parameter in
            if case .fact = parameter { true } else { false }
        }
    }

    private func isCatalogued(_ isAsked: (Parameter) -> Bool) -> Formula {
        let asked = variables.order.filter(isAsked)
        let listed = asked.compactMap { name in catalogue.values[name].map { variables.isListed(name, $0) } }
        let bounded = asked.compactMap { name in catalogue.ranges[name].map { variables.isBetween(name, $0) } }
        return z3.all(listed + bounded)
    }
}

extension Scope {
    /// Unlike `admits`, true of what level 0 leaves out: evaluation would reach it and fail.
    fileprivate func mayBeMet(by environment: Schema.Environment, groups: ActionGroups) -> Bool {
        if admits(environment, groups: groups) { return true }
        return [principal, resource].contains { constraint in
            switch constraint {
            case .memberOf, .isTypeIn, .equal(.slot): true
            default: false
            }
        }
    }
}
