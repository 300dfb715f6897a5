// SPDX-License-Identifier: Apache-2.0
//
// From mandate to publication, with a leader that is slow, refuses, answers twice or answers something else.

import Broker
import DAP
import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct CollectingTests {
    /// Every cell above the threshold for two holders, the first one more so.
    private let totals = [Int64](repeating: 40, count: 81)

    /// A broker whose flow map is waiting for the holders.
    private func withMandate(_ body: (TestBroker, Mandate) async throws -> Void) async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            try await body(broker, broker.submit())
        }
    }

    @Test func `a study is published once its totals are there, and not before`() async throws {
        try await withMandate { broker, mandate in
            for task in try mandate.taskParameters() { broker.leader.answer(broker.collection(task), [], status: 202) }
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "running")
            #expect(broker.published().isEmpty)
            let asked = broker.leader.takeRequests()
            #expect(asked.map(\.method) == [.post])
            #expect(asked[0].headers["Authorization"] == "Bearer \(TestBroker.collectorToken)")
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "published")
            let flows = try #require(broker.published()["flow-map/flows.csv"])
            #expect(String(decoding: flows, as: UTF8.self).contains("A,B,40"))
        }
    }

    @Test func `G9 a collector that asks again after a crash publishes nothing else`() async throws {
        try await withMandate { broker, mandate in
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            let first = broker.published()
            #expect(first.count > 5)
            _ = broker.leader.takeRequests()
            // Published studies are not asked for again.
            try await broker.node.advance()
            #expect(broker.leader.takeRequests().isEmpty)
            // It was killed after writing the pages, before it wrote down that it had; another day has come, which
            // pages made anew would show.
            try await broker.pool.withConnection { connection in
                _ = try await connection.execute("UPDATE studies SET state = 'running' WHERE id = 'flow-map'")
            }
            broker.clock.pass(80_000)
            try await broker.node.advance()
            #expect(broker.leader.takeRequests().count == 2)
            #expect(try await broker.state(of: "flow-map") == "published")
            #expect(broker.published() == first)
        }
    }

    @Test func `a leader that refuses, is away or answers something else leaves the study waiting`() async throws {
        try await withMandate { broker, mandate in
            let task = try #require(mandate.taskParameters().first)
            let url = broker.collection(task)
            try broker.answerCollections(of: mandate, totals, reportCount: 1)
            await #expect(throws: DAPError(.batchMismatch, "")) { try await broker.node.advance() }
            broker.leader.answer(url, DAPError(.unauthorizedRequest, "no").problemDocument, status: 401)
            await #expect(throws: DAPError.self) { try await broker.node.advance() }
            broker.leader.answer(url, [1, 2, 3])
            await #expect(throws: DAPError.self) { try await broker.node.advance() }
            broker.leader.isUnreachable(url)
            await #expect(throws: Unreachable.self) { try await broker.node.advance() }
            #expect(try await broker.state(of: "flow-map") == "running")
            #expect(broker.published().isEmpty)
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "published")
        }
    }

    @Test func `one study that waits doesn't hold up another`() async throws {
        try await withMandate { broker, mandate in
            let other = try await broker.submit(TestStudy.flowMap.replacing("id: flow-map", with: "id: again"))
            let waiting = try #require(mandate.taskParameters().first)
            try broker.answerCollections(of: other, totals)
            broker.leader.isUnreachable(broker.collection(waiting))
            await #expect(throws: Unreachable.self) { try await broker.node.advance() }
            #expect(try await broker.state(of: "again") == "published")
            #expect(try await broker.state(of: "flow-map") == "running")
        }
    }

    @Test func `G11 a mandate that has ended is collected no more`() async throws {
        try await withMandate { broker, mandate in
            try broker.answerCollections(of: mandate, totals)
            broker.clock.pass(broker.trust.root.charter.mandateSeconds)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "failed")
            #expect(broker.leader.takeRequests().isEmpty)
            #expect(broker.published().isEmpty)
        }
    }

    @Test func `G4 a publication shows no cell below the threshold`() async throws {
        try await withMandate { broker, mandate in
            var few = totals
            few[1] = 21
            try broker.answerCollections(of: mandate, few)
            try await broker.node.advance()
            let flows = String(decoding: try #require(broker.published()["flow-map/flows.csv"]), as: UTF8.self)
            #expect(!flows.contains("A,B,") && flows.contains("A,C,40"))
        }
    }

    @Test func `G4 what one study withheld, a later one over the same records does not tell`() async throws {
        try await withMandate { broker, mandate in
            var few = totals
            few[1] = 21
            try broker.answerCollections(of: mandate, few)
            try await broker.node.advance()
            // By now the same question would have an answer: the earlier table's silence must not be undone.
            let again = try await broker.submit(TestStudy.flowMap.replacing("id: flow-map", with: "id: again"))
            try broker.answerCollections(of: again, totals)
            try await broker.node.advance()
            let flows = String(decoding: try #require(broker.published()["again/flows.csv"]), as: UTF8.self)
            #expect(!flows.contains("A,B,") && flows.contains("A,C,40"))
        }
    }

    @Test func `G9 a release made again after a crash is laid beside those before it, not those after it`() async throws
    {
        try await withMandate { broker, mandate in
            try broker.answerCollections(of: mandate, totals)
            // The first one's release is written down, and its pages can't be: a file is where they should go.
            var stuck = broker
            stuck.publications = broker.publications.appending(path: "file/pages")
            try Data().write(to: broker.publications.appending(path: "file"))
            try? await stuck.node.advance()
            #expect(await broker.state.register.state.mandates[mandate.id]?.publication == nil)
            var few = totals
            few[1] = 21
            let again = try await broker.submit(TestStudy.flowMap.replacing("id: flow-map", with: "id: again"))
            try broker.answerCollections(of: again, few)
            try await broker.node.advance()
            try await broker.pool.withConnection { connection in
                _ = try await connection.execute("UPDATE studies SET state = 'running' WHERE id = 'flow-map'")
            }
            try await broker.node.advance()
            let flows = String(decoding: try #require(broker.published()["flow-map/flows.csv"]), as: UTF8.self)
            #expect(flows.contains("A,B,40"))
        }
    }

    @Test func `G4 a table of which nothing would remain is refused with a sentence`() async throws {
        try await withMandate { broker, mandate in
            try broker.answerCollections(of: mandate, [Int64](repeating: 3, count: 81))
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "unpublishable")
            #expect(broker.published().isEmpty)
        }
    }
}
