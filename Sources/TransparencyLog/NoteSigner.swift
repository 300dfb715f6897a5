// SPDX-License-Identifier: Apache-2.0
//
// Keys that sign notes (C2SP signed-note) and cosign checkpoints (tlog-cosignature, "Ed25519 signed message"), and
// the text form in which Go's `sumdb/note` keeps a private key. A private key never prints.

import Crypto

/// A private Ed25519 key under a name, for one type of signature.
package struct NoteSigner: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let key: Curve25519.Signing.PrivateKey
    package let verifier: VerifierKey

    /// A fresh key, from the system's randomness: a key is never drawn from a seed.
    package init(name: KeyName, type: SignatureType) throws(LogError) {
        try self.init(name: name, type: type, key: Curve25519.Signing.PrivateKey())
    }

    /// - Parameter privateKey: the 32 bytes of an Ed25519 key. One key signs for one name and one type only: the
    ///   message of a cosignature doesn't say who cosigns.
    package init(name: KeyName, type: SignatureType, privateKey: some Sequence<UInt8>) throws(LogError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Array(privateKey)) else {
            throw LogError(.key, "this is no private key for `\(name)`", help: "give the 32 bytes of an Ed25519 key")
        }
        try self.init(name: name, type: type, key: key)
    }

    /// The text `PRIVATE+KEY+name+hex id+base64(type, key)`.
    package init(secretText: String) throws(LogError) {
        let parts = Array(secretText.utf8).split(
            separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("PRIVATE".utf8), parts[1].elementsEqual("KEY".utf8),
            let name = KeyName(bytes: parts[2]), let material = StrictBase64.decode(parts[4]),
            let type = material.first.flatMap(SignatureType.init(rawValue:))
        else {
            throw LogError(.key, "this is no private key", help: "give the text that begins with `PRIVATE+KEY+`")
        }
        try self.init(name: name, type: type, privateKey: material.dropFirst())
        guard parts[3].elementsEqual(Hexadecimal.encode(verifier.idBytes).utf8) else {
            throw LogError(
                .key, "the key identifier of `\(name)` doesn't belong to its key", help: "copy the whole key")
        }
    }

    private init(name: KeyName, type: SignatureType, key: Curve25519.Signing.PrivateKey) throws(LogError) {
        self.key = key
        verifier = try VerifierKey(name: name, type: type, publicKey: key.publicKey.rawRepresentation)
    }

    /// For a key file that its owner alone can read.
    package var secretText: String {
        let material = [verifier.type.rawValue] + Array(key.rawRepresentation)
        return "PRIVATE+KEY+\(verifier.name)+\(Hexadecimal.encode(verifier.idBytes))+\(StrictBase64.encode(material))"
    }

    /// A signature of type 0x01 over a note's text.
    package func sign(_ text: [UInt8]) throws(LogError) -> SignatureLine {
        try expect(.ed25519)
        return SignatureLine(name: verifier.name, keyID: verifier.id, signature: try signature(for: text))
    }

    /// A cosignature of type 0x04 over a checkpoint.
    /// - Parameter time: seconds since 1970, at least 1.
    package func cosign(_ checkpoint: Checkpoint, time: Int) throws(LogError) -> SignatureLine {
        try expect(.cosignature)
        guard time > 0 else {
            throw LogError(.stale, "a cosignature needs a time after 1970", help: "set the clock")
        }
        let signature = try signature(for: Cosignature.message(time: time, text: checkpoint.text))
        return SignatureLine(
            name: verifier.name, keyID: verifier.id, signature: UInt64(time).bigEndianBytes + signature)
    }

    private func expect(_ type: SignatureType) throws(LogError) {
        guard verifier.type == type else {
            throw LogError(
                .key, "the key of `\(verifier.name)` has type \(verifier.type.rawValue), not \(type.rawValue)",
                help: "sign checkpoints with a log's key (type 1) and cosign them with a witness's (type 4)")
        }
    }

    private func signature(for message: [UInt8]) throws(LogError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw LogError(
                .key, "the key of `\(verifier.name)` could not sign", help: "make a fresh key if this happens again")
        }
    }

    package var description: String { "NoteSigner(public: \(verifier))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// tlog-cosignature, "Format" and "Ed25519 signed message".
enum Cosignature {
    static func message(time: Int, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    /// The time and the 64 bytes after it; nil for another length, for no time and for one beyond 2^63 - 1.
    static func parse(_ signature: [UInt8]) -> (time: Int, signature: ArraySlice<UInt8>)? {
        guard signature.count == 72, let time = Int(exactly: UInt64(bigEndian: signature.prefix(8))), time > 0 else {
            return nil
        }
        return (time, signature.dropFirst(8))
    }
}
