// SPDX-License-Identifier: Apache-2.0
//
// The two assessments of a study: the preliminary one, made with the ledger as it stands when the study comes in
// and kept as it was; and what the measured one knows beyond the mandate and the release. The data protection
// officer's opinion is taken for a plan at any time before; its signature is what counts, so it needs no token.

import DisclosureControl
import Foundation
import Governance
import ImpactAssessment
import Publication
import Studies

extension BrokerNode {
    var charterFacts: CharterFacts {
        CharterFacts(
            threshold: Int(root.charter.threshold), betaMicro: root.charter.betaMicro,
            budgetRhoMicro: root.charter.budgetRhoMicro)
    }

    func sourceLabel(of dataset: Dataset) -> Localized { settings.sourceLabels[dataset.id] ?? settings.sourceLabel }

    /// At submission; the ledger without this study.
    package func preliminary(
        _ plan: Plan, ledger: Ledger, opinion: OfficerOpinion?, on day: Day
    ) throws -> [Evidence.Document] {
        let dataset = catalogue.dataset(named: plan.study.dataset)
        let assessment = try Assessment.preliminary(
            plan: plan, dataset: dataset, charter: charterFacts,
            spentBeforeRhoMicro: ledger.spent(LedgerAccount.holders(of: dataset)),
            spentOverAllBeforeRhoMicro: ledger.spentOverAll, nodes: nodes(of: plan),
            sourceLabel: sourceLabel(of: dataset), isFictitious: root.fictitious,
            isNoised: settings.isNoised, terms: settings.assessments.terms,
            units: settings.assessments.units[dataset.id], opinion: opinion, law: settings.assessments.law)
        return try Evidence.preliminary(assessment, on: day)
    }

    /// Who would hold and who would add up.
    private func nodes(of plan: Plan) -> NodeRecord {
        let names: [(id: String, role: AggregatorRecord.Role)] = [
            (settings.aggregators.leader, .leader), (settings.aggregators.helper, .helper),
        ]
        return NodeRecord(
            holders: plan.study.sources.compactMap(root.holder).map { HolderRecord(id: $0.id, title: $0.title) },
            aggregators: names.compactMap { id, role in
                root.aggregator(id).map {
                    AggregatorRecord(name: $0.name, role: role, college: $0.college, administrator: $0.administrator)
                }
            })
    }

    /// What is known of a run beyond its mandate and release.
    func particulars(
        of mandate: Mandate, _ release: Release, preliminary: [Evidence.Document], opinion: OfficerOpinion?,
        since processorSeconds: Double
    ) throws -> Particulars {
        let (plan, dataset) = (mandate.plan, catalogue.dataset(named: mandate.study.dataset))
        let known = settings.assessments
        var particulars = try Particulars(
            plan: plan, dataset: dataset, charter: charterFacts, terms: known.terms, units: known.units[dataset.id],
            isNoised: mandate.isNoised, opinion: opinion, law: known.law)
        particulars.preliminaryHash = preliminary.first { $0.name == "preliminary.json" }.map {
            ContentHash.hex(of: $0.bytes)
        }
        particulars.representation = particulars.population.flatMap {
            Representation(plan: plan, release: release, territory: dataset.territory, population: $0)
        }
        particulars.audit = mandate.isNoised ? try audit(plan) : nil
        particulars.energy = known.terms.map { terms in
            EnergyUse(
                cpuSeconds: max(0, known.processorSeconds() - processorSeconds),
                wattsPerCore: Double(terms.milliwattsPerCore) / 1000, measured: BrokerNode.measuredWords)
        }
        return particulars
    }

    private static let measuredWords = Localized(
        fr: "le serveur de la régie, de la demande des totaux à l’attaque d’essai comprise ; ni les détenteurs, ni les "
            + "agrégateurs, ni le dessin des pages",
        en: "the trust’s server, from asking for the totals to the trial attack included; neither the holders, nor the "
            + "aggregators, nor the drawing of the pages")

    /// Nothing is published of a mechanism that an attack shows to promise too much (promise G3).
    private func audit(_ plan: Plan) throws -> AuditBound? {
        let bound = try settings.assessments.audit(plan)
        guard let bound, bound.epsilonLowerMicro > plan.study.privacy.epsilonMicro else { return bound }
        throw PublicationError(
            .unprotected,
            "the trial attack shows more of one \(plan.unit.kind.rawValue) than `\(plan.study.id)` promises",
            help: "publish nothing of this study, and have its noise examined")
    }

    // MARK: Opinions

    /// The first opinion on a plan stays.
    func takeOpinion(_ text: String, on planHash: String) async throws -> JSONValue {
        guard let key = settings.assessments.officerKey else {
            throw BrokerError(.notFound, "no data protection officer is enrolled here; enrol one to take opinions")
        }
        let json: JSONValue
        let opinion: OfficerOpinion
        do {
            json = try JSONValue(parsing: Array(text.utf8))
            opinion = try OfficerOpinion(travelling: json, planHash: planHash)
        } catch let error as AssessmentError {
            throw BrokerError(.malformed, error.description)
        }
        guard key.isValid(signature: opinion.signature, for: opinion.signedBytes(planHash: planHash)) else {
            throw BrokerError(
                .refused, "the officer's key did not sign this opinion; sign these very words on this plan")
        }
        let document = opinion.travelling(planHash: planHash).canonicalBytes
        guard try await store.keep(opinion: document, on: planHash) else {
            throw BrokerError(.alreadyThere, "an opinion on this plan was given before; it stays as it is")
        }
        return .object(["plan_hash": .string(planHash), "position": .string(opinion.position.rawValue)])
    }

    func opinion(on planHash: String) async throws -> OfficerOpinion? {
        guard let document = try await store.opinion(on: planHash) else { return nil }
        return try OfficerOpinion(travelling: JSONValue(parsing: document), planHash: planHash)
    }

    /// A document of the preliminary assessment, for those who vote and for everybody.
    func preliminaryDocument(_ name: String, of study: String) async throws -> Evidence.Document {
        let documents = try await store.preliminary(of: study)
        guard let document = documents.first(where: { $0.name == name }) else {
            throw BrokerError(
                .notFound,
                "there is no such document of a study; there are "
                    + Evidence.preliminaryNames.map { "`\($0)`" }.joined(separator: ", "))
        }
        return document
    }
}
