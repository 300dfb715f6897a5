// SPDX-License-Identifier: Apache-2.0
//
// What others sign, on its way into the register: one door for votes, proxies, recusals, reasons, proposals, emergency
// suspensions, keys and refusals of holders. Who may say what is for the fold; what needs documents or the prover is
// looked at here first: a policy text that isn't proven to keep the floors is not put to the vote, and rules are
// suspended only when that is proven to permit nothing more (G11).

import Dispatch
import Governance
import Studies

extension BrokerNode {
    /// - Parameter body: a DSSE envelope; with it, as `documents`, the texts that a proposal names by their SHA-256.
    /// - Returns: the receipt: where the record stands, and its hash.
    func take(_ body: JSONValue) async throws -> JSONValue {
        guard case .object(var members) = body else {
            throw BrokerError(.malformed, "a signed statement is a DSSE envelope, a JSON object; send one")
        }
        let documents = try BrokerNode.documents(members.removeValue(forKey: "documents"))
        let envelope = try Envelope(json: .object(members))
        let statement = try Statement(envelope: envelope)
        guard statement.kind.isOthers else {
            throw BrokerError(.refused, "only the broker itself says `\(statement.kind.rawValue)`; send nothing")
        }
        // Signature and all first: a stranger may not keep the prover busy.
        try await register.rehearse { try $0.add(RegisterRecord(envelope, loggedAt: $0.now)) }
        try await check(statement, documents)
        let (index, hash) = try await register.append { draft in
            try BrokerNode.checkRoom(for: statement, draft.state)
            let record = try RegisterRecord(envelope, loggedAt: draft.now)
            let index = try draft.add(record)
            for document in documents.values { draft.store(document) }
            return (index, record.hash)
        }
        logger.info("took a record", metadata: ["kind": "\(statement.kind.rawValue)", "record": "\(index)"])
        return .object(["hash": .string(hash), "record": .int(Int64(index))])
    }

    /// By their SHA-256.
    private static func documents(_ json: JSONValue?) throws -> [String: [UInt8]] {
        guard let json else { return [:] }
        guard case .array(let texts) = json else {
            throw BrokerError(.malformed, "`documents` is a list of texts; send the texts that the proposal names")
        }
        var documents: [String: [UInt8]] = [:]
        for text in texts {
            guard case .string(let text) = text else {
                throw BrokerError(.malformed, "`documents` is a list of texts; send the texts that the proposal names")
            }
            documents[TextHash.of(text)] = Array(text.utf8)
        }
        return documents
    }

    private func check(_ statement: Statement, _ documents: [String: [UInt8]]) async throws {
        var named: Set<String> = []
        switch statement {
        case .proposal(let proposal):
            named = [proposal.textHash, proposal.evidenceHash]
            try await check(proposal, documents)
        case .suspension(let suspension): try await check(suspension)
        default: break
        }
        guard named.isSuperset(of: documents.keys) else {
            throw BrokerError(.refused, "a document was sent that the statement doesn't name; send only those it names")
        }
    }

    private func check(_ proposal: Proposal, _ documents: [String: [UInt8]]) async throws {
        let isText = proposal.subject == .policy || proposal.subject == .charter
        for hash in [proposal.evidenceHash] + (isText ? [proposal.textHash] : []) {
            guard try await text(hash, documents) != nil else {
                throw BrokerError(
                    .malformed,
                    "the document \(hash.prefix(12)) that the proposal names isn't here; send it with the proposal")
            }
        }
        guard proposal.subject == .policy, let text = try await text(proposal.textHash, documents) else { return }
        try await BrokerNode.proved { [checks] in try checks.floors(text) }
    }

    private func text(_ hash: String, _ documents: [String: [UInt8]]) async throws -> String? {
        let bytes = if let document = documents[hash] { document } else { try await register.document(hash) }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func check(_ suspension: Suspension) async throws {
        guard let hash = await register.state.policy?.hash, let text = try await text(hash, [:]) else {
            throw BrokerError(.noPolicy, "no policy is in force: there is no rule to suspend")
        }
        try await BrokerNode.proved { [checks] in try checks.suspension(suspension.rules, text) }
    }

    /// A proof takes seconds of one core: on a thread of its own.
    private static func proved(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Seats may vote again until the ballot closes, but not fill the register.
    private static func checkRoom(for statement: Statement, _ state: RegisterState) throws {
        guard case .vote(let vote) = statement, let record = state.ballots[vote.ballot]?.record else { return }
        guard record.votes.count < 20 * state.root.seats.count else {
            throw BrokerError(.refused, "ballot `\(vote.ballot)` takes no more votes; the last one of each seat counts")
        }
    }
}

/// What must be shown of a policy text, and of rules to suspend, before the register takes them.
package struct PolicyChecks: Sendable {
    /// Of a text: it keeps the floors and never fails.
    let floors: @Sendable (String) throws -> Void
    /// Of rules in a text: without them nothing more is permitted.
    let suspension: @Sendable ([String], String) throws -> Void

    package init(
        floors: @escaping @Sendable (String) throws -> Void,
        suspension: @escaping @Sendable ([String], String) throws -> Void
    ) {
        self.floors = floors
        self.suspension = suspension
    }

    /// By the prover.
    package static func proven(_ root: TrustRoot) -> PolicyChecks {
        PolicyChecks(
            floors: { _ = try PolicyProofs(root: root).checkFloors($0) },
            suspension: { try PolicyProofs(root: root).checkSuspension(of: $0, in: $1) })
    }
}
