// SPDX-License-Identifier: Apache-2.0
//
// C2SP signed-note, "Format" and "Signatures": a text, an empty line, and signature lines. A parsed note is only a
// claim; `verified(by:)` tells who stands behind it. Signatures by unknown keys are ignored, one by a known key that
// fails refuses the whole note. Bounds: 1 MiB, 100 signatures of at most 8 KiB (the specification asks for 16).

/// `— name base64(key id, signature)`.
package struct SignatureLine: Hashable, Sendable {
    package let name: KeyName
    package let keyID: UInt32
    /// What follows the key identifier.
    package let signature: [UInt8]

    init(name: KeyName, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Nil unless the line, without its newline, is one.
    init?(line: [UInt8]) {
        guard let rest = Lines.rest(of: line, after: "\u{2014} "),
            let space = rest.firstIndex(of: UInt8(ascii: " ")), let name = KeyName(bytes: rest[..<space]),
            let bytes = StrictBase64.decode(rest[(space + 1)...]), (5...SignedNote.signatureLimit).contains(bytes.count)
        else { return nil }
        self.init(name: name, keyID: UInt32(bigEndian: bytes.prefix(4)), signature: Array(bytes.dropFirst(4)))
    }

    /// With its newline.
    package var bytes: [UInt8] {
        Array("\u{2014} \(name) \(StrictBase64.encode(keyID.bigEndianBytes + signature))\n".utf8)
    }
}

/// A signature that a known key made.
package struct VerifiedSignature: Hashable, Sendable {
    package let key: VerifierKey
    /// Seconds since 1970, of a cosignature.
    package let time: Int?
}

/// A text with signatures that nobody has verified yet.
package struct SignedNote: Hashable, Sendable {
    package static let sizeLimit = 1 << 20
    static let signatureCountLimit = 100
    static let signatureLimit = 1 << 13

    /// UTF-8 that ends in a newline.
    package let text: [UInt8]
    package private(set) var signatures: [SignatureLine]

    /// Signs a text.
    package init(text: [UInt8], signers: [NoteSigner]) throws(LogError) {
        guard SignedNote.isText(text), text.count < SignedNote.sizeLimit / 2 else {
            throw LogError(
                .note, "a note's text must be UTF-8 lines, each ended by a newline, without control characters",
                help: "end the text with a newline and leave out what doesn't print")
        }
        self.text = text
        signatures = []
        for signer in signers { signatures.append(try signer.sign(text)) }
    }

    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= SignedNote.sizeLimit else { throw SignedNote.malformed("is longer than 1 MiB") }
        guard SignedNote.isText(bytes) else {
            throw SignedNote.malformed("is not UTF-8 in whole lines without control characters")
        }
        guard let blank = SignedNote.lastEmptyLine(in: bytes) else {
            throw SignedNote.malformed("has no empty line before its signatures")
        }
        text = Array(bytes[..<blank])
        guard let lines = Lines.all(in: bytes[(blank + 1)...]), !lines.isEmpty else {
            throw SignedNote.malformed("has no signature")
        }
        guard lines.count <= SignedNote.signatureCountLimit else {
            throw SignedNote.malformed("has more than \(SignedNote.signatureCountLimit) signatures")
        }
        signatures = []
        for line in lines {
            guard let signature = SignatureLine(line: line) else {
                throw SignedNote.malformed("has a signature line that is none")
            }
            signatures.append(signature)
        }
    }

    /// As it is stored and sent.
    package var bytes: [UInt8] { text + [Lines.newline] + signatures.flatMap(\.bytes) }

    /// The note with more signatures; those of a key that signed before take its place.
    package func adding(_ lines: [SignatureLine]) -> SignedNote {
        var note = self
        for line in lines {
            note.signatures.removeAll { $0.name == line.name && $0.keyID == line.keyID }
            note.signatures.append(line)
        }
        return note
    }

    /// The note with these keys' signatures alone.
    func keeping(_ keys: [VerifierKey]) -> SignedNote {
        var note = self
        note.signatures.removeAll { line in !keys.contains { $0.name == line.name && $0.id == line.keyID } }
        return note
    }

    /// Who of the known keys signed, in the note's order: never nobody.
    package func verified(by keys: [VerifierKey]) throws(LogError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for line in signatures {
            for key in keys where key.name == line.name && key.id == line.keyID {
                guard let signature = verify(line, by: key) else {
                    throw LogError(
                        .signature, "the signature of `\(key.name)` doesn't belong to this text",
                        help: "fetch the note again; should this stay, tell whoever publishes it")
                }
                verified.append(signature)
            }
        }
        guard !verified.isEmpty else {
            throw LogError(
                .unsigned, "no known key has signed this note", help: "see whether the right keys are configured")
        }
        return verified
    }

    private func verify(_ line: SignatureLine, by key: VerifierKey) -> VerifiedSignature? {
        switch key.type {
        case .ed25519:
            return key.isValid(line.signature, for: text) ? VerifiedSignature(key: key, time: nil) : nil
        case .cosignature:
            guard let (time, signature) = Cosignature.parse(line.signature),
                key.isValid(signature, for: Cosignature.message(time: time, text: text))
            else { return nil }
            return VerifiedSignature(key: key, time: time)
        }
    }

    /// Whole lines of UTF-8 without control characters but newlines.
    static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.last == Lines.newline && bytes.allSatisfy { $0 >= 0x20 || $0 == Lines.newline }
            && String(validating: bytes, as: UTF8.self) != nil
    }

    /// Where the last empty line's own newline is; what is before it is the text, never empty.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == Lines.newline && bytes[$0 - 1] == Lines.newline }
    }

    private static func malformed(_ what: String) -> LogError {
        LogError(.note, "this note \(what)", help: "fetch it again, as its publisher serves it")
    }
}
