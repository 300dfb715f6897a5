// SPDX-License-Identifier: Apache-2.0
//
// What an aggregator signs with its enrolled key: its HPKE configuration (G2). The signature binds a type, so
// that it can't be taken for another. A holder's signature is in DAP (HolderSeal), inside each sealed share.

import DAP
import Studies

/// An aggregator's HPKE configuration, signed by its enrolled key.
package struct SignedHpkeConfig: Hashable, Sendable {
    private static let type = "application/vnd.regie.hpke-config"

    /// The aggregator's identifier.
    package let aggregator: String
    /// The encoded HpkeConfig of DAP.
    package let config: [UInt8]
    /// 64 bytes.
    package let signature: [UInt8]

    package init(config: [UInt8], aggregator: String, key: SigningKey) throws(GovernanceError) {
        self.aggregator = aggregator
        self.config = config
        signature = try key.signature(for: SignedHpkeConfig.signedBytes(config, aggregator))
    }

    /// The configuration, if the aggregator that a mandate names signed it.
    package func verified(for aggregator: EnrolledAggregator) throws(GovernanceError) -> [UInt8] {
        guard self.aggregator == aggregator.id,
            aggregator.key.isValid(
                signature: signature, for: SignedHpkeConfig.signedBytes(config, aggregator.id))
        else {
            throw GovernanceError(
                .serverSignature, "the HPKE configuration is not signed by the enrolled key of `\(aggregator.id)`",
                help: "send nothing to this address until its administrator explains")
        }
        return config
    }

    /// Canonical JSON, as the aggregator serves it.
    package var bytes: [UInt8] {
        JSONValue.object([
            "aggregator": .string(aggregator), "config": .string(Base64URL.encode(config)),
            "signature": .string(Base64URL.encode(signature)),
        ]).canonicalBytes
    }

    package init(bytes: [UInt8]) throws(GovernanceError) {
        let fields = try JSONFields(
            CanonicalDocument.parse(bytes, name: "hpke-config.json"), path: "",
            members: ["aggregator", "config", "signature"])
        aggregator = try fields.identifier("aggregator")
        config = try fields.bytes("config", atMost: 10_000)
        signature = try fields.bytes("signature", atMost: 64)
    }

    private static func signedBytes(_ config: [UInt8], _ aggregator: String) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: "\(type);aggregator=\(aggregator)", payload: config)
    }
}

extension GovernanceError.Code {
    /// A server's signature that is not its enrolled key's.
    package static let serverSignature = Self("server-signature")
}
