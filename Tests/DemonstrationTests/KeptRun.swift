// SPDX-License-Identifier: Apache-2.0
//
// One demonstration without noise that submits every study of the catalogue which the policies allow, kept with
// the state of all parties; its database server runs again while the tests of a suite look into it.

import Foundation
import Governance
import PostgreSQL
import Sandbox
import Studies
import Testing

struct KeptRun: Sendable {
    @TaskLocal static var current: KeptRun?

    let output: URL
    let cluster: PrivateCluster
    let plans: [Plan]
    let threshold: Int64

    var state: URL { output.appending(path: "state") }

    func withDatabase<Result>(
        _ name: String, _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        let connection = try await Connection.connect(cluster.superuser(database: name))
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// A holder's own bounded table by the one SQL statement: for each measure, a number for each cell.
    func vectors(of holder: String, for plan: Plan) async throws -> [[Int64]] {
        try await withDatabase(holder) { connection in
            var vectors = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
            for row in try await connection.execute(plan.statement.bounded) {
                let cell = try row.int("cell")
                for (index, measure) in plan.measures.enumerated() {
                    vectors[index][cell] += Int64(try row.int(measure.name))
                }
            }
            return vectors
        }
    }
}

/// Makes the run before a suite's tests and removes it after them.
struct KeptRunTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let catalogue = try Catalogue()
            let plans = try catalogue.allowedPlans()
            let output = scratch.appending(path: "out")
            _ = try await DemonstrationTests.complete(
                ["--no-noise", "--keep", "--output", output.path] + DemonstrationTests.people
                    + plans.flatMap { ["--study", $0.study.id] }, in: scratch)
            let cluster = try await PrivateCluster.start(stateDirectory: output.appending(path: "state/postgresql"))
            let run = KeptRun(
                output: output, cluster: cluster, plans: plans, threshold: Int64(catalogue.texts.charter.threshold))
            do {
                try await KeptRun.$current.withValue(run) { try await function() }
            } catch {
                await cluster.stop()
                throw error
            }
            await cluster.stop()
        }
    }
}

extension Trait where Self == KeptRunTrait {
    static var keptRun: KeptRunTrait { KeptRunTrait() }
}

/// The files that planners, policy writers and trustees edit.
struct Catalogue {
    let texts: Enrolment.Texts
    private let policy: String
    private let datasets: [Dataset]

    init() throws {
        texts = try Enrolment.Texts(
            charter: Self.text("trustees/charter.yaml"), roster: Self.text("trustees/roster.yaml"),
            schema: Self.text("policies/schema.cedarschema"), floors: Self.text("policies/charter.cedar"))
        policy = try ["mobility", "energy"].map { try Self.text("policies/\($0).cedar") }.joined(separator: "\n")
        let sandbox = try Sandbox(seed: 0, people: 1)
        datasets = try contents(of: packageRoot.appending(path: "datasets")).map { name in
            try Dataset(
                dataPackage: Data(Self.text("datasets/\(name)/datapackage.json").utf8), territory: sandbox.territory,
                referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
    }

    /// Every study of a dataset's folder itself; those below `refused/` are there to be refused.
    func allowedPlans() throws -> [Plan] {
        try datasets.flatMap(allowedPlans)
    }

    private func allowedPlans(of dataset: Dataset) throws -> [Plan] {
        let folder = packageRoot.appending(path: "datasets/\(dataset.id)/studies")
        return try contents(of: folder).filter { $0.hasSuffix(".yaml") }.compactMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let plan = try Planner.plan(Study(yaml: text, file: file), dataset: dataset, file: file)
            let today = try #require(Moment(Date())).day
            let decision = try Decisions.foresee(
                plan: plan, policy: policy, file: "policies", texts: texts, on: today)
            return decision.verdict == .allowed ? plan : nil
        }
    }
}
