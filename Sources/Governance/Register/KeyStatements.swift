// SPDX-License-Identifier: Apache-2.0
//
// Records about keys: the founding of the trust, and keys enrolled by a ballot, rotated by their owner or
// revoked. An aggregator's HPKE configuration is enrolled under its own key (G2).

import DAP
import Studies

/// The first record: what the trust rests on, by hash, and everyone's key, so that a reader needs no other file.
package struct Founding: Hashable, Sendable {
    package let trust: String
    /// Of the pinned trust root.
    package let rootHash: String
    package let charterHash: String
    package let schemaHash: String
    package let floorsHash: String
    /// Of the seats as they stand in the root.
    package let rosterHash: String
    package let keys: JSONValue
    package let at: Moment

    package init(of root: TrustRoot, at moment: Moment) {
        trust = root.charter.id
        rootHash = root.hash
        charterHash = root.charter.hash
        schemaHash = root.schemaHash
        floorsHash = root.floorsHash
        rosterHash = TextHash.of(JSONValue.array(root.seats.map(\.json)).canonicalBytes)
        keys = .array(
            root.parties.map { party, key in
                .object([
                    "id": .string(party.id), "key": .string(key.description), "role": .string(party.role.rawValue),
                ])
            })
        at = moment
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at), "charterHash": .string(charterHash), "floorsHash": .string(floorsHash), "keys": keys,
            "rootHash": .string(rootHash), "rosterHash": .string(rosterHash), "schemaHash": .string(schemaHash),
            "trust": .string(trust),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: [
                "at", "charterHash", "floorsHash", "keys", "rootHash", "rosterHash", "schemaHash", "trust",
            ])
        trust = try fields.identifier("trust")
        rootHash = try fields.hash("rootHash")
        charterHash = try fields.hash("charterHash")
        schemaHash = try fields.hash("schemaHash")
        floorsHash = try fields.hash("floorsHash")
        rosterHash = try fields.hash("rosterHash")
        keys = try fields.value("keys")
        at = try fields.moment("at")
    }
}

extension Party {
    static let members = ["id", "role"]

    var json: JSONValue { .object(["id": .string(id), "role": .string(role.rawValue)]) }

    init(_ fields: JSONFields) throws(GovernanceError) {
        self.init(try fields.choice("role", of: Role.self), try fields.identifier("id"))
    }
}

/// A party that a ballot enrolled. Signed by the broker.
package struct KeyEnrolment: Hashable, Sendable {
    package let enrolled: EnrolledParty
    /// The adopted ballot on `enrolled`, by its hash.
    package let ballot: String
    package let at: Moment

    package init(enrolled: EnrolledParty, ballot: String, at: Moment) {
        self.enrolled = enrolled
        self.ballot = ballot
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "ballot": .string(ballot),
            "enrolled": enrolled.json,
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "ballot", "enrolled"])
        enrolled = try EnrolledParty(fields.object("enrolled", members: EnrolledParty.members))
        ballot = try fields.identifier("ballot")
        at = try fields.moment("at")
    }
}

/// A party's new key. Signed with the old one; the new one signs that it is there.
package struct KeyRotation: Hashable, Sendable {
    /// Whose key.
    package let party: Party
    package let newKey: VerificationKey
    /// By the new key, over `KeyRotation.proofBytes`.
    package let proof: [UInt8]
    package let at: Moment

    package init(party: Party, newKey: VerificationKey, proof: [UInt8], at: Moment) {
        self.party = party
        self.newKey = newKey
        self.proof = proof
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "newKey": .string(newKey.description),
            "party": party.json,
            "proof": .string(Base64URL.encode(proof)),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "newKey", "party", "proof"])
        party = try Party(fields.object("party", members: Party.members))
        newKey = try fields.key("newKey")
        proof = try fields.bytes("proof", atMost: 64)
        at = try fields.moment("at")
    }
}

extension KeyRotation {
    package init(of party: Party, to key: SigningKey, at moment: Moment) throws(GovernanceError) {
        let proof = try key.signature(for: KeyRotation.proofBytes(party, key.verificationKey))
        self.init(party: party, newKey: key.verificationKey, proof: proof, at: moment)
    }

    var isProven: Bool { newKey.isValid(signature: proof, for: KeyRotation.proofBytes(party, newKey)) }

    /// Nobody can rotate to a key that somebody else holds.
    private static func proofBytes(_ party: Party, _ key: VerificationKey) -> [UInt8] {
        Envelope.preAuthenticationEncoding(
            type: "application/vnd.regie.key-possession+json",
            payload: JSONValue.object(["key": .string(key.description), "party": party.json]).canonicalBytes)
    }
}

/// A key that nothing may rest on any more. Signed by its party or by the data-protection officer.
package struct KeyRevocation: Hashable, Sendable {
    /// Whose key.
    package let party: Party
    package let reason: Localized
    package let at: Moment

    package init(party: Party, reason: Localized, at: Moment) {
        self.party = party
        self.reason = reason
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "party": party.json,
            "reason": .localized(reason),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "party", "reason"])
        party = try Party(fields.object("party", members: Party.members))
        reason = try fields.localized("reason")
        at = try fields.moment("at")
    }
}

/// An aggregator's HPKE configuration. Signed with its enrolled key.
package struct HpkeEnrolment: Hashable, Sendable {
    package let aggregator: String
    /// The encoded HpkeConfig of DAP.
    package let config: [UInt8]
    package let at: Moment

    package init(aggregator: String, config: [UInt8], at: Moment) {
        self.aggregator = aggregator
        self.config = config
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "aggregator": .string(aggregator),
            "at": .moment(at),
            "config": .string(Base64URL.encode(config)),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["aggregator", "at", "config"])
        aggregator = try fields.identifier("aggregator")
        config = try fields.bytes("config", atMost: 10_000)
        at = try fields.moment("at")
    }
}
