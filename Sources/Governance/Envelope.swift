// SPDX-License-Identifier: Apache-2.0
//
// A signed record: a DSSE envelope (Dead Simple Signing Envelope 1.0) over canonical JSON, with one
// Ed25519 signature over the pre-authentication encoding, which binds the payload's type. Envelopes with
// several signatures are refused: each signer signs a record of its own.

import Foundation
import Studies

package struct Envelope: Hashable, Sendable {
    package let payloadType: String
    package let payload: [UInt8]
    /// Who says to have signed: the seat's or the server's identifier. Never trusted by itself.
    package let keyID: String
    /// 64 bytes.
    package let signature: [UInt8]

    init(payloadType: String, payload: [UInt8], keyID: String, signature: [UInt8]) {
        self.payloadType = payloadType
        self.payload = payload
        self.keyID = keyID
        self.signature = signature
    }

    package init(signing payload: [UInt8], type: String, keyID: String, key: SigningKey) throws(GovernanceError) {
        self.init(
            payloadType: type, payload: payload, keyID: keyID,
            signature: try key.signature(for: Envelope.preAuthenticationEncoding(type: type, payload: payload)))
    }

    package func isSigned(by key: VerificationKey, type: String) -> Bool {
        payloadType == type
            && key.isValid(
                signature: signature,
                for: Envelope.preAuthenticationEncoding(type: payloadType, payload: payload))
    }

    /// DSSE's PAE: "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload.
    static func preAuthenticationEncoding(type: String, payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// DSSE writes bytes in standard base64 with padding.
    package var json: JSONValue {
        .object([
            "payload": .string(Data(payload).base64EncodedString()),
            "payloadType": .string(payloadType),
            "signatures": .array([
                .object(["keyid": .string(keyID), "sig": .string(Data(signature).base64EncodedString())])
            ]),
        ])
    }

    package init(json: JSONValue, path: String) throws(GovernanceError) {
        let fields = try JSONFields(json, path: path, members: ["payload", "payloadType", "signatures"])
        let signatures = try fields.objects("signatures", members: ["keyid", "sig"])
        guard signatures.count == 1 else {
            throw fields.error("signatures", "one signature is expected", help: "sign each record by itself")
        }
        self.init(
            payloadType: try fields.text("payloadType"), payload: try Envelope.bytes(fields, "payload"),
            keyID: try signatures[0].identifier("keyid"), signature: try Envelope.bytes(signatures[0], "sig"))
    }

    private static func bytes(_ fields: JSONFields, _ name: String) throws(GovernanceError) -> [UInt8] {
        let text = try fields.text(name, atMost: 100_000)
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else {
            throw fields.error(name, "bytes are expected", help: "give standard base64 with padding")
        }
        return Array(data)
    }
}
