// SPDX-License-Identifier: Apache-2.0
//
// A schema so small that every request that policies can tell apart is listed, and random sets over it. The numbers
// that policies name are 1 and 2; with -1 to 4 there are two numbers on each side, as two facts need that are compared.

import Cedar
import RegieTesting

struct SmallWorld {
    static let schemaText = """
        entity User enum ["u"];
        entity Data enum ["d", "e"];
        entity Purpose enum ["x", "y"];
        action run appliesTo { principal: User, resource: Data, context: {
          n: Long, m?: Long, b: Bool, p: Purpose, ps: Set<Purpose>,
        } };
        """

    static let numbers: [Int64] = [-1, 0, 1, 2, 3, 4]

    /// Every request that makes a difference.
    static let requests: [Request] = {
        let optional: [Int64?] = [nil] + numbers.map { $0 }
        let sets: [[String]] = [[], ["x"], ["y"], ["x", "y"]]
        var all: [Request] = []
        for n in numbers {
            for m in optional {
                for (b, data) in [(false, "d"), (true, "d"), (false, "e"), (true, "e")] {
                    for p in ["x", "y"] { all += sets.map { request(n, m, b, data, p, $0) } }
                }
            }
        }
        return all
    }()

    private static func request(
        _ n: Int64, _ m: Int64?, _ b: Bool, _ data: String, _ p: String, _ ps: [String]
    ) -> Request {
        var context: [String: Value] = [
            "n": .long(n), "b": .bool(b), "p": .entity("Purpose", p), "ps": .entities("Purpose", ps),
        ]
        if let m { context["m"] = .long(m) }
        return Request(
            principal: EntityUID(type: "User", id: "u"), action: EntityUID(type: "Action", id: "run"),
            resource: EntityUID(type: "Data", id: data), context: context)
    }

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    mutating func request() -> Request { pick(Self.requests) }

    /// One to four policies, of which some may read `m` without asking for it.
    mutating func text(atMost count: Int = 4) -> String {
        (0..<Int.random(in: 1...count, using: &random)).map { place in
            let scope = pick(["", "", "", " == Data::\"d\"", " is Data"])
            let conditions = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                " \(pick(["when", "when", "unless"])) { \(condition(2)) }"
            }
            let effect = place == 0 ? "permit" : pick(["permit", "permit", "forbid"])
            return "\(effect)(principal, action, resource\(scope))" + conditions.joined() + ";"
        }.joined(separator: "\n")
    }

    /// The text, with one policy more, one less or another one.
    mutating func neighbour(of text: String) -> String {
        var policies = text.split(separator: "\n").map(String.init)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where policies.count > 1: policies.remove(at: Int.random(in: 0..<policies.count, using: &random))
        case 1: policies[Int.random(in: 0..<policies.count, using: &random)] = self.text(atMost: 1)
        default: policies.append(self.text(atMost: 1))
        }
        return policies.joined(separator: "\n")
    }

    private mutating func condition(_ depth: Int) -> String {
        guard depth > 0 else { return atom() }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return "(\(condition(depth - 1)) && \(condition(depth - 1)))"
        case 1: return "(\(condition(depth - 1)) || \(condition(depth - 1)))"
        case 2: return "!(\(condition(depth - 1)))"
        case 3: return "(if \(condition(depth - 1)) then \(condition(depth - 1)) else \(condition(depth - 1)))"
        default: return atom()
        }
    }

    private mutating func atom() -> String {
        let relation = pick(["<", "<=", "==", "!=", ">", ">="])
        return switch Int.random(in: 0..<16, using: &random) {
        case 0...4: "context.n \(relation) \(pick(["1", "2"]))"
        case 5, 6: "(context has m && context.m \(relation) \(pick(["1", "2", "context.n"])))"
        case 7: "(!(context has m) || context.m \(relation) \(pick(["1", "context.n"])))"
        case 8: "context.b"
        case 9: "context.p \(pick(["==", "!="])) Purpose::\"\(pick(["x", "y"]))\""
        case 10: "context.ps.contains(\(pick(["Purpose::\"x\"", "context.p"])))"
        case 11:
            "context.ps.\(pick(["containsAll", "containsAny"]))"
                + "([Purpose::\"x\", \(pick(["Purpose::\"y\"", "context.p"]))])"
        case 12: "[Purpose::\"\(pick(["x", "y"]))\"].containsAll(context.ps)"
        case 13: "context.ps \(pick(["==", "!="])) [context.p]"
        case 14: "context.ps.isEmpty()"
        default: pick(["context has m", "context.m < 2", "context.n < 2", "resource == Data::\"d\""])
        }
    }
}

/// What all requests of the small world say of a set.
struct BruteForce {
    /// For each request, whether it is allowed.
    let allowed: [Bool]
    let fails: Bool

    init(_ set: PolicySet) {
        let compiled = CompiledPolicySet(set)
        let responses = SmallWorld.requests.map { compiled.isAuthorized($0) }
        allowed = responses.map { $0.failClosedDecision == .allow }
        fails = responses.contains { !$0.errors.isEmpty }
    }
}
