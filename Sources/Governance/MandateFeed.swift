// SPDX-License-Identifier: Apache-2.0
//
// Where edges hear of mandates: they ask the broker and need no inbound port. What comes back is only a
// document to be checked (MandateCheck); nothing about it is believed here, but that it is the one asked for:
// a document under another's name would have the other one taken for refused.

import DAP
import Studies

package struct MandateFeed: Sendable {
    let broker: String
    let network: Network

    package init(broker: String, network: @escaping Network) {
        self.broker = broker
        self.network = network
    }

    /// Body hashes in lowercase hex, oldest first.
    package func identifiers() async throws -> [String] {
        let answer = try await network(Exchange.Request(.get, "\(broker)/mandates"))
        guard answer.isSuccess, case .array(let items) = try JSONValue(parsing: answer.body) else {
            throw GovernanceError(
                .mandate, "the broker's list of mandates can't be read (status \(answer.status))",
                help: "look whether the address in party.json is the broker's")
        }
        return items.compactMap { item in
            if case .string(let id) = item, TextHash.isValid(id) { id } else { nil }
        }
    }

    /// - Throws: `.mandateOther` for another mandate than the one asked for.
    package func document(_ id: String) async throws -> [UInt8] {
        let answer = try await network(Exchange.Request(.get, "\(broker)/mandates/\(id)"))
        guard answer.isSuccess else {
            throw GovernanceError(
                .mandate, "the broker lists mandate \(id.prefix(12)) but doesn't give it (status \(answer.status))",
                help: "ask the trust; nothing runs until it is given")
        }
        guard try MandateDocument(bytes: answer.body).id == id else {
            throw GovernanceError(
                .mandateOther, "the broker gives another mandate under the name of \(id.prefix(12))",
                help: "ask the trust; nothing runs until the right one is given")
        }
        return answer.body
    }
}

extension GovernanceError {
    /// It says nothing about the mandate itself but of a clock, of a document damaged on its way, or of how far the
    /// register was read: whoever remembers what it refused must not remember this.
    package var isPassing: Bool {
        [
            .mandateNotYet, .mandateSignature, .malformedDocument, .mandateNotLogged, .mandateSuspended,
            .checkpointStale, .checkpointRolledBack, .checkpointSize,
        ].contains(code)
    }
}

extension GovernanceError.Code {
    /// Another mandate than the one that was asked for.
    package static let mandateOther = Self("mandate-other")
}
