// SPDX-License-Identifier: Apache-2.0
//
// The table that is measured: people with a heavy-tailed number of trips, habits between home and work, and a
// background that falls with distance. Rows come from a CSV file (`person_id,origin_zone,dest_zone,hour,mode`, with
// its header), or else from a seeded generator of the same shape.

import Foundation
import PostgreSQL
import RegieTesting

struct BenchTable {
    static let zones = 28
    static let persons = 200_000

    /// `departed_on` takes no room: it fills what alignment leaves.
    static func definition(_ name: String) -> String {
        """
        CREATE TABLE \(name) (
            person_id integer NOT NULL, origin_zone smallint NOT NULL, dest_zone smallint NOT NULL,
            hour smallint NOT NULL, mode smallint NOT NULL, departed_on date NOT NULL DEFAULT DATE '2026-03-02');
        """
    }

    static let copy = "COPY trips (person_id, origin_zone, dest_zone, hour, mode) FROM STDIN (FORMAT csv, HEADER"

    /// Loads all of a file, or so many generated rows, in the order of nothing.
    static func load(_ file: URL?, rows: Int, over connection: Connection) async throws -> Int {
        if let file {
            let handle = try FileHandle(forReadingFrom: file)
            let chunks = Chunks { try handle.read(upToCount: 1 << 20).map { Array($0) } }
            return try await connection.copyIn("\(copy) true)") { try chunks.next() }
        }
        let trips = GeneratedTrips(rows: rows, seed: 20_260_302)
        let chunks = Chunks { trips.nextChunk() }
        return try await connection.copyIn("\(copy) false)") { try chunks.next() }
    }
}

/// Chunks for one COPY, pulled by the connection's thread alone.
private final class Chunks: @unchecked Sendable {
    private let pull: () throws -> [UInt8]?

    init(_ pull: @escaping () throws -> [UInt8]?) { self.pull = pull }

    func next() throws -> [UInt8]? { try pull() }
}

/// Rows as CSV: a person by a log-normal activity; then to work (28 %), home from work (27 %), out from home (20 %),
/// or anywhere (25 %).
private final class GeneratedTrips {
    private var left: Int
    private var generator: SeededGenerator
    /// Cumulated activity of the persons, ends in 1.
    private let activity: [Double]
    /// Cumulated weight of the zones, ends in 1.
    private let attraction: [Double]
    private let homes: [Int]
    private let works: [Int]

    init(rows: Int, seed: UInt64) {
        left = rows
        var draws = SeededGenerator(seed: seed)
        activity = Self.cumulated((0..<BenchTable.persons).map { _ in exp(Self.normal(&draws)) })
        let zones = Self.cumulated((0..<BenchTable.zones).map { _ in exp(0.9 * Self.normal(&draws)) })
        attraction = zones
        homes = (0..<BenchTable.persons).map { _ in Self.pick(zones, &draws) }
        works = (0..<BenchTable.persons).map { _ in Self.pick(zones, &draws) }
        generator = draws
    }

    /// Ten thousand rows at most; nil at the end.
    func nextChunk() -> [UInt8]? {
        guard left > 0 else { return nil }
        var text = ""
        for _ in 0..<min(left, 10_000) { text += row() }
        left -= min(left, 10_000)
        return Array(text.utf8)
    }

    private func row() -> String {
        let person = Self.pick(activity, &generator)
        let (home, work) = (homes[person], works[person])
        let kind = Double.random(in: 0..<1, using: &generator)
        let mode = Int.random(in: 0..<6, using: &generator)
        var (from, to, hour) = (Self.pick(attraction, &generator), Self.pick(attraction, &generator), 14.0)
        var spread = 4.5
        switch kind {
        case ..<0.28: (from, to, hour, spread) = (home, work, 8, 1.2)
        case ..<0.55: (from, to, hour, spread) = (work, home, 17.5, 1.5)
        case ..<0.75: from = home
        default: break
        }
        let time = min(23, max(0, Int((hour + spread * Self.normal(&generator)).rounded())))
        return "\(person),\(from),\(to),\(time),\(mode)\n"
    }

    private static func cumulated(_ weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        var sum = 0.0
        return weights.map { weight in
            sum += weight / total
            return sum
        }
    }

    private static func pick(_ cumulated: [Double], _ generator: inout SeededGenerator) -> Int {
        let target = Double.random(in: 0..<1, using: &generator)
        var (low, high) = (0, cumulated.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulated[middle] <= target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Box and Muller; for test data only, never for noise.
    private static func normal(_ generator: inout SeededGenerator) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
}
