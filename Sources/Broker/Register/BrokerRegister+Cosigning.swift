// SPDX-License-Identifier: Apache-2.0
//
// The way from appended records to what readers see (C2SP tlog-witness, "add-checkpoint"): the broker signs a
// checkpoint of all that was appended, asks every college's witness for its cosignature with a proof from the tree that
// it cosigned last, and publishes once all are there. When nothing is new, cosignatures are renewed in good time.

import DAP
import Governance
import Studies
import TransparencyLog

/// Where a college's witness answers.
package struct WitnessAddress: Hashable, Sendable {
    package let id: String
    /// Without a slash at its end.
    package let url: String

    package init(id: String, url: String) {
        self.id = id
        self.url = url
    }
}

extension BrokerRegister {
    /// The checkpoint that witnesses should see: nil while readers see everything under fresh cosignatures.
    func checkpointToCosign(now: Moment) throws -> SignedNote? {
        if let published = log.published, try Checkpoint(text: published.text).size == log.size {
            let cosigned = try policy.verify(published, freshness: nil).quorumTime ?? 0
            // A quarter of the charter's time leaves three more for a witness that is away.
            guard now.secondsSinceEpoch - Int64(cosigned) >= max(1, root.charter.checkpointSeconds / 4) else {
                return nil
            }
        }
        return try log.checkpoint(signedBy: signer)
    }

    func request(for note: SignedNote, to witness: String) throws -> [UInt8] {
        try AddCheckpointRequest(of: note, in: log.reader(), from: cosigned[witness] ?? 0).bytes
    }

    func remember(_ size: Int, of witness: String) { cosigned[witness] = size }

    /// - Throws: `LogError.quorum` when a witness's cosignature is missing: readers keep what they see.
    func publish(_ note: SignedNote) throws {
        _ = try policy.verify(note, freshness: nil)
        try log.publish(note)
    }
}

extension BrokerNode {
    /// One look at the register: ballots whose time is over are counted and closed, and what is new is cosigned.
    package func tend() async throws {
        var failure: (any Error)?
        do { try await closeBallots() } catch { failure = error }
        do { try await cosign() } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    private func cosign() async throws {
        guard let note = try await register.checkpointToCosign(now: now()) else { return }
        var cosigned = note
        var failure: (any Error)?
        await withTaskGroup(of: Result<(EnrolledWitness, [SignatureLine]), any Error>.self) { group in
            for witness in root.witnesses {
                group.addTask {
                    do {
                        return .success((witness, try await lines(of: witness, for: note)))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for await answer in group {
                do {
                    let (witness, lines) = try answer.get()
                    cosigned = try cosigned.adding(lines, by: root.witnessKey(witness))
                } catch { failure = failure ?? error }
            }
        }
        if let failure { throw failure }
        try await register.publish(cosigned)
    }

    /// A witness that cosigned another size than is known here says which, and is asked once more.
    private func lines(of witness: EnrolledWitness, for note: SignedNote) async throws -> [SignatureLine] {
        guard let address = settings.witnesses.first(where: { $0.id == witness.id }) else {
            throw LogError(
                .quorum, "the address of the witness `\(witness.id)` isn't known", help: "write it in party.json")
        }
        var answer = try await ask(address, for: note)
        if case .conflict(let size) = answer {
            await register.remember(size, of: witness.id)
            answer = try await ask(address, for: note)
        }
        guard case .cosigned(let lines) = answer else {
            throw LogError(
                .quorum,
                "the witness `\(witness.id)` answered with status \(answer.status): "
                    + String(decoding: answer.body.prefix(200), as: UTF8.self).filter { !$0.isNewline },
                help: "tell its college; nobody acts on new records until it cosigns")
        }
        await register.remember(try Checkpoint(text: note.text).size, of: witness.id)
        return lines
    }

    private func ask(_ witness: WitnessAddress, for note: SignedNote) async throws -> WitnessAnswer {
        let body = try await register.request(for: note, to: witness.id)
        let answer = try await settings.witnessNetwork(
            Exchange.Request(.post, "\(witness.url)/\(AddCheckpointRequest.path)", body: body))
        return try WitnessAnswer(status: answer.status, body: answer.body)
    }
}
