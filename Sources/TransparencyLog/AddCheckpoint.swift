// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-witness, "add-checkpoint": what a log posts to a witness and what comes back, as values and as bytes.
// `sign-subtree` and bastions are left out. 503 is not the protocol's: a witness that can't store or whose clock has
// gone back says so, and a log takes any status but 200 for a refusal.

/// `POST <prefix>/add-checkpoint`.
package struct AddCheckpointRequest: Hashable, Sendable {
    package static let path = "add-checkpoint"
    /// Bytes of a body that a server should read at most.
    package static let sizeLimit = SignedNote.sizeLimit
    static let hashLimit = 63

    /// The size that the witness cosigned last, as the log believes.
    package let oldSize: Int
    package let proof: [LogHash]
    package let checkpoint: SignedNote

    package init(oldSize: Int, proof: [LogHash], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Proves a checkpoint of the tree that is read from what a witness last cosigned.
    package init(of note: SignedNote, in reader: LogReader, from oldSize: Int) throws(LogError) {
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.size == reader.size, checkpoint.root == reader.root else {
            throw LogError(
                .proof,
                "the checkpoint at \(checkpoint.size) is not of the tree of \(reader.size) entries that is read",
                help: "read the log at that checkpoint")
        }
        self.init(oldSize: oldSize, proof: try reader.consistencyProof(from: oldSize), checkpoint: note)
    }

    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= AddCheckpointRequest.sizeLimit,
            let end = bytes.indices.dropFirst().first(where: { bytes[$0] == 10 && bytes[$0 - 1] == 10 }),
            let lines = Lines.all(in: bytes[..<end])
        else {
            throw LogError(.request, "the request has no empty line before its checkpoint", help: "send one")
        }
        guard let size = lines.first.flatMap({ Lines.rest(of: $0, after: "old ") }).flatMap(Decimal.parse) else {
            throw LogError(.request, "the request doesn't begin with `old` and a size", at: "line 1", help: "send them")
        }
        oldSize = size
        proof = try HashLines.parse(lines.dropFirst(), atMost: AddCheckpointRequest.hashLimit, code: .request)
        checkpoint = try SignedNote(parsing: Array(bytes[(end + 1)...]))
    }

    package var bytes: [UInt8] { HashLines.text(["old \(oldSize)"], proof) + checkpoint.bytes }
}

/// What a witness answers.
package enum WitnessAnswer: Hashable, Sendable {
    /// 200: cosignatures of the checkpoint.
    case cosigned([SignatureLine])
    /// 400: no request, or an old size above the checkpoint's.
    case badRequest(String)
    /// 403: not signed by a key that is trusted for this log.
    case forbidden(String)
    /// 404: a log that this witness doesn't watch.
    case unknownLog
    /// 409: the size that was cosigned last.
    case conflict(Int)
    /// 422: a tree that isn't proved to contain the last one.
    case unprocessable(String)
    /// 503: the witness's own fault.
    case unavailable(String)

    package var status: Int {
        switch self {
        case .cosigned: 200
        case .badRequest: 400
        case .forbidden: 403
        case .unknownLog: 404
        case .conflict: 409
        case .unprocessable: 422
        case .unavailable: 503
        }
    }

    package var contentType: String {
        if case .conflict = self { return "text/x.tlog.size" }
        return "text/plain; charset=utf-8"
    }

    package var body: [UInt8] {
        switch self {
        case .cosigned(let lines): lines.flatMap(\.bytes)
        case .unknownLog: Array("this witness doesn't watch this log\n".utf8)
        case .conflict(let size): Array("\(size)\n".utf8)
        case .badRequest(let reason), .forbidden(let reason), .unprocessable(let reason), .unavailable(let reason):
            Array("\(reason)\n".utf8)
        }
    }

    /// Reads an answer from the network.
    package init(status: Int, body: [UInt8]) throws(LogError) {
        func reason() -> String { String(decoding: body.prefix(1000), as: UTF8.self).filter { !$0.isNewline } }
        switch status {
        case 200:
            let lines = body.count <= SignedNote.sizeLimit ? Lines.all(in: body) : nil
            let signatures = (lines ?? []).map { SignatureLine(line: $0) }
            guard !signatures.isEmpty, signatures.count <= 16, signatures.allSatisfy({ $0 != nil }) else {
                throw LogError(.request, "the witness answered with no signature lines", help: "ask it again later")
            }
            self = .cosigned(signatures.compactMap { $0 })
        case 400: self = .badRequest(reason())
        case 403: self = .forbidden(reason())
        case 404: self = .unknownLog
        case 409:
            guard body.last == 10, let size = Decimal.parse(body.dropLast()) else {
                throw LogError(
                    .request, "the witness answered with a conflict without a size", help: "tell its operator")
            }
            self = .conflict(size)
        case 422: self = .unprocessable(reason())
        default: self = .unavailable(reason())
        }
    }
}

extension SignedNote {
    /// The checkpoint with what a witness answered, once its cosignature is verified; others' lines are left out.
    /// - Parameter witness: the key that the policy names for whoever was asked.
    package func adding(_ answer: [SignatureLine], by witness: VerifierKey) throws(LogError) -> SignedNote {
        let lines = answer.filter { $0.name == witness.name && $0.keyID == witness.id }
        let cosigned = adding(lines)
        _ = try cosigned.verified(by: [witness])
        return cosigned
    }
}
