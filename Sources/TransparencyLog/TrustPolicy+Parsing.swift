// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-policy, "Policy file syntax and structure" and "Implementation limits": lines of words, checked as they
// come; the sentence of each refusal names its line. At most 256 logs, witnesses and groups together.

extension TrustPolicy {
    static let sizeLimit = 1 << 20
    static let definitionLimit = 256

    package init(parsing text: [UInt8]) throws(LogError) {
        guard text.count <= TrustPolicy.sizeLimit, let lines = Lines.all(in: text) else {
            throw LogError(
                .policy, "a policy is lines that each end with a newline, 1 MiB at most", help: "end the last line")
        }
        var draft = PolicyDraft()
        for (number, line) in zip(1..., lines) {
            do {
                try draft.read(line)
            } catch {
                throw LogError(error.code, error.message, at: "line \(number)", help: error.help)
            }
        }
        guard let quorum = draft.quorum else {
            throw LogError(.policy, "this policy has no quorum", help: "end it with `quorum NAME` or `quorum none`")
        }
        self.init(text: text, logs: draft.logs, witnesses: draft.witnesses, quorum: quorum.rule)
    }
}

/// What the lines have defined so far.
private struct PolicyDraft {
    struct Quorum { let rule: TrustPolicy.Rule? }

    private(set) var logs: [TrustPolicy.Party] = []
    private(set) var witnesses: [TrustPolicy.Party] = []
    private(set) var quorum: Quorum?
    private var rules: [[UInt8]: TrustPolicy.Rule] = [:]
    private var members: Set<[UInt8]> = []

    mutating func read(_ line: [UInt8]) throws(LogError) {
        guard line.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw refusal("there is a control character here", "use spaces and tabs only")
        }
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map(Array.init)
        guard let verb = words.first, verb.first != UInt8(ascii: "#") else { return }
        guard rules.count + logs.count < TrustPolicy.definitionLimit || verb == Array("quorum".utf8) else {
            throw refusal("there are more than \(TrustPolicy.definitionLimit) definitions", "split the policy")
        }
        let arguments = Array(words.dropFirst())
        switch verb.asText {
        case "log": try readLog(arguments)
        case "witness": try readWitness(arguments)
        case "group": try readGroup(arguments)
        case "quorum": try readQuorum(arguments)
        default:
            throw refusal("no line begins with `\(verb.asText)`", "write `log`, `witness`, `group` or `quorum`")
        }
    }

    private mutating func readLog(_ words: [[UInt8]]) throws(LogError) {
        guard (1...2).contains(words.count) else { throw refusal("a log has a key", "write `log KEY [URL]`") }
        let key = try VerifierKey(words[0])
        guard key.type == .ed25519 else {
            throw refusal("the key of `\(key.name)` is a witness's", "give a log a key of type 1")
        }
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw refusal("another log has this key", "name each log once")
        }
        logs.append(TrustPolicy.Party(key: key, url: words.count == 2 ? words[1].asText : nil))
    }

    private mutating func readWitness(_ words: [[UInt8]]) throws(LogError) {
        guard (2...3).contains(words.count) else {
            throw refusal("a witness has a name and a key", "write `witness NAME KEY [URL]`")
        }
        let key = try VerifierKey(words[1])
        guard key.type == .cosignature else {
            throw refusal("the key of `\(key.name)` doesn't cosign", "give a witness a key of type 4")
        }
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw refusal("another witness has this key", "name each witness once")
        }
        try define(words[0], .witness(key))
        witnesses.append(TrustPolicy.Party(key: key, url: words.count == 3 ? words[2].asText : nil))
    }

    private mutating func readGroup(_ words: [[UInt8]]) throws(LogError) {
        let form = "write `group NAME all|any|NUMBER MEMBER ...`"
        guard words.count >= 3 else { throw refusal("a group has a name, a number and members", form) }
        let names = words.dropFirst(2)
        let count: Int
        switch words[1].asText {
        case "all": count = names.count
        case "any": count = 1
        default:
            guard let number = Decimal.parse(words[1]), (1...names.count).contains(number) else {
                throw refusal("`\(words[1].asText)` is no number of \(names.count) members", form)
            }
            count = number
        }
        var rules: [TrustPolicy.Rule] = []
        for name in names {
            rules.append(try rule(name))
            guard members.insert(name).inserted else {
                throw refusal("`\(name.asText)` is a member already", "let each name be a member once")
            }
        }
        try define(words[0], .group(count, of: rules))
    }

    private mutating func readQuorum(_ words: [[UInt8]]) throws(LogError) {
        guard words.count == 1 else { throw refusal("a quorum is one name", "write `quorum NAME`") }
        guard quorum == nil else { throw refusal("there is a quorum already", "keep one of the lines") }
        quorum = Quorum(rule: words[0] == Array("none".utf8) ? nil : try rule(words[0]))
    }

    private mutating func define(_ name: [UInt8], _ rule: TrustPolicy.Rule) throws(LogError) {
        guard name != Array("none".utf8), rules[name] == nil else {
            throw refusal("the name `\(name.asText)` is taken", "choose another name")
        }
        rules[name] = rule
    }

    private func rule(_ name: [UInt8]) throws(LogError) -> TrustPolicy.Rule {
        guard let rule = rules[name] else {
            throw refusal("nothing above is named `\(name.asText)`", "define it on a line before this one")
        }
        return rule
    }

    private func refusal(_ message: String, _ help: String) -> LogError { LogError(.policy, message, help: help) }
}
