// SPDX-License-Identifier: Apache-2.0
//
// One person's counts scaled by SQLite, as a citizen's cloud would, and natively: the same bits. Needs the `sqlite3`
// command line with its mathematical functions; skipped with one clear line where it is absent.

import DisclosureControl
import Foundation
import RegieTesting
import Testing

@Suite struct NormInSQLiteTests {
    /// What `sqlite3` prints for a script on an empty database in memory; nil, after saying so, when it isn't there.
    static func sqlite(_ script: String) throws -> [String]? {
        let program = "/usr/bin/sqlite3"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            print("skipped: no \(program); install the package sqlite3 to compare with SQLite")
            return nil
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-batch", "-bail", ":memory:"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.split(separator: "\n").map(String.init)
    }

    /// Each person's counts, scaled, in the order of persons and cells.
    static func scaledBySQLite(_ people: [[Int64]], _ norm: NormBound) throws -> [Int64]? {
        let rows = people.enumerated().flatMap { person, counts in
            counts.enumerated().map { "(\(person), \($0), \($1))" }
        }
        let lines = try sqlite(
            """
            CREATE TABLE counts (person, cell, k);
            INSERT INTO counts VALUES \(rows.joined(separator: ", "));
            SELECT \(norm.statement(count: "k", squares: "s")) FROM (
              SELECT person, cell, k, sum(k * k) OVER (PARTITION BY person) AS s FROM counts
            ) ORDER BY person, cell;
            """)
        return lines?.compactMap { Int64($0) }
    }

    @Test(arguments: [(6, 10), (2, 10), (1, 0), (20_000, 0), (31, 10)] as [(Int64, Int)])
    func `One person's counts are scaled to the same bits in SQLite`(bound: Int64, bits: Int) throws {
        let norm = try NormBound(bound: bound, fractionBits: bits)
        var generator = SeededGenerator(seed: 43)
        let people = (0..<400).map { person in
            let most = person % 10 == 0 ? norm.largestStatedCount : Int64(1) << Int64(person % 12)
            return (0..<(1 + person % 9)).map { _ in Int64.random(in: 0...most, using: &generator) }
        }
        guard let scaled = try Self.scaledBySQLite(people, norm) else { return }
        #expect(scaled == (try people.flatMap { try norm.scaled($0) }))
    }

    /// Whole quotients, where floating point could fall a step short or go a step too far.
    @Test func `Pythagorean counts are scaled to the same bits in SQLite`() throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        let people: [[Int64]] = [
            [3, 4], [6, 8], [5, 12], [8, 15], [48, 55], [1, 1, 1, 1], [0, 0], [7], [6], [0, 9],
        ]
        #expect(try norm.scaled([6, 8]) == [3686, 4915])
        #expect(try norm.scaled([7]) == [6144])
        guard let scaled = try Self.scaledBySQLite(people, norm) else { return }
        #expect(scaled == (try people.flatMap { try norm.scaled($0) }))
    }

    @Test func `A fixed point rounds to the nearest whole`() throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        #expect([0, 511, 512, 1535, 1536, -512, -513, -1536].map { norm.whole($0) } == [0, 0, 1, 1, 2, 0, -1, -1])
        #expect(try NormBound(bound: 6, fractionBits: 0).whole(-7) == -7)
    }
}
