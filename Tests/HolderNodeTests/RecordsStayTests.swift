// SPDX-License-Identifier: Apache-2.0
//
// Every byte that a holder hands to its network while it answers (G1). What is sent is known from the mandate
// alone: neither how many records there are, nor how many people, nor what any record says, can be seen in it.

import DAP
import Governance
import HolderNode
import PostgreSQL
import Studies
import Testing
import TrustFixture

@Suite struct RecordsStayTests {
    /// A mandate answered by a holder with these people.
    private func requests(people: Int, _ body: (AskedHolder, Mandate, [Exchange.Request]) async throws -> Void)
        async throws
    {
        try await AskedHolder.with(scene, records: Fixture.people(people)) { holder in
            let mandate = try holder.register.mandate()
            try await holder.poll()
            try await body(holder, mandate, holder.network.takeRequests())
        }
    }

    private let scene: RegisterCase

    init() throws { scene = try RegisterCase.adopted() }

    /// Method, address, headers and size: all of a request but the sealed bytes.
    private func outside(_ requests: [Exchange.Request]) -> [String] {
        requests.map { request in
            let headers = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "\(request.method.rawValue) \(request.url) \(headers) \(request.body.count)"
        }
    }

    @Test func `G1 what leaves a holder has the same form and size whatever its records are`() async throws {
        var seen: [[String]] = []
        for people in [0, 1, 300] {
            try await requests(people: people) { holder, mandate, requests in
                seen.append(outside(requests))
                let run = try await holder.node().run(mandate.plan)
                #expect(run.unitCount == people)
            }
        }
        #expect(seen.count == 3 && seen[0] == seen[1] && seen[1] == seen[2])
    }

    @Test func `G1 a holder sends its reports, each two sealed shares, and asks for public things: nothing else`()
        async throws
    {
        try await requests(people: 300) { holder, mandate, requests in
            let tasks = try mandate.taskParameters()
            let register = requests.filter { $0.url.hasPrefix(holder.register.address + "/") }
            #expect(register.count > 2 && register.allSatisfy { $0 == Exchange.Request(.get, $0.url) })
            let asked = [
                "\(holder.broker)/mandates/\(mandate.id)", "\(holder.leader)/hpke_config/signed",
                "\(holder.helper)/hpke_config/signed",
            ]
            let questions = requests.filter { $0.method == .get && !register.contains($0) }
            #expect(questions == asked.map { Exchange.Request(.get, $0) })
            #expect(requests.count == register.count + asked.count + tasks.count)
            for task in tasks {
                let url = "\(holder.leader)/tasks/\(task.id)/reports"
                let upload = try #require(requests.first { $0.url == url })
                #expect(upload.method == .post)
                #expect(upload.headers == ["Content-Type": MediaType.message("upload-req")])
                let report = try Report(decoding: upload.body)
                #expect(try report.encoded() == upload.body)
                #expect(report.metadata.time == task.batch.start)
                #expect(report.leaderShare.configID == 1 && report.helperShare.configID == 2)
                // They open with the aggregators' keys, and are shares of the task.
                #expect(try holder.vector(in: report, of: task).count == mandate.plan.cellCount)
            }
        }
    }

    @Test func `G1 neither a record nor the vector in clear is among the bytes that leave`() async throws {
        try await requests(people: 300) { holder, mandate, requests in
            let sent = requests.flatMap { request in
                Array("\(request.url) \(request.headers)".utf8) + request.body
            }
            let vectors = try await holder.node().run(mandate.plan).vectors
            #expect(vectors.allSatisfy { $0.count { $0 > 0 } > 3 })
            let needles = try await Self.needles(holder, mandate.plan) + vectors.flatMap(Self.needles)
            #expect(needles.count > 900)
            for needle in needles { #expect(!sent.holds(needle)) }
            // The search finds what is there.
            #expect(sent.holds(Array(mandate.id.utf8)) && (sent + needles[0]).holds(needles[0]))
        }
    }

    /// Texts of the records, and the numbers that stand for their people in the statement.
    private static func needles(_ holder: AskedHolder, _ plan: Plan) async throws -> [[UInt8]] {
        let texts = try await holder.read(
            """
            SELECT DISTINCT x FROM trips, LATERAL (VALUES (person_id), (card_id), (departed_at::text)) AS v (x)
            """)
        let numbers = try await holder.read(
            """
            SELECT DISTINCT encode(int8send(hashtextextended(person_id, \(CellChoice.key(of: plan.study)))), 'hex') AS x
            FROM trips
            """)
        return texts.map { Array($0.utf8) } + numbers.compactMap { ContentHash.bytes(ofHex: $0) }
    }

    /// A vector as text, as 64-bit integers and as elements of the field, three cells at a time.
    private static func needles(_ vector: [Int64]) -> [[UInt8]] {
        var needles = [Array(vector.map(String.init).joined(separator: ",").utf8)]
        for start in vector.indices.dropLast(2) where vector[start..<start + 3].allSatisfy({ $0 > 0 }) {
            let cells = vector[start..<start + 3].map { UInt64(clamping: $0) }
            let little = cells.map { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
            needles.append(little.flatMap { $0 })
            needles.append(little.flatMap { $0.reversed() })
            needles.append(little.flatMap { $0 + [UInt8](repeating: 0, count: 8) })
        }
        return needles
    }
}

extension [UInt8] {
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, count >= needle.count else { return false }
        return indices.dropLast(needle.count - 1).contains { start in
            self[start] == first && self[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
