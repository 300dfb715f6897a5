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
            "aggregators": .array(aggregators.map(TrustRoot.json)),
            "broker": .object(["key": .string(broker.key.description), "url": .string(broker.url)]),
            "charter": TrustRoot.text(charter.text),
            "fictitious": .bool(fictitious),
            "floors": TrustRoot.text(floorsText),
            "format": .string(TrustRoot.format),
            "holders": .array(
                holders.map {
                    .object([
                        "id": .string($0.id), "key": .string($0.key.description), "title": .localized($0.title),
                    ])
                }),
            "schema": TrustRoot.text(schemaText),
            "seats": .array(seats.map(TrustRoot.json)),
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
                "aggregators", "broker", "charter", "fictitious", "floors", "format", "holders", "schema", "seats",
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
            broker: EnrolledBroker(url: try broker.text("url"), key: try broker.key("key")))
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

    private static func json(_ seat: EnrolledSeat) -> JSONValue {
        .object([
            "appointedBy": .string(seat.seat.appointedBy),
            "college": .string(seat.seat.college),
            "id": .string(seat.seat.id),
            "key": .string(seat.key.description),
            "term": .object([
                "end": .string(seat.seat.term.end.description), "start": .string(seat.seat.term.start.description),
            ]),
        ])
    }

    private static func seats(_ root: JSONFields) throws(GovernanceError) -> [EnrolledSeat] {
        var seats: [EnrolledSeat] = []
        for entry in try root.objects("seats", members: ["appointedBy", "college", "id", "key", "term"]) {
            let days = try entry.object("term", members: ["end", "start"])
            guard let term = Period(start: try days.day("start"), end: try days.day("end")) else {
                throw days.error("end", "the term ends before it starts", help: "give an end after the start")
            }
            let seat = Seat(
                id: try entry.identifier("id"), college: try entry.identifier("college"),
                appointedBy: try entry.text("appointedBy"), term: term)
            seats.append(EnrolledSeat(seat: seat, key: try entry.key("key")))
        }
        return seats
    }

    private static func json(_ aggregator: EnrolledAggregator) -> JSONValue {
        .object([
            "administrator": .string(aggregator.administrator),
            "college": .string(aggregator.college),
            "id": .string(aggregator.id),
            "key": .string(aggregator.key.description),
            "name": .string(aggregator.name),
            "role": .string(aggregator.role.rawValue),
            "url": .string(aggregator.url),
        ])
    }

    private static func aggregators(_ root: JSONFields) throws(GovernanceError) -> [EnrolledAggregator] {
        var aggregators: [EnrolledAggregator] = []
        let members = ["administrator", "college", "id", "key", "name", "role", "url"]
        for entry in try root.objects("aggregators", members: members) {
            aggregators.append(
                EnrolledAggregator(
                    id: try entry.identifier("id"), name: try entry.text("name"),
                    role: try entry.choice("role", of: EnrolledAggregator.Role.self),
                    college: try entry.identifier("college"), administrator: try entry.text("administrator"),
                    url: try entry.text("url"), key: try entry.key("key")))
        }
        return aggregators
    }

    private static func holders(_ root: JSONFields) throws(GovernanceError) -> [EnrolledHolder] {
        var holders: [EnrolledHolder] = []
        for entry in try root.objects("holders", members: ["id", "key", "title"]) {
            holders.append(
                EnrolledHolder(
                    id: try entry.identifier("id"), title: try entry.localized("title"), key: try entry.key("key")))
        }
        return holders
    }
}
