// SPDX-License-Identifier: Apache-2.0
//
// C2SP signed-note, "Signatures" and "Verifier keys": names, key identifiers and the texts of keys that verify.
// Two types are spoken: Ed25519 over the note's text (0x01), and timestamped cosignatures of checkpoints (0x04,
// tlog-cosignature). ECDSA, RFC 6962 tree heads and ML-DSA-44 are left out.

import Crypto

/// A key's name. Names are compared byte by byte: to the Unicode standard `K` and the Kelvin sign are equal, to a
/// log they are two names.
package struct KeyName: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// Nil for an empty name, and for one with a space, a plus, a control character or bytes that are no UTF-8.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 })
        else { return nil }
        self.bytes = bytes
    }

    package init(_ text: String) throws(LogError) {
        guard let name = KeyName(bytes: text.utf8) else {
            throw LogError(
                .key, "a key can't be named `\(text)`",
                help: "take a name without spaces and `+`, such as `example.com/log`")
        }
        self = name
    }

    package var description: String { bytes.asText }
}

/// What a key signs.
package enum SignatureType: UInt8, Sendable, CaseIterable {
    /// The note's text.
    case ed25519 = 1
    /// A checkpoint's text under a time: what a witness says.
    case cosignature = 4
}

/// A public key under a name.
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    package let name: KeyName
    package let type: SignatureType
    /// 32 bytes.
    package let publicKey: [UInt8]
    /// The first four bytes of SHA-256 over name, newline, type and key.
    package let id: UInt32

    package init(name: KeyName, type: SignatureType, publicKey: some Sequence<UInt8>) throws(LogError) {
        let publicKey = Array(publicKey)
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw LogError(
                .key, "the public key of `\(name)` has \(publicKey.count) bytes, and must have 32",
                help: "copy the whole key")
        }
        self.name = name
        self.type = type
        self.publicKey = publicKey
        let hash = LogHash.of(name.bytes + [Lines.newline, type.rawValue] + publicKey)
        id = hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The text of a key: `name+hex id+base64(type, key)`.
    package init(_ text: some Sequence<UInt8>) throws(LogError) {
        let text = Array(text)
        let parts = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = KeyName(bytes: parts[0]), let id = Hexadecimal.decode(parts[1].asText),
            id.count == 4, let material = StrictBase64.decode(parts[2]), let byte = material.first
        else {
            throw LogError(
                .key, "`\(text.asText)` is no verifier key", help: "write `name+key id+base64`, as its owner printed it"
            )
        }
        guard let type = SignatureType(rawValue: byte) else {
            throw LogError(
                .key, "the key of `\(name)` has the signature type \(byte)",
                help: "use an Ed25519 key of type 1 for a log, of type 4 for a witness")
        }
        try self.init(name: name, type: type, publicKey: material.dropFirst())
        guard self.id == id.reduce(0, { $0 << 8 | UInt32($1) }) else {
            throw LogError(
                .key, "the key identifier of `\(name)` doesn't belong to its name and key", help: "copy the whole key")
        }
    }

    package init(_ text: String) throws(LogError) { try self.init(text.utf8) }

    package var description: String {
        "\(name)+\(Hexadecimal.encode(idBytes))+\(StrictBase64.encode([type.rawValue] + publicKey))"
    }

    var idBytes: [UInt8] { id.bigEndianBytes }

    /// Whether the bytes are this key's signature over a message.
    func isValid(_ signature: some Sequence<UInt8>, for message: [UInt8]) -> Bool {
        let signature = Array(signature)
        guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return key.isValidSignature(signature, for: message)
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

    /// Of at most as many bytes as the type has.
    init(bigEndian bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }
}
