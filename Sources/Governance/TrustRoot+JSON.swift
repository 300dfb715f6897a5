// SPDX-License-Identifier: Apache-2.0
//
// `trust-root.json`: the canonical JSON (RFC 8785) of a TrustRoot. Texts travel whole, each beside its
// hash, so that a person can read what is pinned and compare the hash with another party's.

import Studies

extension TrustRoot {
    static let format = "regie/trust-root/1"

    /// The canonical document.
    package var bytes: [UInt8] { json.canonicalBytes }

    package var json: JSONValue {
        .object([
            "aggregators": .array(aggregators.map(\.json)),
            "broker": .object(["key": .string(broker.key.description), "url": .string(broker.url)]),
            "charter": TrustRoot.text(charter.text),
            "fictitious": .bool(fictitious),
            "floors": TrustRoot.text(floorsText),
            "format": .string(TrustRoot.format),
            "holders": .array(holders.map(\.json)),
            "officer": officer.map(TrustRoot.json) ?? .null,
            "schema": TrustRoot.text(schemaText),
            "seats": .array(seats.map(\.json)),
            "witnesses": .array(witnesses.map(\.json)),
        ])
    }

    /// - Parameter bytes: the content of `trust-root.json`; one line break at its end is allowed.
    /// - Throws: `.malformedDocument` with the member's path, or what `init` throws.
    package init(bytes: [UInt8]) throws(GovernanceError) {
        try self.init(json: CanonicalDocument.parse(bytes, name: "trust-root.json"))
    }

    package init(json: JSONValue) throws(GovernanceError) {
        let root = try JSONFields(
            json, path: "",
            members: [
                "aggregators", "broker", "charter", "fictitious", "floors", "format", "holders", "officer", "schema",
                "seats", "witnesses",
            ])
        guard try root.text("format") == TrustRoot.format else {
            throw root.error("format", "this is no trust root", help: "give a document `\(TrustRoot.format)`")
        }
        let broker = try root.object("broker", members: ["key", "url"])
        try self.init(
            fictitious: try root.bool("fictitious"),
            charter: try Charter(yaml: TrustRoot.text(root, "charter"), file: "charter.yaml"),
            schemaText: try TrustRoot.text(root, "schema"),
            floorsText: try TrustRoot.text(root, "floors"),
            seats: try TrustRoot.seats(root),
            aggregators: try TrustRoot.aggregators(root),
            holders: try TrustRoot.holders(root),
            broker: EnrolledBroker(url: try broker.text("url"), key: try broker.key("key")),
            officer: try TrustRoot.officer(root), witnesses: try TrustRoot.witnesses(root))
    }

    private static func text(_ text: String) -> JSONValue {
        .object(["hash": .string(TextHash.of(text)), "text": .string(text)])
    }

    private static func text(_ fields: JSONFields, _ name: String) throws(GovernanceError) -> String {
        let document = try fields.object(name, members: ["hash", "text"])
        let text = try document.text("text", atMost: 1 << 20)
        guard try document.hash("hash") == TextHash.of(text) else {
            throw document.error(
                "hash", "this is not the hash of the text beside it", help: "take both from one source")
        }
        return text
    }

    private static func json(_ officer: EnrolledOfficer) -> JSONValue {
        .object([
            "appointedBy": .string(officer.officer.appointedBy), "id": .string(officer.officer.id),
            "key": .string(officer.key.description),
        ])
    }

    private static func officer(_ root: JSONFields) throws(GovernanceError) -> EnrolledOfficer? {
        guard !root.isNull("officer") else { return nil }
        let entry = try root.object("officer", members: ["appointedBy", "id", "key"])
        return EnrolledOfficer(
            officer: Officer(id: try entry.identifier("id"), appointedBy: try entry.text("appointedBy")),
            key: try entry.key("key"))
    }

    private static func seats(_ root: JSONFields) throws(GovernanceError) -> [EnrolledSeat] {
        try root.list("seats", members: EnrolledSeat.members) { fields throws(GovernanceError) in
            try EnrolledSeat(fields)
        }
    }

    private static func aggregators(_ root: JSONFields) throws(GovernanceError) -> [EnrolledAggregator] {
        try root.list("aggregators", members: EnrolledAggregator.members) { fields throws(GovernanceError) in
            try EnrolledAggregator(fields)
        }
    }

    private static func holders(_ root: JSONFields) throws(GovernanceError) -> [EnrolledHolder] {
        try root.list("holders", members: EnrolledHolder.members) { fields throws(GovernanceError) in
            try EnrolledHolder(fields)
        }
    }

    private static func witnesses(_ root: JSONFields) throws(GovernanceError) -> [EnrolledWitness] {
        try root.list("witnesses", members: EnrolledWitness.members) { fields throws(GovernanceError) in
            try EnrolledWitness(fields)
        }
    }
}
