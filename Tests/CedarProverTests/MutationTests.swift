// SPDX-License-Identifier: Apache-2.0
//
// The demonstration policies with one number weakened, one condition dropped or one comparison turned around: 200
// mutants. Studies at and around every limit are tried on each; whatever a mutant newly allows, comparison must find.

import Cedar
import CedarProver
import RegieTesting
import Testing

struct Mutant: Sendable {
    let what: String
    let text: String

    /// Every mutant of a text that is still a policy set, in its order.
    static func all(of text: String) throws -> [Mutant] {
        let set = try PolicySet.parse(text, file: "all.cedar")
        var mutants: [Mutant] = []
        for policy in set.policies {
            for condition in policy.conditions {
                mutants.append(replacing(condition.span, by: "", "drop", in: text))
                collect(condition.body, text, &mutants)
            }
        }
        return mutants.filter { (try? PolicySet.parse($0.text, file: "all.cedar")) != nil }
    }

    private static func collect(_ expression: Expr, _ text: String, _ mutants: inout [Mutant]) {
        if case .literal(.long(let number)) = expression.kind {
            for other in [number - 1, number + 1, number / 2, number * 2] where other != number {
                mutants.append(replacing(expression.span, by: "\(other)", "weaken", in: text))
            }
        }
        if case .binary(let operation, let left, let right) = expression.kind, let flipped = flips[operation.rawValue] {
            mutants.append(
                replacing(expression.span, by: "\(left.span.text) \(flipped) \(right.span.text)", "flip", in: text))
        }
        if case .and(let terms) = expression.kind {
            for place in terms.indices {
                let rest = terms.indices.filter { $0 != place }.map { terms[$0].span.text }.joined(separator: " && ")
                mutants.append(replacing(expression.span, by: rest, "drop", in: text))
            }
        }
        for operand in expression.kind.operands { collect(operand, text, &mutants) }
    }

    private static let flips = ["<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="]

    private static func replacing(_ span: CedarSpan, by new: String, _ what: String, in text: String) -> Mutant {
        let bytes = Array(text.utf8)
        let changed = bytes[..<span.range.lowerBound] + Array(new.utf8) + bytes[span.range.upperBound...]
        return Mutant(
            what: "\(what) `\(span.text)` at line \(span.line): `\(new)`",
            text: String(decoding: changed, as: UTF8.self))
    }
}

@Suite struct MutationTests {
    /// Known studies with one fact changed to every value that a limit could tell apart.
    private static func studies() throws -> [Request] {
        var numbers: [String: Set<Int64>] = [:]
        for policy in try Demonstration.all().policies {
            for condition in policy.conditions { note(condition.body, &numbers) }
        }
        let kinds = [
            Demonstration.study(),
            Demonstration.study(["requesterKind": .string("association"), "epsilonMicro": .long(2_000_000)]),
            Demonstration.study([
                "requesterKind": .string("research"), "purpose": .string("dpv:ScientificResearch"),
                "daysSincePeriodEnd": .long(90),
            ]),
            Demonstration.energyStudy(),
            Demonstration.energyStudy(["requesterKind": .string("association"), "cellsPerUnit": .long(4)]),
        ]
        return kinds.flatMap { kind in [false, true].flatMap { around(kind, voted: $0, numbers) } }
    }

    private static func around(_ kind: Request, voted: Bool, _ numbers: [String: Set<Int64>]) -> [Request] {
        let base = kind.setting(.fact("approvedByBallot"), to: .bool(voted))
        var studies = [base]
        for (name, limits) in numbers.sorted(by: { $0.key < $1.key }) {
            let near: Set<Int64> = Set(limits.flatMap(beside))
            studies += near.sorted().map { base.setting(.fact(name), to: .long($0)) }
        }
        for (parameter, values) in Demonstration.values.sorted(by: { $0.key < $1.key }) {
            guard case .set(let members)? = base.value(of: parameter) else {
                studies += values.map { base.setting(parameter, to: $0) }
                continue
            }
            studies += values.map { base.setting(parameter, to: .set(members.union([$0]))) }
        }
        studies.append(base.setting(.fact("dimensions"), to: .strings(["zone", "day", "hour"])))
        studies.append(
            base.setting(.fact("dimensions"), to: .strings(["day", "hour"])).setting(
                .fact("zoneDimensions"), to: .long(1)))
        studies.append(base.setting(.fact("countsDistinctUnits"), to: .bool(false)))
        let crossed = Value.strings(["annee", "code_commune", "household_id", "renovation_aid_eur"])
        studies.append(base.setting(.fact("columnsRead"), to: crossed))
        return studies
    }

    /// What a weakened limit could newly admit.
    private static func beside(_ limit: Int64) -> [Int64] {
        let centres: [Int64] = [limit / 2, limit, limit * 2]
        return centres.flatMap { [$0 - 1, $0, $0 + 1] }
    }

    /// The numbers that each fact is compared with.
    private static func note(_ expression: Expr, _ numbers: inout [String: Set<Int64>]) {
        if case .binary(_, let left, let right) = expression.kind, case .attribute(_, let name) = left.kind,
            case .literal(.long(let number)) = right.kind
        {
            numbers[name, default: []].insert(number)
        }
        for operand in expression.kind.operands { note(operand, &numbers) }
    }

    @Test func `every more permissive mutant of the demonstration policies is found with a true example`() throws {
        let text = try Demonstration.files.map(Demonstration.text).joined(separator: "\n")
        let original = try PolicySet.parse(text, file: "all.cedar")
        var random = SeededGenerator(seed: 4)
        let mutants = try Mutant.all(of: text).shuffled(using: &random).prefix(200)
        #expect(mutants.count == 200)
        let prover = try Demonstration.prover()
        let studies = try Self.studies()
        let compiled = CompiledPolicySet(original)
        let before = studies.map { compiled.isAuthorized($0).decision == .allow }
        #expect(before.contains(true) && before.contains(false))
        var gains = 0
        for mutant in mutants {
            let set = try PolicySet.parse(mutant.text, file: "all.cedar")
            let changed = CompiledPolicySet(set)
            let after = studies.map { changed.isAuthorized($0).decision == .allow }
            let comparison = try prover.compare(original, set, examples: 1)
            let (gained, lost) = (zip(before, after).contains { !$0 && $1 }, zip(before, after).contains { $0 && !$1 })
            gains += gained ? 1 : 0
            // The solver also finds what none of these studies shows; each example is checked below.
            #expect(!gained || !comparison.newlyAllowed.isEmpty, "\(mutant.what): \(comparison.verdict)")
            #expect(!lost || !comparison.noLongerAllowed.isEmpty, "\(mutant.what): \(comparison.verdict)")
            for example in comparison.newlyAllowed { try checkExample(example, allowedBy: set, not: original, prover) }
        }
        #expect(gains > 60)
    }
}
