// SPDX-License-Identifier: Apache-2.0
//
// "Aggregate Interaction", initialization: what a leader sends to the helper about each report, and what
// comes back. Left out, because no VDAF in use needs it: AggregationJobContinueReq (more than one round).

package struct VerifyInit: Hashable, WireMessage {
    package let metadata: ReportMetadata
    package let publicShare: [UInt8]
    package let encryptedInputShare: HpkeCiphertext
    /// The leader's first ping-pong message.
    package let payload: [UInt8]

    package init(
        metadata: ReportMetadata, publicShare: [UInt8], encryptedInputShare: HpkeCiphertext, payload: [UInt8]
    ) {
        self.metadata = metadata
        self.publicShare = publicShare
        self.encryptedInputShare = encryptedInputShare
        self.payload = payload
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        metadata = try ReportMetadata(from: &reader)
        publicShare = try reader.read(opaque: UInt32.self)
        encryptedInputShare = try HpkeCiphertext(from: &reader)
        payload = try reader.read(opaque: UInt32.self, atLeast: 1)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try metadata.encode(to: &writer)
        try writer.write(opaque: publicShare, length: UInt32.self)
        try encryptedInputShare.encode(to: &writer)
        try writer.write(opaque: payload, length: UInt32.self)
    }
}

package struct AggregationJobInitReq: Hashable, WireMessage {
    package let verificationKeyID: UInt8
    package let verifyInits: [VerifyInit]

    package init(verificationKeyID: UInt8, verifyInits: [VerifyInit]) {
        self.verificationKeyID = verificationKeyID
        self.verifyInits = verifyInits
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        verificationKeyID = try reader.read(UInt8.self)
        guard try reader.read(opaque: UInt32.self).isEmpty else {
            throw DAPError(.invalidAggregationParameter, "an aggregation parameter is given where none is used")
        }
        _ = try [Extension].read(from: &reader, known: [])
        verifyInits = try reader.readAll(VerifyInit.self)
        guard !verifyInits.isEmpty, Set(verifyInits.map(\.metadata.id)).count == verifyInits.count else {
            throw DAPError(.invalidMessage, "an aggregation job is empty or holds one report twice")
        }
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(verificationKeyID)
        try writer.write(opaque: [], length: UInt32.self)
        try writer.write(items: [Extension](), length: UInt16.self)
        for item in verifyInits { try item.encode(to: &writer) }
    }
}

package struct VerifyResp: Hashable, WireMessage {
    /// "Basic Type Definitions": why one report is refused.
    package enum ReportError: UInt8, Hashable, Sendable {
        case batchCollected = 1
        case reportReplayed = 2
        case reportDropped = 3
        case hpkeUnknownConfigID = 4
        case hpkeDecryptError = 5
        case vdafVerifyError = 6
        case invalidMessage = 8
    }

    package enum Outcome: Hashable, Sendable {
        case `continue`([UInt8])
        case finish
        case reject(ReportError)
    }

    package let id: ReportID
    package let outcome: Outcome

    package init(id: ReportID, outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        guard let id = ReportID(try reader.read(fixed: ReportID.byteCount)) else {
            throw DAPError(.invalidMessage, "a report identifier isn't 16 bytes")
        }
        self.id = id
        switch try reader.read(UInt8.self) {
        case 0: outcome = .continue(try reader.read(opaque: UInt32.self, atLeast: 1))
        case 1: outcome = .finish
        case 2:
            guard let error = ReportError(rawValue: try reader.read(UInt8.self)) else {
                throw DAPError(.invalidMessage, "a report is refused with an unknown error")
            }
            outcome = .reject(error)
        default: throw DAPError(.invalidMessage, "a report's answer is none of continue, finish and reject")
        }
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(fixed: id.bytes)
        switch outcome {
        case .continue(let payload):
            writer.write(0 as UInt8)
            try writer.write(opaque: payload, length: UInt32.self)
        case .finish: writer.write(1 as UInt8)
        case .reject(let error):
            writer.write(2 as UInt8)
            writer.write(error.rawValue)
        }
    }
}

package struct AggregationJobResp: Hashable, WireMessage {
    package let responses: [VerifyResp]

    package init(responses: [VerifyResp]) { self.responses = responses }

    package init(from reader: inout WireReader) throws(DAPError) {
        responses = try reader.readAll(VerifyResp.self)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        for item in responses { try item.encode(to: &writer) }
    }
}
