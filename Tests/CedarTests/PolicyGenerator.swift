// SPDX-License-Identifier: Apache-2.0
//
// Random policies and requests over one small schema, from a seed. Most are well typed; some read a missing fact or mix
// types, so that errors are met as often as decisions. With `wholeLanguage` also what level 0 leaves out is written.

import Cedar
import RegieTesting

struct PolicyGenerator {
    private var random: SeededGenerator
    private let wholeLanguage: Bool

    static let schemaText = """
        entity User, Robot;
        entity Data enum ["trips", "fares", "other"];
        entity Purpose enum ["transport", "health", "other"];
        action all;
        action run, read in [all] appliesTo { principal: [User, Robot], resource: Data, context: {
          n: Long, m?: Long, s: String, b: Bool, names: Set<String>, numbers: Set<Long>, d: decimal, t: datetime,
          u: duration, r: { x: Long, y?: String }, p: Purpose, ps: Set<Purpose>,
        } };
        """

    private enum Kind: CaseIterable {
        case bool, long, string, names, numbers, decimal, datetime, duration, purpose, purposes, record
    }

    init(seed: UInt64, wholeLanguage: Bool = false) {
        random = SeededGenerator(seed: seed)
        self.wholeLanguage = wholeLanguage
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

    // MARK: Policies

    mutating func policySet() -> String {
        (0..<Int.random(in: 2...20, using: &random)).map { _ in policy() }.joined(separator: "\n")
    }

    mutating func policy() -> String {
        let principal = pick(["", " is User", " is Robot", " == User::\"u\""])
        let action = pick(["", " == Action::\"run\"", " in [Action::\"run\", Action::\"read\"]", " in Action::\"all\""])
        let resource = pick(["", " == Data::\"trips\"", " is Data"])
        let conditions = (0..<Int.random(in: 0...2, using: &random)).map { _ in
            " \(pick(["when", "when", "unless"])) { \(expression(.bool, 3)) }"
        }
        return "\(pick(["permit", "permit", "forbid"]))(principal\(principal), action\(action), resource\(resource))"
            + conditions.joined() + ";"
    }

    private mutating func expression(_ wanted: Kind, _ depth: Int) -> String {
        let kind = chance(60) ? pick(Kind.allCases) : wanted
        guard depth > 0, !chance(4) else { return leaf(kind) }
        if wholeLanguage, chance(6) { return beyondLevelZero(depth - 1) }
        switch kind {
        case .bool: return boolean(depth - 1)
        case .numbers: return "[\(expression(.long, depth - 1)), \(expression(.long, depth - 1))]"
        case .names: return "[\(expression(.string, depth - 1))]"
        case .record: return "{x: \(expression(.long, depth - 1)), \"y\": \(expression(.string, depth - 1))}"
        default:
            guard chance(3) else { return leaf(kind) }
            return "(if \(expression(.bool, depth - 1)) then \(leaf(kind)) else \(leaf(kind)))"
        }
    }

    private mutating func boolean(_ depth: Int) -> String {
        let left = expression(.bool, depth)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return "(\(left) && \(expression(.bool, depth)))"
        case 1: return "(\(left) || \(expression(.bool, depth)))"
        case 2: return "!(\(left))"
        case 3:
            return
                "(context has m && context.m \(pick(["<", "<=", "==", ">", ">=", "!="])) \(expression(.long, depth)))"
        case 4: return "(if \(left) then \(expression(.bool, depth)) else \(expression(.bool, depth)))"
        case 5: return setComparison(depth)
        case 6: return "\(leaf(.decimal)).\(pick(["lessThan", "lessThanOrEqual", "greaterThan"]))(\(leaf(.decimal)))"
        case 7:
            return pick([
                "(principal is User)", "(action == Action::\"run\")", "(context.r has y)", "(context has r.y)",
            ])
        case 8:
            let kind = pick([Kind.long, .datetime, .duration])
            return "(\(expression(kind, depth)) \(pick(["<", "<=", ">", ">="])) \(expression(kind, depth)))"
        default:
            let kind = pick(Kind.allCases)
            return "(\(expression(kind, depth)) \(pick(["==", "!="])) \(expression(kind, depth)))"
        }
    }

    private mutating func setComparison(_ depth: Int) -> String {
        let (set, member): (Kind, Kind) = pick([(.names, .string), (.numbers, .long), (.purposes, .purpose)])
        let receiver = expression(set, depth)
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: "\(receiver).contains(\(expression(member, depth)))"
        case 1: "\(receiver).containsAll(\(expression(set, depth)))"
        case 2: "\(receiver).containsAny(\(expression(set, depth)))"
        default: "\(receiver).isEmpty()"
        }
    }

    private mutating func beyondLevelZero(_ depth: Int) -> String {
        let long = expression(.long, depth)
        return pick([
            "(\(long) + \(long) - 1)", "(\(long) * 2)", "(1 - (2 - \(long)))", "-(\(long))", "--1",
            "(principal in User::\"g\")",
            "(principal is User in [User::\"a\", User::\"b\"])", "(\(leaf(.string)) like \"a\\**\\u{e9}\")",
            "principal.name",
            "principal[\"full name\"]", "(resource has \"a b\")", "principal.getTag(\"x\")",
            "ip(\"10.0.0.1/8\").isInRange(ip(\"::\"))",
            "\(leaf(.datetime)).offset(\(leaf(.duration))).toDate()", "{\"if\": 1, when: {}}.when", "[]",
            "(true == false)",
        ])
    }

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .bool: pick(["true", "false", "context.b", "context.b", "context.b"])
        case .long: pick(["context.n", "context.r.x", "0", "1", "11", "(-9223372036854775808)", "context.m"])
        case .string: pick(["context.s", "\"a\"", "\"b\"", "\"\\n\\\"\\u{e9}\"", "\"e\\u{301}\""])
        case .names: pick(["context.names", "[\"a\"]", "[\"b\", \"a\", \"a\"]"])
        case .numbers: pick(["context.numbers", "[1]", "[1, 11, 0]"])
        case .decimal: pick(["context.d", "decimal(\"0.5\")", "decimal(\"-1.0001\")"])
        case .datetime: pick(["context.t", "datetime(\"2026-03-02\")", "datetime(\"2026-03-02T08:00:00.001+0100\")"])
        case .duration: pick(["context.u", "duration(\"1d\")", "duration(\"-2h1ms\")"])
        case .purpose: pick(["context.p", "Purpose::\"transport\"", "Purpose::\"health\""])
        case .purposes: pick(["context.ps", "[Purpose::\"transport\", Purpose::\"other\"]"])
        case .record: pick(["context.r", "{x: 1, y: \"a\"}", "{x: 1}"])
        }
    }

    // MARK: Requests

    /// Most meet the schema; one in five lacks a fact or has one of another type.
    mutating func request() -> Request {
        var context: [String: Value] = [
            "n": .long(pick([0, 1, 11, .max])), "s": .string(pick(["a", "b", "\u{e9}", "e\u{301}"])),
            "b": .bool(chance(2)),
            "names": .strings(pick([[], ["a"], ["a", "b"]])),
            "numbers": .set(pick([[], [.long(1)], [.long(0), .long(11)]])),
            "d": .decimal(Decimal4(tenThousandths: pick([0, 5_000, -10_001]))),
            "t": .datetime(pick([0, 1_772_409_600_000, -1])), "u": .duration(pick([0, 86_400_000, -7_200_001])),
            "r": .record(pick([["x": .long(1)], ["x": .long(1), "y": .string("a")]])),
            "p": .entity("Purpose", pick(["transport", "health"])),
            "ps": .entities("Purpose", pick([[], ["transport"], ["transport", "other"]])),
        ]
        if chance(2) { context["m"] = .long(pick([0, 1, 11])) }
        if chance(5) {
            context[pick(["n", "b", "names", "r"])] = pick([nil, .long(1), .string("a"), .strings(["a"])])
        }
        return Request(
            principal: pick([EntityUID(type: "User", id: "u"), EntityUID(type: "Robot", id: "r")]),
            action: EntityUID(type: "Action", id: pick(["run", "read"])),
            resource: EntityUID(type: "Data", id: pick(["trips", "fares"])), context: context)
    }

    // MARK: Damage

    /// The text with a few bytes lost, doubled, swapped or put in.
    mutating func damaged(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let scraps = [
            "(", ")", "{", "}", "[", "]", "\"", "\\", "&&", "||", "!", "-", "::", ";", ",", "@", "?", "if ", " in ",
            " has ",
            "é", "\u{0}", "9", ".", "==", "=", "<", "//", "\n", "*", "true", "principal", "\\u{", "context",
        ]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...6, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 2 where place < end: bytes.swapAt(place, end - 1)
            default: bytes.insert(contentsOf: Array(pick(scraps).utf8), at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
