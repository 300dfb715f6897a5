// SPDX-License-Identifier: Apache-2.0
//
// Ways to cheat with mandates, budgets and publications.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

extension Cheat {
    // MARK: Mandates

    static let mandates: [Cheat] = [
        Cheat("reuse a mandate for another plan", "mandate-not-logged") { scene, mandate in
            let other = TestStudy.flowMap.replacingFirst("cells_per_unit: 6", with: "cells_per_unit: 5")
            return try scene.refused(mandate, replacing: "body.study", with: .string(other))
        },
        Cheat("change ε after the vote", "mandate-plan") { scene, mandate in
            try scene.rewritten(mandate, "epsilon: 4", "epsilon: 3")
        },
        Cheat("change one character of SQL", "mandate-plan") { scene, mandate in
            try scene.rewritten(mandate, "AS people", "AS peoples")
        },
        Cheat("extend the period", "mandate-plan") { scene, mandate in
            try scene.rewritten(mandate, "from: 2026-03-02", "from: 2026-03-03")
        },
        Cheat("publish such a mandate's document", "mandate-document") { scene, mandate in
            try scene.rewritten(mandate, "epsilon: 4", "epsilon: 3")
        },
        Cheat("name its own aggregators", "aggregators") { scene, mandate in
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(.mandate(entry.renamed(TextHash.of("x"), spent: entry.rhoMicro, helper: "own")))
            return try scene.found()
        },
        Cheat("name two aggregators of one college", "aggregators") { scene, mandate in
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(
                .mandate(entry.renamed(TextHash.of("x"), spent: entry.rhoMicro, helper: "helper-next-door")))
            return try scene.found()
        },
        Cheat("name its own aggregators in the document only", "mandate-aggregators") { scene, mandate in
            let document = try JSONValue(parsing: mandate.document)
                .replacing("body.aggregators.1.url", with: "https://own.example.org")
            let body = try #require(document["body"])
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(.mandate(entry.renamed(TextHash.of(body.canonicalBytes), spent: entry.rhoMicro)))
            return scene.refused(try scene.trust.forged(document))
        },
        Cheat("over-spend", "overspent") { scene, mandate in
            var last: Set<String> = []
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            for round in 1...1000 where last.isEmpty {
                let renamed = entry.renamed(
                    TextHash.of("\(round)"), spent: scene.state.ledger.spent(entry.account))
                last = Set(try scene.log(.mandate(renamed)).map(\.code.name))
            }
            return last
        },
        Cheat("log a false balance", "false-balance") { scene, mandate in
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(.mandate(entry.renamed(TextHash.of("x"), spent: 0)))
            return try scene.found()
        },
        Cheat("reserve less than it spends", "mandate-record") { scene, _ in
            scene.pass(1)
            let (mandate, record) = try scene.made()
            guard case .mandate(let entry) = record.statement else { return [] }
            try scene.log(.mandate(entry.renamed(entry.mandate, rho: 1)))
            return scene.refused(mandate.document)
        },
        Cheat("log a mandate twice", "mandate-twice") { scene, mandate in
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(.mandate(entry))
            return try scene.found()
        },
        Cheat("run a study that nobody submitted", "study-unknown") { scene, mandate in
            try scene.follow(
                .withdrawal(StudyWithdrawal(study: "flow-map", reason: Localized("x"), at: scene.now)))
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            try scene.log(.mandate(entry.renamed(TextHash.of("x"), spent: entry.rhoMicro)))
            return try scene.found()
        },
        Cheat("make a mandate under a suspended rule", "mandate-suspended") { scene, mandate in
            let officer = try #require(scene.trust.root.officer).officer.id
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            let suspension = Suspension(
                id: "s", policyHash: entry.policyHash, rules: entry.rules, reason: Localized("x"), signatory: officer,
                at: scene.now)
            try scene.follow(.suspension(suspension), by: officer)
            try scene.log(.mandate(entry.renamed(TextHash.of("x"), spent: entry.rhoMicro)))
            return try scene.found()
        },
        Cheat("make a mandate under a policy that was replaced", "policy-not-in-force") { scene, mandate in
            try scene.adoptPolicy(RegisterCase.shortPolicy() + "\n// Relue.\n", id: "mobility-2")
            let entry = try #require(scene.state.mandates[mandate.id]).entry
            let late = MandateEntry(
                mandate: TextHash.of("x"), study: entry.study, planHash: entry.planHash,
                preliminaryHash: entry.preliminaryHash, policyHash: entry.policyHash,
                policyBallot: entry.policyBallot, studyBallot: nil, rules: entry.rules, account: entry.account,
                rhoMicro: entry.rhoMicro, spentRhoMicro: entry.rhoMicro, leader: entry.leader, helper: entry.helper,
                holders: entry.holders, made: scene.now,
                notAfter: scene.now.adding(seconds: scene.trust.root.charter.mandateSeconds)!)
            try scene.log(.mandate(late))
            return try scene.found()
        },
    ]

    // MARK: Publications

    static let publications: [Cheat] = [
        Cheat("publish below the threshold", "publication-threshold") { scene, mandate in
            try scene.log(.publication(scene.publication(mandate, lowestUnits: 21)))
            return try scene.found()
        },
        Cheat("publish twice with fresh noise", "publication-twice") { scene, mandate in
            try scene.follow(.publication(scene.publication(mandate)))
            try scene.log(.publication(scene.publication(mandate, files: "other noise")))
            return try scene.found()
        },
        Cheat("publish more than was reserved", "publication-budget") { scene, mandate in
            let entry = scene.publication(mandate)
            try scene.log(
                .publication(
                    PublicationEntry(
                        mandate: mandate.id, filesHash: entry.filesHash, rhoMicro: mandate.rhoMicro + 1,
                        lowestUnits: nil, at: scene.now)))
            return try scene.found()
        },
        Cheat("publish another mandate's files", "publication-files") { scene, mandate in
            let other = PublishedFiles(mandate: TextHash.of("x"), files: ["flows.csv": [1]])
            try scene.log(
                .publication(
                    PublicationEntry(
                        mandate: mandate.id, filesHash: scene.store(other.bytes), rhoMicro: mandate.rhoMicro,
                        lowestUnits: nil, at: scene.now)))
            return try scene.found()
        },
        Cheat("publish without a mandate", "mandate-unknown") { scene, _ in
            try scene.log(
                .publication(
                    PublicationEntry(
                        mandate: TextHash.of("x"), filesHash: scene.store("files"), rhoMicro: 1, lowestUnits: nil,
                        at: scene.now)))
            return try scene.found()
        },
        Cheat("publish although a holder refused", "publication-refused") { scene, mandate in
            try scene.follow(
                .holderRefusal(
                    HolderRefusal(mandate: mandate.id, holder: "bus", reason: Localized("No."), at: scene.now)),
                by: "bus")
            try scene.log(.publication(scene.publication(mandate)))
            return try scene.found()
        },
        Cheat("hide a refusal", "record-missing") { scene, mandate in
            try scene.follow(
                .holderRefusal(
                    HolderRefusal(mandate: mandate.id, holder: "bus", reason: Localized("No."), at: scene.now)),
                by: "bus")
            let receipts = scene.receipts
            scene.records.removeLast()
            return try scene.found(receipts: receipts)
        },
        Cheat("forge a holder's answer to a refusal", "signature") { scene, mandate in
            try scene.log(
                .holderRefusal(
                    HolderRefusal(mandate: mandate.id, holder: "bus", reason: Localized("No."), at: scene.now)),
                by: "bus", key: scene.key("broker"))
            return try scene.found()
        },
    ]
}
