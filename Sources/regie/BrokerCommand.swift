// SPDX-License-Identifier: Apache-2.0
//
// `regie broker`: the register, ballots, studies, mandates, and the collector that publishes.

import ArgumentParser
import Broker
import DAP
import Foundation
import Governance
import ImpactAssessment
import Publication
import Studies

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker", abstract: "Run the broker: keep the register, take votes and studies, publish results.")

    @Option(help: "The broker's state directory.", completion: .directory)
    var state: String

    func run() async throws {
        try await Failure.reported {
            let party = try await OpenedParty(
                URL(fileURLWithPath: state), roles: [.broker], migrations: BrokerSchema.migrations)
            let node = BrokerNode(
                settings: try settings(party), register: try await register(party), catalogue: party.catalogue,
                pool: party.pool, now: PartyRunner.now, logger: party.logger)
            try await node.project()
            try await PartyRunner.run(
                [
                    PartyRunner.application(
                        node.router(), port: try party.state.need(party.state.port, "port"), logger: party.logger),
                    Looking(seconds: party.state.pollSeconds, logger: party.logger) { try await node.tend() },
                    Looking(seconds: party.state.pollSeconds, logger: party.logger) { try await node.advance() },
                ], logger: party.logger)
        }
    }

    /// Founded at the first start. A broker whose database knows studies and that has no register has lost it: what it
    /// began anew would be another history.
    private func register(_ party: OpenedParty) async throws -> BrokerRegister {
        let directory = URL(fileURLWithPath: state).appending(path: "register")
        let isThere = FileManager.default.fileExists(atPath: directory.path)
        let hasHistory = try await BrokerNode.hasHistory(party.pool)
        guard isThere || !hasHistory else {
            throw Refusal(
                "the register in \(directory.path) is gone, and the database remembers studies",
                help: "restore the whole state from one copy")
        }
        return try BrokerRegister(
            directory: directory.path, root: party.root, key: party.key, isNew: !hasHistory, now: PartyRunner.now)
    }

    private func settings(_ party: OpenedParty) throws -> BrokerNode.Settings {
        let state = party.state
        guard let leader = party.root.aggregators.first(where: { $0.role == .leader }),
            let helper = party.root.aggregators.first(where: { $0.role == .helper })
        else { throw Refusal("the trust root enrols no leader and helper", help: "enrol one aggregator of each role") }
        let keys = try HpkeKeyPair(id: 1, rawPrivateKey: Array(state.need(state.hpkeKey, "hpkeKey")))
        let label = try state.need(state.sourceLabel, "sourceLabel")
        return BrokerNode.Settings(
            key: party.key,
            collector: Collector(
                keys: keys, token: try state.need(state.collectorToken, "collectorToken"), network: HTTPNetwork.live),
            aggregators: MandateMaker.Aggregators(leader: leader.id, helper: helper.id),
            operatorToken: try state.need(state.operatorToken, "operatorToken"),
            publications: URL(fileURLWithPath: try state.need(state.publications, "publications")),
            sourceLabel: Localized(fr: label.first ?? "", en: label.last ?? ""),
            sourceLabels: (state.sourceLabels ?? [:]).mapValues {
                Localized(fr: $0.first ?? "", en: $0.last ?? "")
            }, isNoised: state.isNoised,
            renderers: Renderers(path: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"),
            site: Site.Trust(
                name: party.catalogue.datasets[0].territory.name, isFictitious: party.root.fictitious,
                address: state.siteAddress ?? "http://localhost/"), assessments: try assessments(state),
            witnesses: (state.witnesses ?? [:]).map { WitnessAddress(id: $0.key, url: $0.value) },
            witnessNetwork: HTTPNetwork.live)
    }

    private func assessments(_ party: PartyState) throws -> AssessmentSettings {
        let directory = URL(fileURLWithPath: state)
        func read(_ file: URL) -> [UInt8]? { (try? Data(contentsOf: file)).map(Array.init) }
        let officer = try party.officerKey.map { text in
            guard let key = VerificationKey(text) else {
                throw Refusal("party.json's `officerKey` is no public key", help: "enrol the officer again")
            }
            return key
        }
        return AssessmentSettings(
            terms: try read(directory.assessmentTerms).map {
                try AssessmentTerms(json: $0, file: directory.assessmentTerms.path)
            },
            references: try read(directory.legalReferences).map {
                try LegalReferences(json: $0, file: directory.legalReferences.path)
            }, officerKey: officer, units: party.units ?? [:], audit: { try TrialAttack.bound($0) },
            processorSeconds: ProcessorTime.seconds)
    }
}
