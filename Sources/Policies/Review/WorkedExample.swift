// SPDX-License-Identifier: Apache-2.0
//
// `policies/examples/*.yaml`: requests as their authors imagine them, with the decision that they expect and why.
// A file has a requester, a dataset, a day, a baseline of facts, and cases that change some of them. The tests of
// `Governance` decide them all; here their baselines are the studies from which an example of a change departs.

import Cedar
import Studies

package struct WorkedExample: Sendable {
    package let file: String
    package let name: String
    package let request: Request
    package let day: Day
    /// `allowed`, `needs-ballot` or `refused`.
    package let expect: String
    /// Ids, `-` where no rule speaks.
    package let rules: [String]
    package let why: String

    /// - Throws: with the place of a fact that the schema doesn't have, or of a value that doesn't fit it.
    package static func read(_ text: String, file: String, schema: Schema) throws(CedarError) -> [WorkedExample] {
        let document = try YAMLNode.document(text, file: file)
        let known = ["requester", "dataset", "day", "baseline", "cases"]
        let fields = try document.fields(known)
        guard let terms = try? RuleForm.Terms(schema), let dayNode = fields["day"], let baseline = fields["baseline"],
            let requester = try fields["requester"]?.text(), let dataset = try fields["dataset"]?.text()
        else {
            throw document.error(
                .unknownAction, "examples are for a schema with one kind of request", help: "leave the file out")
        }
        guard let day = Day(try dayNode.text()) else {
            throw dayNode.error(.typeMismatch, "this is not a day", help: "write a date such as `2026-03-02`")
        }
        let types = schema.contextFacts
        let base = try context(baseline, types)
        let principal = EntityUID(type: terms.principal, id: requester)
        let resource = EntityUID(type: terms.resource, id: dataset)
        var examples: [WorkedExample] = []
        for node in try fields["cases"]?.list() ?? [] {
            let parts = try node.fields(["name", "facts", "expect", "rules", "why"])
            let changes = try parts["facts"].map { node throws(CedarError) in try context(node, types) } ?? [:]
            let request = Request(
                principal: principal, action: terms.action, resource: resource,
                context: base.merging(changes) { _, changed in changed })
            do throws(CedarError) { try schema.validate(request) } catch {
                throw node.error(error.code, error.message, help: error.help)
            }
            examples.append(
                WorkedExample(
                    file: file, name: try parts["name"]?.text() ?? "", request: request, day: day,
                    expect: try parts["expect"]?.text() ?? "", rules: try parts["rules"]?.texts() ?? [],
                    why: try parts["why"]?.text() ?? ""))
        }
        return examples
    }

    private static func context(_ node: YAMLNode, _ types: [String: CedarType]) throws(CedarError) -> [String: Value] {
        if node.node.mapping?.isEmpty == true { return [:] }
        var context: [String: Value] = [:]
        for (key, value) in try node.entries() {
            let name = try key.text()
            guard let type = types[name] else {
                throw key.error(
                    .unknownAttribute, "the schema has no fact `\(name)`",
                    help: "write one of " + types.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))
            }
            context[name] = try self.value(value, type)
        }
        return context
    }

    private static func value(_ node: YAMLNode, _ type: CedarType) throws(CedarError) -> Value {
        if case .set(let element) = type {
            if node.node.sequence?.isEmpty == true { return .set([]) }
            var members: Set<Value> = []
            for item in try node.list() { members.insert(try value(item, element)) }
            return .set(members)
        }
        let text = try node.text()
        let value: Value? =
            switch type {
            case .long: Int64(text).map { .long($0) }
            case .bool: ["true": true, "false": false][text].map { .bool($0) }
            case .datetime: Day(text).map { .datetime(Int64($0.daysSinceEpoch) * 86_400_000) }
            case .entity(let name): .entity(EntityUID(type: name, id: text))
            case .string: .string(text)
            default: nil
            }
        guard let value else {
            throw node.error(
                .typeMismatch, "`\(text)` is no `\(type.description)`", help: "write a value of the schema's type")
        }
        return value
    }
}
