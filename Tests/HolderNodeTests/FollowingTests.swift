// SPDX-License-Identifier: Apache-2.0
//
// A holder under a register that is stale, older than before, forked, changed on its way or cosigned by too few (G11),
// and what it does by what the register says: policies, suspensions, refusals (G5).

import DAP
import Governance
import HolderNode
import Studies
import Testing
import TransparencyLog
import TrustFixture

@Suite struct FollowingTests {
    @Test func `G11 without a checkpoint that every college's witness cosigned nothing runs`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            try holder.register.publish(absent: 1)
            await #expect(throws: LogError(.quorum, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            holder.register.serveCheckpoint([])
            await #expect(throws: LogError(.note, "", help: "")) { try await holder.poll() }
            holder.network.answer("\(holder.register.address)/checkpoint", [], status: 404)
            await #expect(throws: LogError(.absent, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            try holder.register.publish()
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test func `G11 a checkpoint cosigned too long ago, or in the future, stops everything`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            let age = holder.trust.root.charter.checkpointSeconds
            await #expect(throws: LogError(.stale, "", help: "")) { try await holder.poll(after: age + 1) }
            try holder.register.publish(at: holder.register.scene.now.adding(seconds: 61))
            await #expect(throws: LogError(.quorum, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            try holder.register.publish()
            try await holder.poll(after: age)
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test func `G11 an older checkpoint than one seen is refused, after a restart too`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let old = holder.register.checkpoint
            try holder.register.grow { try $0.adoptPolicy(id: "mobility-2") }
            try await holder.poll()
            _ = try holder.register.mandate()
            holder.register.serveCheckpoint(old)
            await #expect(throws: LogError(.rollback, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            // The same tree under older cosignatures would hide that time went by.
            try holder.register.publish()
            try await holder.poll(after: 5)
            try holder.register.publish(at: holder.register.scene.now.adding(seconds: -1))
            await #expect(throws: GovernanceError(.checkpointRolledBack, "", help: "")) {
                try await holder.poll(after: 5)
            }
        }
    }

    @Test func `G11 a second history is refused, whatever its size`() async throws {
        let scene = try RegisterCase.adopted()
        try await AskedHolder.with(scene, records: Fixture.people(12)) { holder in
            try holder.register.grow { try $0.deposit("mine", .policy, $0.store("a text")) }
            try await holder.poll()
            let other = try ServedRegister(scene, over: FalseNetwork())
            let size = holder.register.scene.records.count
            while other.scene.records.count < size {
                try other.grow { try $0.deposit("other-\($0.records.count)", .policy, $0.store("another text")) }
            }
            for _ in 0..<2 {
                holder.register.serveFiles(of: other)
                let now = other.scene.now.secondsSinceEpoch - holder.register.scene.now.secondsSinceEpoch
                await #expect(throws: LogError(.fork, "", help: "")) { try await holder.poll(after: max(0, now)) }
                try other.grow { try $0.deposit("other-\($0.records.count)", .policy, $0.store("another text")) }
            }
        }
    }

    @Test func `G5 a record changed on its way is refused before it is read`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            let (address, bundles) = (holder.register.address, "\(holder.register.address)/tile/entries/")
            let size = holder.register.scene.records.count
            var records = holder.register.scene.records
            records[size - 1][40] ^= 1
            let altered = records.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
            holder.network.answer(bundles, altered)
            await #expect(throws: LogError(.tile, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            holder.network.answer(
                bundles, holder.register.scene.records.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 })
            holder.network.answer("\(address)/tile/0/", [UInt8](repeating: 7, count: 32 * size))
            await #expect(throws: LogError(.tile, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            #expect(mandate.holders.map(\.id).contains("bus"))
        }
    }

    @Test func `G5 a mandate under an older policy than the one in force is refused`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let old = try holder.register.mandate()
            try holder.register.grow { scene in
                try scene.adoptPolicy(TestTrust.policyText() + "\n// Another text.\n", id: "mobility-2")
            }
            try await holder.poll()
            #expect(try await holder.refused == [old.id: "mandate-old-policy"])
            #expect(holder.takeRequests().uploads.isEmpty)
        }
    }

    @Test func `G5 a mandate whose rule is suspended waits, and runs once a ballot has lifted it`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            let rules = mandate.decision.clauses.map(\.rule)
            let suspension = try holder.register.grow { scene in
                let officer = try #require(scene.trust.root.officer?.officer.id)
                let suspension = Suspension(
                    id: "pause-1", policyHash: try #require(scene.state.policy?.hash), rules: rules,
                    reason: Localized("A complaint."), signatory: officer, at: scene.now)
                try scene.follow(.suspension(suspension), by: officer)
                return suspension
            }
            await #expect(throws: GovernanceError(.mandateSuspended, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            try holder.register.grow { try $0.hold("lift-1", .lifting, suspension.hash) }
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test func `G5 a withdrawn study is answered no more`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            try holder.register.grow { scene in
                try scene.follow(
                    .withdrawal(
                        StudyWithdrawal(study: mandate.study.id, reason: Localized("Not needed."), at: scene.now)))
            }
            try await holder.poll()
            #expect(try await holder.refused == [mandate.id: "mandate-withdrawn"])
            #expect(holder.takeRequests().uploads.isEmpty)
        }
    }

    @Test func `G5 a refusal is signed for the register, again until the broker has taken it`() async throws {
        try await AskedHolder.with { holder in
            let name = try holder.register.forgedMandate("body.noised", with: false)
            holder.network.answer("\(holder.broker)/records", [], status: 503)
            await #expect(throws: HolderError(.refusalNotTaken, "")) { try await holder.poll() }
            holder.network.answer("\(holder.broker)/records", [])
            _ = holder.takeRequests()
            try await holder.poll(after: 2)
            let sent = try #require(holder.takeRequests().first)
            let envelope = try Envelope(json: JSONValue(parsing: sent.body))
            guard case .holderRefusal(let refusal) = try Statement(envelope: envelope) else {
                Issue.record("no refusal was sent")
                return
            }
            #expect(refusal.mandate == name && refusal.holder == "bus" && refusal.reason.en.contains("mandate-noise"))
            let taken = try holder.register.grow { scene in
                scene.log(try RegisterRecord(envelope, loggedAt: scene.now)).isEmpty
            }
            #expect(taken)
            try await holder.poll(after: 4)
            #expect(holder.takeRequests().isEmpty)
        }
    }
}
