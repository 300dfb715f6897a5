// SPDX-License-Identifier: Apache-2.0
//
// "HPKE Configuration Request" and the two uses of SealBase / OpenBase (RFC 9180 section 6.1), with the
// one suite that the draft makes mandatory: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.

import Crypto
import Foundation

package struct HpkeConfig: Hashable, WireMessage {
    package let id: UInt8
    /// 32 bytes, X25519.
    package let publicKey: [UInt8]

    private static let kem: UInt16 = 0x0020
    private static let kdf: UInt16 = 0x0001
    private static let aead: UInt16 = 0x0001

    package init(id: UInt8, publicKey: [UInt8]) {
        self.id = id
        self.publicKey = publicKey
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        id = try reader.read(UInt8.self)
        let suite = (
            try reader.read(UInt16.self), try reader.read(UInt16.self), try reader.read(UInt16.self)
        )
        publicKey = try reader.read(opaque: UInt16.self, atLeast: 1)
        guard suite == (HpkeConfig.kem, HpkeConfig.kdf, HpkeConfig.aead), publicKey.count == 32 else {
            throw DAPError(
                .invalidMessage, "an HPKE configuration isn't DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM")
        }
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(id)
        writer.write(HpkeConfig.kem)
        writer.write(HpkeConfig.kdf)
        writer.write(HpkeConfig.aead)
        try writer.write(opaque: publicKey, length: UInt16.self)
    }
}

package struct HpkeConfigList: Hashable, WireMessage {
    package let configs: [HpkeConfig]

    package init(configs: [HpkeConfig]) { self.configs = configs }

    package init(from reader: inout WireReader) throws(DAPError) {
        configs = try reader.read(items: HpkeConfig.self, length: UInt16.self)
        guard !configs.isEmpty, Set(configs.map(\.id)).count == configs.count else {
            throw DAPError(.invalidMessage, "a list of HPKE configurations is empty or gives one identifier twice")
        }
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        try writer.write(items: configs, length: UInt16.self)
    }
}

package struct HpkeCiphertext: Hashable, WireMessage {
    package let configID: UInt8
    package let encapsulatedKey: [UInt8]
    package let payload: [UInt8]

    package init(configID: UInt8, encapsulatedKey: [UInt8], payload: [UInt8]) {
        self.configID = configID
        self.encapsulatedKey = encapsulatedKey
        self.payload = payload
    }

    package init(from reader: inout WireReader) throws(DAPError) {
        configID = try reader.read(UInt8.self)
        encapsulatedKey = try reader.read(opaque: UInt16.self, atLeast: 1)
        payload = try reader.read(opaque: UInt32.self, atLeast: 1)
    }

    package func encode(to writer: inout WireWriter) throws(DAPError) {
        writer.write(configID)
        try writer.write(opaque: encapsulatedKey, length: UInt16.self)
        try writer.write(opaque: payload, length: UInt32.self)
    }
}

private let suite = HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_128)

extension HpkeConfig {
    func seal(_ plaintext: [UInt8], info: [UInt8], associatedData: [UInt8]) throws(DAPError) -> HpkeCiphertext {
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
            var sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: Data(info))
            let payload = try sender.seal(plaintext, authenticating: associatedData)
            return HpkeCiphertext(
                configID: id, encapsulatedKey: Array(sender.encapsulatedKey), payload: Array(payload))
        } catch {
            throw DAPError(.invalidMessage, "the HPKE configuration \(id) holds no usable public key")
        }
    }
}

/// A recipient's key pair. It never prints its private half.
package struct HpkeKeyPair: Sendable, CustomStringConvertible, CustomReflectable {
    package let config: HpkeConfig
    private let privateKey: Curve25519.KeyAgreement.PrivateKey

    /// Fresh, from the system's generator.
    package init(id: UInt8) {
        privateKey = Curve25519.KeyAgreement.PrivateKey()
        config = HpkeConfig(id: id, publicKey: Array(privateKey.publicKey.rawRepresentation))
    }

    /// From a stored key of 32 bytes.
    package init(id: UInt8, rawPrivateKey: [UInt8]) throws(DAPError) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: rawPrivateKey) else {
            throw DAPError(.invalidMessage, "a stored HPKE private key isn't 32 bytes of X25519")
        }
        privateKey = key
        config = HpkeConfig(id: id, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// For storing, in a file that only its owner reads.
    package var rawPrivateKey: [UInt8] { Array(privateKey.rawRepresentation) }

    package var description: String { "HpkeKeyPair(\(config.id))" }
    package var customMirror: Mirror { Mirror(self, children: ["id": config.id]) }

    func open(_ sealed: HpkeCiphertext, info: [UInt8], associatedData: [UInt8]) throws(DAPError) -> [UInt8] {
        guard sealed.configID == config.id else {
            throw DAPError(.unrecognizedHpkeConfig, "the HPKE configuration \(sealed.configID) isn't in use here")
        }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: privateKey, ciphersuite: suite, info: Data(info),
                encapsulatedKey: Data(sealed.encapsulatedKey))
            return Array(try recipient.open(sealed.payload, authenticating: associatedData))
        } catch {
            throw DAPError(
                .undecryptable,
                "a sealed share can't be opened: another key, another task configuration, or altered bytes")
        }
    }
}
