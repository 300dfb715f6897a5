// SPDX-License-Identifier: Apache-2.0
//
// The parameters that two texts disagree about for one request: what the parts read that fail in the rule's other
// wording. They come first when an example names what makes the difference; that another requester's rule would also
// treat the study alike explains nothing.

import Cedar

/// Two sets of which one allows a request and the other doesn't.
struct Disagreement {
    let allowing: PolicySet
    let refusing: PolicySet
    let groups: ActionGroups

    /// - Parameters:
    ///   - permits: the ids of the permits that allow it.
    ///   - forbids: the ids of the other set's forbids that hold of it.
    /// - Returns: none when the two have no rule in common that would tell.
    func suspects(_ request: Request, permits: [String], forbids: [String]) -> Set<Parameter> {
        var found: Set<Parameter> = []
        for forbid in forbids.compactMap({ refusing[$0] }) { found.formUnion(lifted(forbid, request)) }
        for permit in permits { found.formUnion(withheld(permit, request)) }
        return found
    }

    /// What a forbid of the one set asks, and what its other wording asks in vain.
    private func lifted(_ forbid: Policy, _ request: Request) -> Set<Parameter> {
        guard let other = allowing[forbid.id], other.effect == .forbid else { return Self.read(by: forbid) }
        return Self.read(by: forbid).union(Self.read(by: failing(other, request)))
    }

    /// Why a permit isn't met in the other set: by its other wording, else by the permit there that comes nearest.
    private func withheld(_ permit: String, _ request: Request) -> Set<Parameter> {
        if let other = counterpart(of: permit) { return Self.read(by: failing(other, request)) }
        let near = refusing.policies.filter { $0.effect == .permit }.map { failing($0, request) }
            .min { $0.count < $1.count }
        return Self.read(by: near ?? [])
    }

    /// The permit of the other set under the same id, else the one that shares most conditions, half of them at least.
    private func counterpart(of permit: String) -> Policy? {
        if let other = refusing[permit], other.effect == .permit { return other }
        let permits = refusing.policies.filter { $0.effect == .permit }
        let alike = permits.map { ($0, likeness($0, to: allowing[permit])) }.max { $0.1 < $1.1 }
        return alike.flatMap { $0.1 > 0 ? $0.0 : nil }
    }

    /// The other set has nothing like these permits: all that they allow is one kind of change.
    func areNew(_ permits: [String]) -> Bool { permits.allSatisfy { counterpart(of: $0) == nil } }

    /// How many conditions the two share; none when that is less than half.
    private func likeness(_ policy: Policy, to permit: Policy?) -> Int {
        let conditions = permit?.conditions ?? []
        let shared = conditions.count { policy.conditions.contains($0) }
        return 2 * shared < conditions.count ? 0 : shared
    }

    private func failing(_ policy: Policy, _ request: Request) -> [ConditionOutcome] {
        Authorizer.explain(request, policy, groups: groups).filter { $0.result != .holds }
    }

    static func read(by policy: Policy) -> Set<Parameter> {
        var found = Set(policy.conditions.flatMap(\.body.parameters))
        if case .equal = policy.scope.principal { found.insert(.principal) }
        if case .equal = policy.scope.resource { found.insert(.resource) }
        return found
    }

    private static func read(by parts: [ConditionOutcome]) -> Set<Parameter> {
        Set(
            parts.flatMap { part -> Set<Parameter> in
                switch part.clause {
                case .principal: [.principal]
                case .resource: [.resource]
                case .action: []
                case .when, .unless: part.expression?.parameters ?? []
                }
            })
    }
}

extension Expr {
    /// What of a request it reads.
    fileprivate var parameters: Set<Parameter> {
        switch kind {
        case .variable(.principal): return [.principal]
        case .variable(.resource): return [.resource]
        case .attribute:
            if let names = contextNames { return [.fact(names)] }
        case .has(let base, let path):
            if let names = base.contextNames { return [.fact(names + path)] }
        default: break
        }
        return Set(kind.operands.flatMap(\.parameters))
    }

    /// The names below `context`, none for the context itself; nil for anything else.
    private var contextNames: [String]? {
        switch kind {
        case .variable(.context): []
        case .attribute(let base, let name): base.contextNames.map { $0 + [name] }
        default: nil
        }
    }
}
