// SPDX-License-Identifier: Apache-2.0
//
// A register of ballots that adopt nothing, written to a temporary file and read again record by record.

import Foundation
import Governance
import Studies

enum RegisterBench {
    static func run(records: Int) throws {
        let enrolment = try enrolment()
        let folder = FileManager.default.temporaryDirectory.appending(path: "register-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "records").path
        try RegisterWriting(enrolment: enrolment).write(records, to: file)

        var signatures: [RegisterRecord] = []
        try read(file) { bytes in
            if signatures.count < 10_000 { signatures.append(try RegisterRecord(bytes: bytes)) }
        }
        let floor = seconds {
            for record in signatures {
                guard let key = enrolment.root.seats.first(where: { $0.seat.id == record.signer })?.key else {
                    continue
                }
                precondition(record.isSigned(by: key))
            }
        }
        let votes = signatures.count { record in enrolment.root.seats.contains { $0.seat.id == record.signer } }
        print("signatures alone: \(text(floor / Double(votes) * 1e6)) µs each")
        signatures = []

        let before = peakMemory()
        let evidence = Array("The evidence.".utf8)
        var verifier = try RegisterVerifier(root: enrolment.root, catalogue: nil) { _ in evidence }
        let whole = try seconds { try read(file) { verifier.take($0) } }
        let state = verifier.state
        guard verifier.findings.isEmpty, state.size == records, let last = state.lastLogged else {
            print("not sound: \(verifier.findings.first?.sentence.en ?? "no record")")
            exit(1)
        }
        _ = verifier.finish(now: last)
        print(
            "\(records) records verified: \(text(whole)) s, \(text(whole / Double(records) * 1e6)) µs each; goal: 30 s")
        print(
            "memory: \(text(Double(peakMemory() - before) / 1024)) MiB more than before, \(state.ballots.count) ballots"
        )
    }

    private static func enrolment() throws -> Enrolment {
        func file(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
        return try Enrolment(
            fictitious: true,
            texts: Enrolment.Texts(
                charter: file("trustees/charter.yaml"), roster: file("trustees/roster.yaml"),
                schema: file("policies/schema.cedarschema"), floors: file("policies/charter.cedar")),
            aggregators: [
                .init(
                    id: "leader", name: "Leader", role: .leader, college: "public", administrator: "one",
                    url: "http://127.0.0.1:8001"),
                .init(
                    id: "helper", name: "Helper", role: .helper, college: "private", administrator: "two",
                    url: "http://127.0.0.1:8002"),
            ], holders: [], brokerURL: "http://127.0.0.1:8000")
    }

    /// Each record is a line: canonical JSON has no line break in it.
    private static func read(_ path: String, _ take: ([UInt8]) throws -> Void) throws {
        guard let file = fopen(path, "r") else { throw CocoaError(.fileReadUnknown) }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while case let length = getline(&line, &capacity, file), length > 0, let line {
            try take(UnsafeRawBufferPointer(start: line, count: length - 1).map { $0 })
        }
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let (seconds, attoseconds) = try clock.measure(work).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// In KiB.
    private static func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}

/// Ballots on enrolments that every seat abstains from.
private struct RegisterWriting {
    let enrolment: Enrolment

    func write(_ count: Int, to path: String) throws {
        guard let file = fopen(path, "w") else { throw CocoaError(.fileWriteUnknown) }
        defer { fclose(file) }
        var state = RegisterState(root: enrolment.root)
        var now = Moment(secondsSinceEpoch: 1_784_000_000) ?? Moment(secondsSinceEpoch: 0)!
        func log(_ statement: Statement, _ signer: String) throws {
            guard state.size < count, let key = enrolment.seatKeys[signer] ?? Optional(enrolment.brokerKey) else {
                return
            }
            let record = try RegisterRecord(statement, signer: signer, key: key, loggedAt: now)
            _ = state.apply(record, at: state.size)
            let line = record.bytes + [UInt8(ascii: "\n")]
            fwrite(line, 1, line.count, file)
        }
        try log(.founding(Founding(of: enrolment.root, at: now)), "broker")
        var number = 0
        while state.size < count {
            number += 1
            let (id, hash) = ("b-\(number)", TextHash.of("\(number)"))
            try log(
                .proposal(
                    Proposal(
                        id: id, subject: .enrolment, textHash: hash, evidenceHash: TextHash.of("The evidence."),
                        title: Localized("Ballot \(number)"), proposer: .trustee, proposedBy: "public-1", at: now)),
                "public-1")
            now = now.adding(seconds: 1) ?? now
            let ballot = try Ballot.open(
                id: id, subject: .enrolment, textHash: hash, evidenceHash: TextHash.of("The evidence."),
                root: enrolment.root, at: now)
            try log(.opening(BallotOpening(proposal: id, ballot: ballot)), "broker")
            for seat in enrolment.root.seats {
                try log(.vote(Vote(on: ballot, seat: seat.seat.id, choice: .abstain, at: now)), seat.seat.id)
            }
            now = ballot.closesAt
            guard state.size < count, let total = state.count(of: id, now: now) else { return }
            try log(
                .closing(
                    BallotClosing(
                        ballot: id, ballotHash: ballot.hash, count: total.json, timestamp: nil, at: now)), "broker")
        }
    }
}
