// SPDX-License-Identifier: Apache-2.0
//
// The demonstration, step by step. Whatever fails, every process and the database server end with it and
// the output stays as it was.

import DAP
import Foundation
import Governance
import PostgreSQL
import Sandbox
import Studies

struct Demo: Sendable {
    let options: DemoCommand
    let output: DemoOutput
    let configuration: DemoConfiguration
    let progress = DemoProgress()

    func run() async throws {
        let started = ContinuousClock.now
        try output.prepare()
        do {
            let summary = try await runSteps()
            try output.finish(keepingState: options.keep)
            summary.print(output: output.directory, kept: options.keep, seconds: ContinuousClock.now - started)
        } catch {
            output.discard()
            throw error
        }
    }

    private func runSteps() async throws -> DemoSummary {
        let material = try await progress.step("Territory and people") { try DemoMaterial(options, configuration) }
        var settings = ClusterSettings()
        settings.isEphemeral = !options.keep
        let directory = output.state.appending(path: "postgresql")
        let cluster = try await progress.step("A private PostgreSQL, one database for each party") {
            try await PrivateCluster.start(stateDirectory: directory, settings: settings)
        }
        do {
            let summary = try await run(on: cluster, material)
            await cluster.stop()
            return summary
        } catch {
            await cluster.stop()
            throw error
        }
    }

    private func run(on cluster: PrivateCluster, _ material: DemoMaterial) async throws -> DemoSummary {
        // The prover takes seconds of one core, while records are written on the other.
        async let proposals = DemoProposals(configuration)
        let (databases, trips) = try await load(material, on: cluster)
        let enrolment = try await progress.step("Keys for trustees, aggregators and holders") {
            try enrol(material, databases)
        }
        let parties = try DemoParties(
            commands(material.holders.map(\.id), witnesses: enrolment.trust.root.witnesses.map(\.id)), on: cluster)
        defer { parties.stop() }
        let acting = DemoActing(
            enrolment: enrolment, configuration: configuration, catalogue: material.catalogue,
            network: HTTPNetwork.live)
        do {
            let ballots = try await DemoBallots(acting, material: proposals)
            return try await watched(by: parties) { try await act(acting, ballots, material, trips) }
        } catch {
            throw await parties.reason(of: error)
        }
    }

    /// Ends as soon as one of the processes does.
    private func watched(
        by parties: DemoParties, _ body: @escaping @Sendable () async throws -> DemoSummary
    ) async throws -> DemoSummary {
        try await withThrowingTaskGroup(of: DemoSummary?.self) { group in
            group.addTask {
                try await parties.watch()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw DemoFailure("the demonstration ended without a result; run it again")
        }
    }

    private func load(
        _ material: DemoMaterial, on cluster: PrivateCluster
    ) async throws -> (databases: [String: ConnectionParameters], trips: Int) {
        do {
            let databases = try await DemoDatabases(cluster).make(holders: material.holders.map(\.id))
            return try await progress.step("Each holder's records, in its own database") {
                (
                    databases,
                    try await DemoRecords(sandbox: material.sandbox, energy: material.energy).load(into: databases)
                )
            }
        } catch {
            throw await DemoParties.reason(of: error, on: cluster)
        }
    }

    private func enrol(
        _ material: DemoMaterial, _ databases: [String: ConnectionParameters]
    ) throws -> DemoEnrolment {
        let holders = material.holders.map { SourceDescription(id: $0.id, title: $0.title) }
        let enrolment = try DemoEnrolment(texts: configuration.texts(), holders: holders, state: output.state)
        try enrolment.writeStates(
            to: output.state, catalogue: material.catalogue, databases: databases,
            publishing: DemoEnrolment.Publishing(
                publications: output.publications, sourceLabel: material.sandbox.sourceLabel,
                sourceLabels: material.energy.map { [DemoConfiguration.datasets[1]: $0.sourceLabel] } ?? [:],
                isNoised: !options.noNoise, units: material.units, files: try configuration.assessmentFiles()))
        return enrolment
    }

    private func commands(
        _ holders: [String], witnesses: [String]
    ) -> [(name: String, arguments: [String], log: URL)] {
        let parties: [(String, [String])] = [
            ("broker", ["broker"]), ("leader", ["aggregator", "--role", "leader"]),
            ("helper", ["aggregator", "--role", "helper"]),
        ]
        let others = holders.map { ($0, ["holder"]) } + witnesses.map { ($0, ["witness", "--new"]) }
        return (parties + others).map { name, arguments in
            let state = output.state.appending(path: name)
            let isNamed = arguments[0] == "holder" || arguments[0] == "witness"
            return (
                isNamed ? "\(arguments[0]) \(name)" : arguments.joined(separator: " "),
                arguments + ["--state", state.path], state.appending(path: "log")
            )
        }
    }

    private func act(
        _ acting: DemoActing, _ ballots: DemoBallots, _ material: DemoMaterial, _ trips: Int
    ) async throws -> DemoSummary {
        let counts = try await progress.step("Two proposals, proved and voted by three colleges") {
            try await acting.awaitParties()
            return try await ballots.hold()
        }
        try await progress.step("A rule suspended at once, after its proof") { try await ballots.suspend() }
        // The ballot that lifts it takes its time while studies run.
        let lifting = Task { try await ballots.lift() }
        defer { lifting.cancel() }
        let studies = try await runStudies(acting, material)
        try await progress.step("The suspension lifted by a ballot") { try await lifting.value }
        let register = try await ballots.look(after: studies.filter(\.isPublished).map(\.id))
        return DemoSummary(
            territory: material.sandbox.territory.name.en, source: material.sandbox.sourceLabel.en, trips: trips,
            holders: material.holders.count, ballots: counts, studies: studies, records: register.size,
            isNoised: !options.noNoise, counting: material.sandbox.countingOutcome)
    }

    private func runStudies(_ acting: DemoActing, _ material: DemoMaterial) async throws -> [StudyOutcome] {
        if let refused = material.refused {
            try await progress.step("Study \(refused): refused, and published as such") {
                try await acting.refused(study: refused)
            }
        }
        // All at once: while one is drawn, holders answer the next.
        let submitted = try await progress.step("Studies submitted: a mandate for each, in the register") {
            var submitted: [(name: String, id: String)] = []
            for name in material.studies {
                try await acting.giveOpinion(study: name)
                submitted.append((name, try await acting.submit(study: name)))
            }
            return submitted
        }
        var studies: [StudyOutcome] = []
        for (name, id) in submitted {
            studies.append(
                try await progress.step("Study \(name): shares, noise, publication") {
                    try await acting.outcome(ofStudy: id)
                })
        }
        return studies
    }
}
