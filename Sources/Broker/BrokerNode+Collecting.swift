// SPDX-License-Identifier: Apache-2.0
//
// From mandate to publication: ask for the totals of every task, make the release, write the pages. All
// of it may be done again after a crash: aggregators give the very same noised shares, and a publication
// appears whole or not at all.

import DAP
import DisclosureControl
import Foundation
import Governance
import Publication
import Studies

extension BrokerNode {
    /// One look at every study that runs. One that fails doesn't hold up the others; the first failure is
    /// thrown once all were tried, and tried again at the next look until its mandate ends.
    package func advance() async throws {
        var failure: (any Error)?
        for status in try await store.studies(in: .running) {
            guard let identifier = status.mandate, let document = try await store.mandateDocument(identifier) else {
                try await store.setState(of: status.id, .failed, "its mandate is missing from the broker's state")
                continue
            }
            do { try await advance(status, document) } catch { failure = failure ?? error }
        }
        do { try await showRefusals() } catch { failure = failure ?? error }
        do { try await logReport() } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    private func advance(_ status: StudyStatus, _ document: [UInt8]) async throws {
        guard let mandate = try await checked(document, of: status) else { return }
        let processorSeconds = settings.assessments.processorSeconds()
        guard let totals = try await totals(of: mandate) else { return }
        do {
            let released = try await store.release(of: mandate.plan, plan: { try plan($0) }) { earlier in
                try release(of: mandate, totals, after: earlier)
            }
            try await publish(released, mandate, document, since: processorSeconds)
            try await log(released, of: mandate)
            try await writeSite()
            try await store.setState(of: status.id, .published, "published as \(status.id)")
            logger.info("published", metadata: ["study": "\(status.id)"])
        } catch let error as DisclosureError where error.code == .uselessRelease {
            try await store.setState(of: status.id, .unpublishable, error.description)
            logger.notice("too little of a study may be shown", metadata: ["study": "\(status.id)"])
        } catch let error
            where error is PublicationError || error is DisclosureError
            || (error as? BrokerError)?.code == .doesNotFollow
        {
            try await store.setState(of: status.id, .failed, "\(error)")
            logger.error("a publication failed", metadata: ["study": "\(status.id)"])
        }
    }

    /// Nil while a rule that permits it is suspended, and for good once it may not run.
    private func checked(_ document: [UInt8], of status: StudyStatus) async throws -> Mandate? {
        let state = await register.state
        let failure: String
        do throws(GovernanceError) {
            let mandate = try MandateCheck.check(
                document, register: state, checkpoint: SeenCheckpoint(size: state.size, cosignedAt: now()),
                lastSeen: nil, catalogue: catalogue, now: now(), ledger: Ledger(charter: root.charter), edge: .reader)
            guard let (holder, reason) = state.mandates[mandate.id]?.refusals.min(by: { $0.key < $1.key }) else {
                return mandate
            }
            failure = "the holder `\(holder)` refused to answer: \(reason.en)"
        } catch {
            if error.code == .mandateSuspended { return nil }
            failure = error.description
        }
        try await store.setState(of: status.id, .failed, failure)
        logger.error("a study failed", metadata: ["study": "\(status.id)"])
        return nil
    }

    /// One vector for each task, or nil while a holder is missing.
    private func totals(of mandate: Mandate) async throws -> [[Int64]]? {
        var totals: [[Int64]] = []
        for task in try mandate.taskParameters() {
            guard let vector = try await settings.collector.collect(task) else { return nil }
            totals.append(vector)
        }
        return totals
    }

    /// - Parameter earlier: all that this trust released before; what is about other records is passed over.
    private func release(
        of mandate: Mandate, _ totals: [[Int64]], after earlier: [EarlierRelease]
    ) throws -> Release {
        let history = try SharedCells.history(of: mandate.plan, after: earlier)
        let rule = try ReleaseRule(
            threshold: Int(root.charter.threshold), sourcesPerUnit: mandate.plan.sourcesPerUnit,
            betaMicro: root.charter.betaMicro)
        let names = mandate.plan.measures.map(\.name)
        // A measure with a norm travels in fixed point.
        let norms = mandate.plan.measures.map(\.norm)
        let totals = zip(totals, norms).map { total, norm in total.map { norm?.whole($0) ?? $0 } }
        guard mandate.isNoised else {
            return try Release.make(
                from: .withoutNoise(measures: zip(names, totals).map { (name: $0, values: $1) }), rule: rule,
                history: history)
        }
        let deviations = try zip(mandate.plan.tasks, norms).map { task, norm in
            // Each aggregator adds the whole noise, so a cell holds two independent draws.
            try NoiseVariance(sensitivitySquared: task.sensitivitySquared, rhoMicro: task.rhoMicro)
                .standardDeviation * 2.0.squareRoot() / Double(1 << (norm?.fractionBits ?? 0))
        }
        let measures = zip(zip(names, totals), deviations).map {
            (name: $0.0, values: $0.1, standardDeviation: $1)
        }
        return try Release.make(from: AggregateResult(measures: measures), rule: rule, history: history)
    }

    /// A directory that a crash left complete before the state was written is what was wanted.
    private func publish(
        _ release: Release, _ mandate: Mandate, _ document: [UInt8], since processorSeconds: Double
    ) async throws {
        let directory = settings.publications.appending(path: mandate.study.id)
        guard !FileManager.default.fileExists(atPath: directory.path) else { return }
        let ledger = await register.state.ledger
        // The register must be going to take it, whatever the files will be.
        try await register.rehearse {
            try $0.say(publication(release, mandate, filesHash: TextHash.of(""), at: $0.now))
        }
        let preliminary = try await store.preliminary(of: mandate.study.id)
        let opinion = try await opinion(on: mandate.plan.hash)
        let dataset = catalogue.dataset(named: mandate.study.dataset)
        let label = sourceLabel(of: dataset)
        let assessment = mandate.assessment(
            release: release, dataset: dataset, ledger: ledger, sourceLabel: label, isFictitious: root.fictitious,
            particulars: try particulars(
                of: mandate, release, preliminary: preliminary, opinion: opinion, since: processorSeconds))
        try PublicationWriter.write(
            PublicationInput(
                plan: mandate.plan, dataset: dataset, release: release, assessment: assessment,
                sourceLabel: label, isFictitious: root.fictitious,
                publishedAt: now().day, evidence: evidence(of: document, preliminary), renderers: settings.renderers),
            to: directory)
    }

    /// The mandate as the edges checked it, and the assessment as it was read before the decision.
    private func evidence(of document: [UInt8], _ preliminary: [Evidence.Document]) -> Evidence {
        let title = Localized(fr: "le permis d’étude, signé", en: "the mandate, signed")
        let mandate = Evidence.Document(name: "mandate.json", title: title, bytes: document)
        let register = Evidence.Command(
            line: "regie register verify broker/register",
            shows: Localized(
                fr:
                    "Le registre public est le dossier « register » de l’état de l’émetteur de permis, servi aussi, "
                    + "fichier par fichier, sous « /register/ ». Cette commande le refait en entier, hors ligne, et "
                    + "remonte de cette publication à ses votes :",
                en:
                    "The public register is the folder “register” of the broker’s state, served too, file by file, "
                    + "under “/register/”. This command redoes all of it, offline, and goes back from this publication "
                    + "to its votes:"))
        let command = Evidence.Command(
            line: "sha256sum preliminary.json",
            shows: Localized(
                fr: "L’analyse d’impact préliminaire est celle dont l’empreinte figure dans l’analyse d’impact :",
                en: "The preliminary impact assessment is the one whose hash stands in the impact assessment:"))
        return Evidence(
            documents: [mandate].compactMap(\.self) + preliminary,
            commands: [register] + (preliminary.isEmpty ? [] : [command]))
    }
}
