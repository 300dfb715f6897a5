// SPDX-License-Identifier: Apache-2.0
//
// What people do in a demonstration, over HTTP like anyone: a transport authority submits its studies and waits; the
// data protection officer gives an opinion on each. What trustees do is in DemoBallots.swift.

import DAP
import Foundation
import Governance
import ImpactAssessment
import Studies

struct StudyOutcome: Sendable {
    let id: String
    /// False when too little of it could be shown; the sentence says so.
    let isPublished: Bool
    let sentence: String
}

struct DemoActing: Sendable {
    let enrolment: DemoEnrolment
    let configuration: DemoConfiguration
    let catalogue: PartyCatalogue
    let network: Network

    func awaitParties() async throws {
        let witnesses = enrolment.witnessURLs.values.sorted()
        for url in [enrolment.brokerURL, enrolment.leaderURL, enrolment.helperURL] + witnesses {
            try await DemoParties.awaitHealth(of: url, network: network)
        }
    }

    /// The data protection officer reads the plan that the study makes, and signs an opinion on it.
    func giveOpinion(study name: String) async throws {
        let study = try Study(yaml: configuration.study(name), file: name)
        let plan = try Planner.plan(study, dataset: catalogue.catalogue().dataset(named: study.dataset), file: name)
        guard let day = Moment(Date())?.day else { return }
        let (officer, position) = (DemoActing.officer, OfficerOpinion.Position.favourable)
        let signature = try enrolment.trust.officerKey.signature(
            for: OfficerOpinion.signedBytes(
                officer: officer, day: day, position: position, text: DemoActing.opinion, planHash: plan.hash))
        let opinion = OfficerOpinion(
            officer: officer, day: day, position: position, text: DemoActing.opinion, signature: signature)
        guard let opinion else { throw DemoFailure("the officer's signature has not 64 bytes") }
        _ = try await send(
            .put, "opinions/\(plan.hash)", body: opinion.travelling(planHash: plan.hash).canonicalBytes)
    }

    private static let officer = "Déléguée à la protection des données (fictive)"
    private static let opinion = Localized(
        fr: "La finalité est d’intérêt général, les colonnes lues suffisent à la question et la charte s’applique. À "
            + "reprendre si l’on demande des zones plus fines.",
        en: "The purpose is of general interest, the columns read are enough for the question, and the charter "
            + "applies. To be looked at again should finer zones be asked for.")

    /// Submits a study that must be refused.
    func refused(study name: String) async throws {
        let body = Array(try configuration.refusedStudy(name).utf8)
        let answer = try await network(request(.post, "studies", body: body))
        guard answer.status < 500 else { throw Self.interrupted("studies", answer.status) }
        guard answer.status == 403 else {
            throw DemoFailure("study \(name) was not refused: the broker answered with status \(answer.status)")
        }
    }

    /// Submits a study; the broker's register has its mandate then.
    /// - Returns: its identifier.
    func submit(study name: String) async throws -> String {
        let text = try configuration.study(name)
        let answer = try await send(.post, "studies", body: Array(text.utf8))
        guard let id = answer["status"]?["id"]?.string else {
            throw DemoFailure("the broker took study \(name) without saying its identifier")
        }
        return id
    }

    /// Waits until a study is published.
    func outcome(ofStudy id: String) async throws -> StudyOutcome {
        for _ in 0..<2_400 {
            let status = try await send(.get, "studies/\(id)")
            switch status["state"]?.string {
            case "published", "unpublishable":
                return StudyOutcome(
                    id: id, isPublished: status["state"]?.string == "published",
                    sentence: status["sentence"]?.string ?? "")
            case "failed": throw DemoFailure("study \(id) failed: \(status["sentence"]?.string ?? "no reason given")")
            default: try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw DemoFailure("study \(id) is not published after two minutes; `--keep` leaves the parties' logs")
    }

    private func request(
        _ method: Exchange.Request.Method, _ path: String, body: [UInt8]
    ) -> Exchange.Request {
        Exchange.Request(
            method, "\(enrolment.brokerURL)/\(path)",
            headers: ["Authorization": "Bearer \(enrolment.operatorToken)"], body: body)
    }

    func send(
        _ method: Exchange.Request.Method, _ path: String, body: [UInt8] = []
    ) async throws -> JSONValue {
        let request = request(method, path, body: body)
        var answer = try await network(request)
        // A database server that restarts its sessions is back in a moment; asking again changes nothing.
        for _ in 0..<50 where method == .get && answer.status >= 500 {
            try await Task.sleep(for: .milliseconds(100))
            answer = try await network(request)
        }
        let json = try? JSONValue(parsing: answer.body)
        guard answer.status < 500 else { throw Self.interrupted(path, answer.status) }
        guard answer.isSuccess, let json else {
            throw DemoFailure(json?["detail"]?.string ?? "the broker answered \(path) with status \(answer.status)")
        }
        return json
    }

    private static func interrupted(_ path: String, _ status: Int) -> DemoFailure {
        DemoFailure(
            "the broker could not answer `\(path)` (status \(status)), as when its database was interrupted; "
                + "nothing was published: run the demonstration again")
    }
}
