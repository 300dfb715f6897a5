// SPDX-License-Identifier: Apache-2.0
//
// The bounded query of a holder beside the plain GROUP BY of the same table in the same PostgreSQL, in interleaved
// rounds of one run; its memory over one million and five million rows; exact Gaussian draws.
//
// Use: HolderBench [rounds, default 5] [rows, default 5000000] [quick: without the two slow queries]. PEERS_DATA
// names a folder with a trips.csv to load instead of generated rows. Ends with an error when the two ways of bounding
// don't give the same table.

import DisclosureControl
import Foundation
import HolderNode
import PostgreSQL
import Studies

/// Like the peers' server.
func settings() -> ClusterSettings {
    var settings = ClusterSettings()
    settings.isDurable = false
    settings.isEphemeral = true
    settings.server = [
        "shared_buffers": "1GB", "effective_cache_size": "8GB", "maintenance_work_mem": "512MB",
        "max_wal_size": "4GB", "checkpoint_timeout": "30min", "autovacuum": "off", "work_mem": "512MB",
    ]
    return settings
}

struct HolderBench {
    /// Times the plain query's.
    let goal = 2.2
    let plan: Plan
    let parameters: ConnectionParameters
    let first: Connection
    let second: Connection

    init(_ parameters: ConnectionParameters) async throws {
        plan = try BenchPlan.plan()
        self.parameters = parameters
        first = try await Connection.connect(parameters)
        second = try await Connection.connect(parameters)
    }

    /// Loads the rows, in one person of a hundred an objection, and a table of the first million rows.
    func load(rows: Int) async throws -> Int {
        let file = ProcessInfo.processInfo.environment["PEERS_DATA"].map { URL(filePath: $0 + "/trips.csv") }
        let known = file.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
        try await first.executeScript(
            BenchTable.definition("trips") + "CREATE TABLE objections (person_id integer PRIMARY KEY);")
        let count = try await BenchTable.load(known, rows: rows, over: first)
        try await first.executeScript(
            """
            INSERT INTO objections SELECT i FROM generate_series(0, \(BenchTable.persons - 1), 100) AS i;
            CREATE SCHEMA small; CREATE TABLE small.trips AS SELECT * FROM trips LIMIT \(min(count, 1_000_000));
            """)
        for table in ["trips", "small.trips", "objections"] {
            try await first.execute("VACUUM (ANALYZE, FREEZE) \(table)")
        }
        return count
    }

    func plain(_ more: String = "") async throws {
        _ = try await first.execute("SELECT \(BenchPlan.cells), count(*) AS n\(more) FROM trips GROUP BY 1, 2, 3")
    }

    func clipped() async throws -> PlanRun {
        try await PlanRunner(plan: plan, table: "trips").run(on: first, and: second)
    }

    func boundedInSQL() async throws -> [[Int64]] {
        let rows = try await first.execute(plan.statement.bounded)
        var vectors = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
        for row in rows {
            for (index, measure) in plan.measures.enumerated() {
                vectors[index][try row.int("cell")] = Int64(try row.int(measure.name))
            }
        }
        return vectors
    }

    func contenders(_ isQuick: Bool) -> [Contender] {
        let fast = [
            Contender(name: "plain GROUP BY") { try await plain() },
            Contender(name: "bounded, this holder") { _ = try await clipped() },
        ]
        let slow = [
            Contender(name: "plain, distinct people") { try await plain(", count(DISTINCT person_id) AS people") },
            Contender(name: "bounded in SQL") { _ = try await boundedInSQL() },
        ]
        return isQuick ? fast : fast + slow
    }

    func compare(rounds: Int, isQuick: Bool) async throws {
        let contenders = contenders(isQuick)
        let times = try await Measurement.rounds(rounds, contenders).map(Measurement.median)
        for (contender, time) in zip(contenders, times) {
            let name = contender.name.padding(toLength: 26, withPad: " ", startingAt: 0)
            print("\(name)\(Measurement.text(time, 3)) s   x \(Measurement.text(time / times[0], 2))")
        }
        let verdict = times[1] <= goal * times[0] ? "met" : "not met"
        print("goal: bounded by this holder at most x \(Measurement.text(goal, 1)): \(verdict)")
    }

    /// Peak memory of this process while it bounds a table.
    func memory(schema: String) async throws -> (rows: Int, units: Int, peak: Int) {
        for connection in [first, second] {
            try await connection.executeScript("SET search_path = \(schema)")
        }
        Measurement.resetPeakMemory()
        let run = try await clipped()
        return (run.recordCount, run.unitCount, Measurement.peakMemory())
    }
}

func draws() throws {
    let variance = try NoiseVariance(sensitivitySquared: 36, rhoMicro: 100_000)
    let noise = try DiscreteGaussian(variance: variance)
    let start = ContinuousClock.now
    let drawn = noise.sampleVector(count: 1_000_000)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let sigma = Measurement.text(variance.standardDeviation, 1)
    print("exact discrete Gaussian, sigma \(sigma): \(Int(Double(drawn.count) / seconds)) draws a second")
}

func bench(_ cluster: PrivateCluster, rounds: Int, rows: Int, isQuick: Bool) async throws {
    var generator = SystemRandomNumberGenerator()
    let parameters = try await cluster.createDatabase("bench", password: Secret(using: &generator))
    let bench = try await HolderBench(parameters)
    let count = try await bench.load(rows: rows)
    print("\(count) rows, \(bench.plan.cellCount) cells, \(rounds) rounds, medians")
    for schema in ["small, public", "public"] {
        let (rows, units, peak) = try await bench.memory(schema: schema)
        print("memory: \(rows) rows kept of \(units) people, peak \(peak / 1024) MB")
    }
    guard try await bench.clipped().vectors == bench.boundedInSQL() else {
        throw BenchFailure(message: "the holder's table and the one bounded in SQL differ")
    }
    try await bench.compare(rounds: rounds, isQuick: isQuick)
    try draws()
    await bench.second.close()
    await bench.first.close()
}

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let state = FileManager.default.temporaryDirectory.appending(path: "regie-bench-\(UUID().uuidString)")
let cluster = try await PrivateCluster.start(stateDirectory: state, settings: settings())
do {
    try await bench(
        cluster, rounds: arguments.first ?? 5, rows: arguments.dropFirst().first ?? 5_000_000,
        isQuick: CommandLine.arguments.contains("quick"))
    await cluster.stop()
} catch {
    await cluster.stop()
    FileHandle.standardError.write(Data("HolderBench: \(error)\n".utf8))
    exit(1)
}
