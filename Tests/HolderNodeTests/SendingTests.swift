// SPDX-License-Identifier: Apache-2.0
//
// Sealed reports on their way (G9): kept before they are sent, the same bytes at each try, until they are taken.

import DAP
import Governance
import HolderNode
import Studies
import Testing
import TrustFixture

@Suite struct SendingTests {
    private static let kept = """
        SELECT encode(task_id, 'hex') || ' ' || encode(report, 'hex') || ' ' || sent AS x FROM regie.reports
        ORDER BY task_id
        """

    @Test func `G9 a report is kept before it is sent`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            holder.network.answer("\(holder.leader)/tasks/") { request in
                // What the holder's database holds at this very moment.
                let body = request.body.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                let lines = try await holder.read(Self.kept)
                return Exchange.Response(status: lines.contains { $0.hasSuffix(" \(body) false") } ? 200 : 500)
            }
            try await holder.poll()
            let lines = try await holder.read(Self.kept)
            #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(" true") })
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test(arguments: [
        (400, "untrustedReport"), (404, "unrecognizedTask"), (401, "unauthorizedRequest"), (500, ""), (302, ""),
    ])
    func `G9 a refused upload goes out again, the same bytes, and no record is read again`(
        status: Int, problem: String
    ) async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            try holder.register.mandate()
            let document = DAPError.Kind(rawValue: problem).map { DAPError($0, "no").problemDocument } ?? []
            holder.network.answer("\(holder.leader)/tasks/", document, status: status)
            let error = await #expect(throws: HolderError.self) { try await holder.poll() }
            #expect(error?.code == .reportRefused)
            #expect(
                error?.message.hasSuffix("with status \(status)" + (problem.isEmpty ? "" : " (\(problem))")) == true)
            let first = holder.takeRequests().uploads
            #expect(first.count == 2)
            #expect(try await holder.read(Self.kept).allSatisfy { $0.hasSuffix(" false") })

            try await holder.run("DROP TABLE trips")
            holder.network.answer("\(holder.leader)/tasks/", [])
            try await holder.poll(after: 5)
            #expect(holder.takeRequests().uploads == first)
            #expect(try await holder.read(Self.kept).allSatisfy { $0.hasSuffix(" true") })
            try await holder.poll(after: 9)
            #expect(holder.takeRequests().uploads.isEmpty)
        }
    }

    @Test func `G9 a leader that gives no answer is asked again, and the other report isn't held up`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            let lost = "\(holder.leader)/tasks/\(try #require(mandate.tasks.first).idText)/"
            holder.network.isUnreachable(lost)
            await #expect(throws: Unreachable.self) { try await holder.poll() }
            let first = holder.takeRequests().uploads
            #expect(first.count == 2)
            #expect(try await holder.read(Self.kept).count { $0.hasSuffix(" true") } == 1)
            // Away too, but what is sealed doesn't wait for the broker.
            holder.network.isUnreachable("\(holder.register.address)/checkpoint")
            holder.network.answer(lost, [])
            await #expect(throws: Unreachable.self) { try await holder.poll(after: 5) }
            #expect(holder.takeRequests().uploads == first.filter { $0.url.hasPrefix(lost) })
            #expect(try await holder.read(Self.kept).allSatisfy { $0.hasSuffix(" true") })
        }
    }
}
