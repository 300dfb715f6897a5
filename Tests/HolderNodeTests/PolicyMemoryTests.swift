// SPDX-License-Identifier: Apache-2.0
//
// A holder remembers the newest policy that it has seen adopted: a broker can't lead it back to an older one.

import Governance
import HolderNode
import Studies
import Testing
import TrustFixture

@Suite struct PolicyMemoryTests {
    private static let hour: Int64 = 3_600

    /// Adopted an hour after the first.
    private func newer(_ scene: MandateCase, _ id: String = "mobility-2") throws -> PolicyInForce {
        try scene.trust.policies(ballot: id, at: #require(TestTrust.opening.adding(seconds: Self.hour)))
    }

    private func later(_ scene: MandateCase, _ seconds: Int64 = 0) -> Moment? {
        scene.now.adding(seconds: Self.hour + seconds)
    }

    @Test func `G5 a mandate under an older policy than one seen adopted is refused`() async throws {
        try await AskedHolder.with { holder in
            let scene = holder.scene
            let old = try scene.make(now: later(scene))
            let new = try scene.make(policies: newer(scene), now: later(scene, 1))
            let next = try scene.make(policies: newer(scene), now: later(scene, 2))
            holder.list(new)
            try await holder.poll(after: Self.hour + 5)
            // Another process, after a restart.
            holder.list(new, old, next)
            try await holder.poll(after: Self.hour + 9)
            #expect(try await holder.refused == [old.id: "mandate-old-policy"])
            #expect(try await holder.answered == [new.id, next.id])
        }
    }

    @Test func `G5 a policy is remembered from a mandate that asks somebody else`() async throws {
        try await AskedHolder.with { holder in
            let scene = holder.scene
            let bikes = TestStudy.flowMap.replacing("sources: [bus, bike]", with: "sources: [bike]")
            let new = try scene.make(bikes, policies: newer(scene), now: later(scene))
            let old = try scene.make(now: later(scene, 1))
            holder.list(new, old)
            try await holder.poll(after: Self.hour + 5)
            #expect(
                try await holder.refused == [new.id: "mandate-not-asked", old.id: "mandate-old-policy"])
        }
    }

    @Test func `a policy that was not adopted is not remembered`() async throws {
        try await AskedHolder.with { holder in
            let scene = holder.scene
            let good = try scene.make(now: later(scene))
            let document = try JSONValue(
                parsing: scene.make(policies: newer(scene), now: later(scene)).document)
            let unvoted = try scene.forged(document.replacing("body.policyBallot.votes", with: []))
            let name = ContentHash.hex(of: try #require(JSONValue(parsing: unvoted).at("body")).canonicalBytes)
            holder.list([(name, unvoted), (good.id, good.document)])
            try await holder.poll(after: Self.hour + 5)
            #expect(try await holder.refused == [name: "ballot"])
            #expect(try await holder.answered == [good.id])
        }
    }

    @Test func `before another policy is seen the older one holds`() async throws {
        try await AskedHolder.with { holder in
            let mandates = try (0..<2).map { try holder.scene.make(now: holder.scene.now.adding(seconds: $0)) }
            holder.list(mandates[0], mandates[1])
            try await holder.poll(after: 5)
            #expect(try await holder.answered.count == 2)
            #expect(try await holder.read("SELECT closed_at::text AS x FROM regie.adopted_policies").count == 1)
        }
    }
}
