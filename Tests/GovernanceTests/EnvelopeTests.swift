// SPDX-License-Identifier: Apache-2.0
//
// Envelopes: the pre-authentication encoding is DSSE's, checked by signing what its specification says.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct EnvelopeTests {
    @Test func `an envelope signs DSSE's pre-authentication encoding`() throws {
        let key = SigningKey()
        let payload = Array("hello world".utf8)
        let envelope = try Envelope(
            signing: payload, type: "http://example.com/HelloWorld", keyID: "public-1", key: key)
        let encoding = Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8)
        #expect(key.verificationKey.isValid(signature: envelope.signature, for: encoding))
        #expect(envelope.isSigned(by: key.verificationKey, type: "http://example.com/HelloWorld"))
        #expect(!envelope.isSigned(by: key.verificationKey, type: "http://example.com/Hello"))
        #expect(!envelope.isSigned(by: SigningKey().verificationKey, type: "http://example.com/HelloWorld"))
    }

    @Test func `an envelope with two signatures, or other base64, is refused`() throws {
        let trust = try TestTrust()
        let good = try trust.vote(trust.ballot(on: TextHash.of("x")), "public-1").json
        let members = try #require(good.object)
        let signature = try #require(members["signatures"]?.array?.first)
        let payload = try #require(members["payload"]?.string)
        let changes: [(String, JSONValue)] = [
            ("signatures", [signature, signature]), ("signatures", []), ("signatures", "x"),
            ("payload", .string(payload + "\n")), ("payload", "é"), ("payload", 1), ("extra", "x"),
        ]
        #expect(try SignedVote(json: good).json == good)
        for (name, value) in changes {
            let changed = JSONValue.object(members.merging([name: value]) { _, new in new })
            #expect(refusal { _ = try SignedVote(json: changed) }?.code == .malformedDocument)
        }
    }
}
