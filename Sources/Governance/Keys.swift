// SPDX-License-Identifier: Apache-2.0
//
// Ed25519 keys (RFC 8032) of seats, aggregators, holders and the broker, and the texts of bytes in
// governance documents: base64url without padding (RFC 4648 section 5), SHA-256 in lowercase hex. A
// signing key never prints. Key files are in SigningKey+File.swift.

import Crypto
import DAP
import Studies

/// 32 bytes of a public Ed25519 key.
package struct VerificationKey: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]
    private let key: Curve25519.Signing.PublicKey

    /// Nil unless the bytes are a public key.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return nil
        }
        self.bytes = bytes
        self.key = key
    }

    /// Nil unless the text is the one base64url form of a public key.
    package init?(_ text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.count == 64 && key.isValidSignature(signature, for: message)
    }

    /// base64url, 43 characters.
    package var description: String { Base64URL.encode(bytes) }

    package static func == (left: VerificationKey, right: VerificationKey) -> Bool {
        left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}

/// A private Ed25519 key. Printing it, in whatever way, shows its public half only.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let key: Curve25519.Signing.PrivateKey
    package let verificationKey: VerificationKey

    /// A fresh key, from the system's randomness: a key is never drawn from a seed.
    package init() {
        self.init(key: Curve25519.Signing.PrivateKey())
    }

    /// Nil unless the bytes are a private key (32 bytes).
    init?(secret: some Sequence<UInt8>) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(secret)) else { return nil }
        self.init(key: key)
    }

    private init(key: Curve25519.Signing.PrivateKey) {
        self.key = key
        verificationKey = VerificationKey(key.publicKey)
    }

    /// For the key file alone.
    var secret: [UInt8] { Array(key.rawRepresentation) }

    /// 64 bytes.
    package func signature(for message: [UInt8]) throws(GovernanceError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw GovernanceError(
                .keyFile, "this key could not sign", help: "enrol a fresh key if this happens again")
        }
    }

    package var description: String { "SigningKey(public: \(verificationKey))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension VerificationKey {
    fileprivate init(_ key: Curve25519.Signing.PublicKey) {
        bytes = Array(key.rawRepresentation)
        self.key = key
    }
}

/// Lowercase hex SHA-256 of a text or of bytes.
package enum TextHash {
    package static func of(_ text: String) -> String { ContentHash.hex(of: text.utf8) }

    package static func of(_ bytes: [UInt8]) -> String { ContentHash.hex(of: bytes) }

    /// 64 lowercase hexadecimal digits.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
