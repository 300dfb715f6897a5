// SPDX-License-Identifier: Apache-2.0
//
// Signed notes and their keys (C2SP signed-note), with the specification's own example.

import RegieTesting
import Testing
import TransparencyLog

@Suite struct NoteTests {
    private static let exampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let example = """
        This is an example message.

        \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlT\
        gK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    @Test func `the specification's example verifies, and its key is written as it was read`() throws {
        let key = try VerifierKey(Self.exampleKey)
        #expect(key.description == Self.exampleKey)
        let note = try SignedNote(parsing: Array(Self.example.utf8))
        #expect(note.text == Array("This is an example message.\n".utf8))
        #expect(try note.verified(by: [key]).map(\.key) == [key])
        #expect(note.bytes == Array(Self.example.utf8))
    }

    @Test func `G11 every flipped bit of a note is refused, or is a signature of nobody`() throws {
        let key = try VerifierKey(Self.exampleKey)
        let bytes = Array(Self.example.utf8)
        for bit in 0..<bytes.count * 8 {
            let damaged = Fixture.flipped(bytes, bit: bit)
            #expect(throws: LogError.self, "bit \(bit)") {
                try SignedNote(parsing: damaged).verified(by: [key])
            }
        }
    }

    @Test func `a known key that fails refuses the note, and unknown keys are ignored`() throws {
        let first = try Fixture.logSigner("a.example"), second = try Fixture.logSigner("b.example")
        let namesake = try Fixture.logSigner("a.example")
        let text = Array("line\n\nlast line\n".utf8)
        let note = try SignedNote(text: text, signers: [first, second])
        #expect(try note.verified(by: [second.verifier]).map(\.key.name) == [second.verifier.name])
        #expect(throws: LogError(.unsigned, "", help: "")) { try note.verified(by: [namesake.verifier]) }
        #expect(throws: LogError(.unsigned, "", help: "")) { try note.verified(by: []) }

        let other = try SignedNote(text: Array("another\n".utf8), signers: [first])
        let mixed = note.adding(other.signatures)
        #expect(throws: LogError(.signature, "", help: "")) {
            try mixed.verified(by: [first.verifier, second.verifier])
        }
        #expect(try mixed.verified(by: [second.verifier]).count == 1)
    }

    @Test func `a note survives being written and read`() throws {
        let signers = try (0..<16).map { try Fixture.logSigner("k\($0).example") }
        let note = try SignedNote(text: Array("é \u{212A}\n".utf8), signers: signers)
        let read = try SignedNote(parsing: note.bytes)
        #expect(read == note)
        #expect(try read.verified(by: signers.map(\.verifier)).count == 16)
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\nno dash\n", "text\n\n\u{2014} name\n",
        "text\n\n\u{2014} name AAAA\n", "text\n\n\u{2014}  AAAAAAAA\n", "text\n\n\u{2014} na+me AAAAAAAA\n",
        "text\n\n\u{2014} na\u{A0}me AAAAAAAA\n", "text\n\n\u{2014} name AAAAAAA=", "text\n\n\u{2014} name AAAAAAB=\n",
        "te\txt\n\n\u{2014} name AAAAAAAA\n", "text\r\n\n\u{2014} name AAAAAAAA\n",
    ])
    func `G10 what is no note is refused`(_ text: String) {
        #expect(throws: LogError(.note, "", help: "")) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `G10 a note beyond its bounds is refused`() throws {
        let line = "\u{2014} name AAAAAAAA\n"
        #expect(throws: Never.self) {
            try SignedNote(parsing: Array(("text\n\n" + String(repeating: line, count: 100)).utf8))
        }
        #expect(throws: LogError(.note, "", help: "")) {
            try SignedNote(parsing: Array(("text\n\n" + String(repeating: line, count: 101)).utf8))
        }
        let long = Array(repeating: UInt8(ascii: "x"), count: SignedNote.sizeLimit) + Array("\n\n\(line)".utf8)
        #expect(throws: LogError(.note, "", help: "")) { try SignedNote(parsing: long) }
        #expect(throws: LogError(.note, "", help: "")) { try SignedNote(parsing: [0xFF] + Array("\n\n\(line)".utf8)) }
        for text in ["", "no newline", "a\u{0}\n"] {
            #expect(throws: LogError(.note, "", help: "")) { try SignedNote(text: Array(text.utf8), signers: []) }
        }
    }

    @Test func `random damage to a note never traps, and never verifies another text`() throws {
        var random = SeededGenerator(seed: 11)
        let key = try VerifierKey(Self.exampleKey)
        for _ in 0..<2000 {
            var bytes = Array(Self.example.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                default: bytes[place] = [10, 32, 43, 0xE2][Int.random(in: 0..<4, using: &random)]
                }
            }
            guard let note = try? SignedNote(parsing: bytes), (try? note.verified(by: [key])) != nil else { continue }
            #expect(note.text == Array("This is an example message.\n".utf8))
        }
    }

    @Test func `names are compared byte by byte`() throws {
        let ascii = try KeyName("K.example"), kelvin = try KeyName("\u{212A}.example")
        #expect("K.example" == "\u{212A}.example")
        #expect(ascii != kelvin)
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
            #expect(throws: LogError(.key, "", help: "")) { try KeyName(name) }
        }
    }

    @Test func `a key's text with another identifier, type or length is refused`() throws {
        let good = try Fixture.logSigner("a.example").verifier.description
        #expect(throws: Never.self) { try VerifierKey(good) }
        let short = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv"
        for text in [
            "", "a", "a+b+c", good + "A", "b" + good, Self.exampleKey.replacing("530d903a", with: "530d903b"),
            Self.exampleKey.replacing("530d903a", with: "530D903A"), Self.exampleKey.replacing("+Aek", with: "+Bek"),
            short,
        ] {
            #expect(throws: LogError(.key, "", help: ""), "\(text)") { try VerifierKey(text) }
        }
    }

    @Test func `a private key is read from its text and never prints`() throws {
        let signer = try Fixture.logSigner("a.example")
        let again = try NoteSigner(secretText: signer.secretText)
        #expect(again.verifier == signer.verifier)
        let text = Array("x\n".utf8)
        #expect(try SignedNote(text: text, signers: [again]).verified(by: [signer.verifier]).count == 1)
        let secret = try #require(signer.secretText.split(separator: "+").last)
        var dumped = ""
        dump(signer, to: &dumped)
        for printed in ["\(signer)", String(reflecting: signer), dumped] { #expect(!printed.contains(secret)) }
        for text in ["", "PRIVATE+KEY+a.example", signer.secretText + "A", "X" + signer.secretText] {
            #expect(throws: LogError(.key, "", help: "")) { try NoteSigner(secretText: text) }
        }
        let witness = try Fixture.witnessSigner("w.example")
        #expect(throws: LogError(.key, "", help: "")) { try witness.sign(text) }
    }
}
