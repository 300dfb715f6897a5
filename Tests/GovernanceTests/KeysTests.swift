// SPDX-License-Identifier: Apache-2.0
//
// Keys, key files, envelopes and servers' signatures: what is signed verifies, whatever is changed does
// not, and no print of a signing key shows its secret.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct KeysTests {
    @Test func `a signature verifies for its message and key only`() throws {
        let key = SigningKey()
        let signature = try key.signature(for: [1, 2, 3])
        #expect(key.verificationKey.isValid(signature: signature, for: [1, 2, 3]))
        #expect(!key.verificationKey.isValid(signature: signature, for: [1, 2, 4]))
        #expect(!key.verificationKey.isValid(signature: Array(signature.dropLast()), for: [1, 2, 3]))
        #expect(!key.verificationKey.isValid(signature: [], for: [1, 2, 3]))
        #expect(!SigningKey().verificationKey.isValid(signature: signature, for: [1, 2, 3]))
    }

    @Test func `a public key has one text`() throws {
        let text = SigningKey().verificationKey.description
        #expect(VerificationKey(text)?.description == text)
        #expect(VerificationKey(text + "=") == nil)
        #expect(VerificationKey(String(text.dropLast())) == nil)
        #expect(VerificationKey("") == nil)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(alphabet.firstIndex(of: text.last ?? "A"))
        #expect(VerificationKey(text.dropLast() + String(alphabet[last ^ 1])) == nil, "bits left over")
    }

    @Test func `no print of a signing key shows its secret`() throws {
        let folder = try TemporaryFolder()
        let key = SigningKey()
        try key.save(to: folder.path("key"), id: "public-1")
        let file = try String(contentsOfFile: folder.path("key"), encoding: .utf8)
        let secret = try #require(try JSONValue(parsing: file.utf8.dropLast())["private"]?.string)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: [key]), "\(["k": key])", dumped] {
            #expect(!text.contains(secret))
            #expect(!text.contains("PrivateKey"))
        }
    }

    @Test func `a key file is read back, is its owner's alone, and is never overwritten`() throws {
        let folder = try TemporaryFolder()
        let key = SigningKey()
        let path = folder.path("key")
        try key.save(to: path, id: "public-1")
        let loaded = try SigningKey.load(from: path)
        #expect(loaded.id == "public-1")
        #expect(loaded.key.verificationKey == key.verificationKey)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(refusal { try SigningKey().save(to: path, id: "public-1") }?.code == .keyFile)
        #expect(try SigningKey.load(from: path).key.verificationKey == key.verificationKey)
    }

    @Test func `a key file that others can read, or whose halves differ, is refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        try SigningKey().save(to: path, id: "public-1")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(refusal { _ = try SigningKey.load(from: path) }?.message == "others can read the key file")

        let text = try String(contentsOfFile: path, encoding: .utf8)
        let other = SigningKey().verificationKey.description
        let own = try #require(try JSONValue(parsing: text.utf8.dropLast())["public"]?.string)
        try text.replacingFirst(own, with: other).write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(refusal { _ = try SigningKey.load(from: path) }?.message == "this is no key file")
        #expect(refusal { _ = try SigningKey.load(from: folder.path("none")) }?.code == .keyFile)
    }
}

@Suite struct ServerSignaturesTests {
    @Test func `G2 an HPKE configuration counts only when its aggregator's enrolled key signed it`() throws {
        let trust = try TestTrust()
        let leader = try #require(trust.root.aggregator("leader"))
        let helper = try #require(trust.root.aggregator("helper"))
        let key = try #require(trust.enrolment.aggregatorKeys["leader"])
        let signed = try SignedHpkeConfig(config: [1, 2, 3], aggregator: "leader", key: key)
        #expect(try signed.verified(for: leader) == [1, 2, 3])
        #expect(try SignedHpkeConfig(bytes: signed.bytes).verified(for: leader) == [1, 2, 3])
        #expect(refusal { _ = try signed.verified(for: helper) }?.code == .serverSignature)
        let stranger = try SignedHpkeConfig(config: [1, 2, 3], aggregator: "leader", key: SigningKey())
        #expect(refusal { _ = try stranger.verified(for: leader) }?.code == .serverSignature)
        let swapped = try SignedHpkeConfig(
            bytes: JSONValue.object([
                "aggregator": "leader", "config": "BAUG",
                "signature": try #require(try JSONValue(parsing: signed.bytes)["signature"]),
            ]).canonicalBytes)
        #expect(swapped.config == [4, 5, 6])
        #expect(refusal { _ = try swapped.verified(for: leader) }?.code == .serverSignature)
        let impostor = try SignedHpkeConfig(config: [1, 2, 3], aggregator: "helper", key: key)
        #expect(refusal { _ = try impostor.verified(for: helper) }?.code == .serverSignature)
    }
}

/// A folder that goes away with the value.
final class TemporaryFolder {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "regie-governance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: url) }
}
