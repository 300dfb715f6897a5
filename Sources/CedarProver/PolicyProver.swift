// SPDX-License-Identifier: Apache-2.0
//
// Questions about policies that must hold of every request that a schema allows: does a set ever fail, does it respect
// a floor, what does another set newly allow. Answered by Z3 for each kind of request, every "no" with an example that
// Cedar's evaluator confirms. Level 0: nothing but the request is looked at. A question that the solver can't settle
// in its limits is not proven, and nothing may rest on it (G11). Each question has its own solver, so that a prover
// may be used from several threads.

import Cedar

package struct PolicyProver: Sendable {
    package let schema: Schema
    package let catalogue: Catalogue
    let effort: Effort

    /// - Parameters:
    ///   - timeLimit: for each check of the solver, of which a question has a few; at least a millisecond.
    ///   - stepLimit: Z3's count of steps for each check, the same on every machine; nil is no limit.
    /// - Throws: `.invalidRequest` when a baseline isn't one of the schema's requests.
    package init(
        schema: Schema, catalogue: Catalogue = .none, timeLimit: Duration = .seconds(10), stepLimit: UInt32? = nil
    ) throws(ProverError) {
        self.schema = schema
        self.catalogue = catalogue
        let (seconds, attoseconds) = timeLimit.components
        let milliseconds = Double(seconds) * 1_000 + Double(attoseconds) / 1e15
        effort = Effort(
            time: UInt32(max(1, min(milliseconds, Double(UInt32.max / 2)))), steps: stepLimit.map { max(1, $0) } ?? 0)
        for baseline in catalogue.baselines { try check(baseline) }
    }

    // MARK: Never errors

    /// No request makes any policy of the set fail. The set may be one that the validator refuses.
    package func neverErrors(_ set: PolicySet) throws(ProverError) -> Proof {
        try overEnvironments { environment throws(ProverError) in
            let inquiry = try Inquiry(self, environment, about: [set])
            let encoded = try inquiry.encoded(set)
            return try inquiry.example(of: failure(of: encoded, inquiry), also: .constant(true))
        }
    }

    private func failure(of encoded: EncodedSet, _ inquiry: Inquiry) -> Dispute {
        let set = encoded.set
        func failing(_ request: Request) -> [String] {
            Authorizer.isAuthorized(request, set, groups: schema.groups).errors.map(\.policyID)
        }
        return Dispute(
            bad: encoded.fails, good: inquiry.z3.not(encoded.fails), isBad: { !failing($0).isEmpty },
            isGood: { failing($0).isEmpty }, rules: { (failing($0), []) }, suspects: { _ in [] })
    }

    // MARK: Floors

    /// No request that the set allows is one that the floor forbids.
    /// - Throws: `.invalidSet` when the set or the floor isn't valid, or the floor permits.
    package func implies(_ set: PolicySet, floor: Policy) throws(ProverError) -> Proof {
        let floors = PolicySet(one: floor)
        try check(set)
        try check(floors)
        guard floor.effect == .forbid else {
            throw ProverError(
                .invalidSet, "the floor `\(floor.id)` permits", at: floor.id, help: "a floor only forbids")
        }
        return try overEnvironments { environment throws(ProverError) in
            let inquiry = try Inquiry(self, environment, about: [set, floors])
            let (encoded, forbidden) = (try inquiry.encoded(set), try inquiry.encoded(floors).forbids)
            return try inquiry.example(of: breach(of: floors, by: encoded, forbidden, inquiry), also: .constant(true))
        }
    }

    private func breach(
        of floors: PolicySet, by encoded: EncodedSet, _ forbidden: Formula, _ inquiry: Inquiry
    ) -> Dispute {
        let ruling = Ruling(encoded.set, schema)
        let floor = Ruling(floors, schema)
        return Dispute(
            bad: inquiry.z3.both(encoded.allowed, forbidden),
            good: inquiry.z3.both(encoded.allowed, inquiry.z3.not(forbidden)),
            isBad: { ruling.allows($0) && !floor.reasons($0).isEmpty },
            isGood: { ruling.allows($0) && floor.reasons($0).isEmpty },
            rules: { (ruling.reasons($0), floor.reasons($0)) },
            suspects: { _ in Set(floors.policies.flatMap(Disagreement.read)) })
    }

    // MARK: What every question needs

    /// Refuses a set about whose decisions nothing should be concluded.
    func check(_ set: PolicySet) throws(ProverError) {
        if let error = Validator.validate(set, against: schema).first { throw ProverError(invalid: error) }
    }

    func check(_ request: Request) throws(ProverError) {
        do throws(CedarError) {
            try schema.validate(request)
        } catch {
            throw ProverError(.invalidRequest, error.message, help: error.help)
        }
    }

    /// Proven when no kind of request has an example; the first example otherwise.
    private func overEnvironments(
        _ ask: (Schema.Environment) throws(ProverError) -> Answer<Counterexample>
    ) throws(ProverError) -> Proof {
        var doubt: String?
        for environment in schema.environments {
            switch try ask(environment) {
            case .some(let example): return .refuted(example)
            case .unknown(let reason): doubt = doubt ?? reason
            case .none: continue
            }
        }
        return doubt.map { .notProven($0) } ?? .proven
    }
}

/// What Cedar decides, never counting on a policy that fails.
struct Ruling {
    private let compiled: CompiledPolicySet

    init(_ set: PolicySet, _ schema: Schema) {
        compiled = CompiledPolicySet(set, groups: schema.groups)
    }

    func allows(_ request: Request) -> Bool {
        compiled.isAuthorized(request).failClosedDecision == .allow
    }

    /// The permits that allow, or the forbids that deny; none on a default deny.
    func reasons(_ request: Request) -> [String] { compiled.isAuthorized(request).reasons }
}
