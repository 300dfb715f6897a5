// SPDX-License-Identifier: Apache-2.0
//
// Ballots and votes. The broker keeps every vote that has the shape of one, good or bad: which of them
// count is for anyone to redo from the record (Count), never for the broker to decide by forgetting.

import Governance
import Studies

extension BrokerNode {
    /// Opens a ballot on a policy text; its hash is frozen from here on.
    func openBallot(_ id: String, policy: String) async throws -> Ballot {
        try PolicyInForce.check(text: policy, file: "policy.cedar", root: root)
        let ballot = try Ballot.open(
            id: id, subject: .policy, textHash: TextHash.of(policy), root: root, at: now())
        guard try await store.add(ballot, policy: policy) else {
            throw BrokerError(.alreadyThere, "a ballot `\(id)` was opened before; open another under its own name")
        }
        logger.info("opened a ballot", metadata: ["ballot": "\(id)"])
        return ballot
    }

    func take(_ vote: SignedVote, on id: String) async throws -> JSONValue {
        guard let (record, _) = try await store.ballot(id) else {
            throw BrokerError(.notFound, "there is no ballot `\(id)`; GET /ballots lists them")
        }
        _ = try record.receiving(vote, now: now())
        // Every vote received travels in every mandate, so strangers may not fill the record.
        guard vote.json.canonicalBytes.count <= 4_096, record.votes.count < 20 * root.seats.count else {
            throw BrokerError(.refused, "this ballot takes no more votes, or none as long as this one")
        }
        try await store.add(vote, to: id)
        let count = try await count(id)
        let refusal = count.rejected.last { $0.envelope == vote.envelope }
        return .object([
            "counts": .bool(refusal == nil),
            "reason": refusal.map { .string($0.sentence.en) } ?? .null,
        ])
    }

    func count(_ id: String) async throws -> Count {
        guard let (record, _) = try await store.ballot(id) else {
            throw BrokerError(.notFound, "there is no ballot `\(id)`; GET /ballots lists them")
        }
        return Count(record, root: root, now: now())
    }

    /// The newest policy that an adopted ballot stands behind; its votes are counted again each time.
    func policyInForce() async throws -> PolicyInForce {
        for id in try await store.ballotIdentifiers() {
            guard let (record, policy) = try await store.ballot(id) else { continue }
            if let policies = try? PolicyInForce(
                text: policy, file: "policy.cedar", record: record, root: root, now: now())
            {
                return policies
            }
        }
        throw BrokerError(.noPolicy, "no policy is in force: no ballot on one was adopted; hold a ballot first")
    }
}
