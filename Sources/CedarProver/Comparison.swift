// SPDX-License-Identifier: Apache-2.0
//
// What a new set allows that the old one doesn't, and the reverse: a verdict, and one example for each kind of change.
// A kind is a group of decisive parameters together with the rules that decided; what one example shows is excluded
// before the next is sought.

import Cedar

package struct Comparison: Sendable {
    package enum Verdict: Hashable, Sendable {
        case equivalent
        /// The new set allows all that the old one does, and more.
        case morePermissive
        case lessPermissive
        case incomparable
        /// The solver gave up on one direction at least, for this reason.
        case notProven(String)
    }

    /// One kind of request.
    package struct Row: Sendable {
        package let environment: Schema.Environment
        package let verdict: Verdict
    }

    package let verdict: Verdict
    package let rows: [Row]
    /// Their `rules` are the new set's permits; `opposing` are the old set's forbids.
    package let newlyAllowed: [Counterexample]
    /// Their `rules` are the old set's permits; `opposing` are the new set's forbids.
    package let noLongerAllowed: [Counterexample]
    /// No other kind of change was found; false when the limit of examples was met or the solver gave up.
    package let isComplete: Bool
}

extension PolicyProver {
    /// - Parameter examples: at most this many in each direction and kind of request.
    /// - Throws: `.invalidSet` when one of the sets isn't valid.
    package func compare(
        _ old: PolicySet, _ new: PolicySet, examples: Int = 8
    ) throws(ProverError) -> Comparison {
        try check(old)
        try check(new)
        var gains: [Direction] = []
        var losses: [Direction] = []
        for environment in schema.environments {
            let inquiry = try Inquiry(self, environment, about: [old, new])
            let (before, after) = (try inquiry.encoded(old), try inquiry.encoded(new))
            gains.append(try direction(from: before, to: after, inquiry, limit: max(1, examples)))
            losses.append(try direction(from: after, to: before, inquiry, limit: max(1, examples)))
        }
        let rows = zip(schema.environments, zip(gains, losses)).map { environment, pair in
            Comparison.Row(environment: environment, verdict: .of(gain: pair.0.status, loss: pair.1.status))
        }
        return Comparison(
            verdict: .of(gain: .joined(gains.map(\.status)), loss: .joined(losses.map(\.status))), rows: rows,
            newlyAllowed: gains.flatMap(\.examples), noLongerAllowed: losses.flatMap(\.examples),
            isComplete: (gains + losses).allSatisfy(\.isComplete))
    }

    /// Requests that `to` allows and `from` doesn't.
    private func direction(
        from: EncodedSet, to: EncodedSet, _ inquiry: Inquiry, limit: Int
    ) throws(ProverError) -> Direction {
        let dispute = gain(from: from, to: to, inquiry)
        var result = Direction()
        var kinds: Set<Kind> = []
        var others = Formula.constant(true)
        var attempts = 0
        while result.examples.count < limit, attempts < 4 * limit {
            attempts += 1
            switch try inquiry.example(of: dispute, also: others) {
            case .none:
                result.isComplete = true
                return result
            case .unknown(let reason):
                if result.examples.isEmpty { result.doubt = reason }
                return result
            case .some(let example):
                if kinds.insert(Kind(example)).inserted { result.examples.append(example) }
                others = inquiry.z3.both(others, otherKind(than: example, from: from, to: to, inquiry))
            }
        }
        return result
    }

    private func gain(from: EncodedSet, to: EncodedSet, _ inquiry: Inquiry) -> Dispute {
        let z3 = inquiry.z3
        let (before, after) = (Ruling(from.set, schema), Ruling(to.set, schema))
        let disagreement = Disagreement(allowing: to.set, refusing: from.set, groups: schema.groups)
        return Dispute(
            bad: z3.both(to.allowed, z3.not(from.allowed)), good: z3.both(to.allowed, from.allowed),
            isBad: { after.allows($0) && !before.allows($0) }, isGood: { after.allows($0) && before.allows($0) },
            rules: { (after.reasons($0), before.reasons($0)) },
            suspects: { disagreement.suspects($0, permits: after.reasons($0), forbids: before.reasons($0)) })
    }

    /// Neither the same rules nor the same parameters: the forbids that opposed don't, or the permits that decided
    /// don't, or, unless these are new altogether, some decisive parameter is as the other set wants it.
    private func otherKind(
        than example: Counterexample, from: EncodedSet, to: EncodedSet, _ inquiry: Inquiry
    ) -> Formula {
        let cause = example.opposing.isEmpty ? (to, example.rules) : (from, example.opposing)
        let satisfied = zip(cause.0.set.policies, cause.0.judgements).filter { cause.1.contains($0.0.id) }
            .map { inquiry.satisfied($0.1) }
        let otherRules = inquiry.z3.not(inquiry.z3.any(satisfied))
        let disagreement = Disagreement(allowing: to.set, refusing: from.set, groups: schema.groups)
        if example.opposing.isEmpty, disagreement.areNew(example.rules) { return otherRules }
        return inquiry.z3.either(otherRules, inquiry.isOtherKind(than: example))
    }
}

/// What is told apart among examples.
private struct Kind: Hashable {
    let decisive: [Parameter]
    let rules: [String]
    let isForbidden: Bool

    init(_ example: Counterexample) {
        decisive = example.decisive
        isForbidden = !example.opposing.isEmpty
        rules = isForbidden ? example.opposing : example.rules
    }
}

/// One direction of a comparison in one kind of request.
private struct Direction {
    enum Status {
        case nothing
        case something
        case unknown(String)

        static func joined(_ all: [Status]) -> Status {
            all.reduce(.nothing) { joined, next in
                switch (joined, next) {
                case (.unknown, _), (_, .nothing): joined
                case (_, .unknown), (.nothing, .something), (.something, .something): next
                }
            }
        }
    }

    var examples: [Counterexample] = []
    var isComplete = false
    /// Why it isn't known whether there is any.
    var doubt: String?

    var status: Status {
        if let doubt { return .unknown(doubt) }
        return examples.isEmpty ? .nothing : .something
    }
}

extension Comparison.Verdict {
    fileprivate static func of(gain: Direction.Status, loss: Direction.Status) -> Self {
        switch (gain, loss) {
        case (.unknown(let reason), _), (_, .unknown(let reason)): .notProven(reason)
        case (.nothing, .nothing): .equivalent
        case (.something, .nothing): .morePermissive
        case (.nothing, .something): .lessPermissive
        case (.something, .something): .incomparable
        }
    }
}
