// SPDX-License-Identifier: Apache-2.0
//
// Decisions: what is in doubt is refused, clauses name the rule and the fact, and a policy is in force
// only through an adopted ballot on its text.

import Cedar
import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct DecisionTests {
    let trust: TestTrust
    let baseline: WorkedExample

    init() throws {
        trust = try TestTrust()
        baseline = try #require(try WorkedExample.examples(in: "authority.yaml").first)
    }

    private func decide(
        _ changes: [String: Value] = [:], without fact: String = "", policy: String? = nil, on day: Day? = nil
    ) throws -> Decision {
        var context = baseline.facts.context
        context[fact] = nil
        for (name, value) in changes { context[name] = value }
        let facts = Facts(principal: baseline.facts.principal, resource: baseline.facts.resource, context: context)
        return Decisions.decide(
            facts: facts, policies: try trust.policies(policy), root: trust.root, on: day ?? baseline.day)
    }

    @Test func `an allowed study names the rule, its title and its basis`() throws {
        let clause = try #require(try decide().clauses.first)
        #expect(clause.part == .permits)
        #expect(clause.rule == "mobilites-autorite-organisatrice")
        #expect(clause.title == "Flux de déplacements pour l'autorité organisatrice de la mobilité")
        #expect(clause.basis.hasPrefix("RGPD"))
        #expect(clause.source.hasPrefix("@id(\"mobilites-autorite-organisatrice\")"))
        #expect(clause.place.hasPrefix("policies/mobility.cedar:"))
    }

    @Test func `a study that needs a ballot says which fact and which limit`() throws {
        let decision = try decide(["epsilonMicro": .long(6_000_000)])
        #expect(decision.verdict == .needsBallot)
        #expect(decision.clauses.first?.part == .permitsByBallot)
        let unmet = try #require(decision.clauses.first { $0.rule == "mobilites-autorite-organisatrice" })
        #expect(unmet.fact == "context.epsilonMicro is 6000000")
        #expect(unmet.source == "context.epsilonMicro <= 4000000")
        #expect(
            unmet.sentence.fr
                == "« Flux de déplacements pour l'autorité organisatrice de la mobilité » demande, pour epsilon, "
                + "au plus 4 ; ici 6.")
        let text = decision.text(in: \.fr)
        #expect(text.hasPrefix("Pas autorisée d'avance : il faut un vote des régisseurs sur cette étude.\n"))
        #expect(text.contains("[mobilites-autorite-organisatrice] context.epsilonMicro is 6000000"))
    }

    @Test func `a forbidden study says which rule forbids on which fact`() throws {
        let decision = try decide(["retentionDays": .long(3650), "purpose": .string("dpv:Marketing")])
        #expect(decision.verdict == .refused)
        #expect(decision.clauses.map(\.rule) == ["garde-fou-conservation", "garde-fou-finalites"])
        #expect(decision.clauses.allSatisfy { $0.part == .forbids })
        #expect(
            decision.clauses[0].sentence.en
                == "Forbidden by “Conservation de cinq ans au plus”: the retention in days is 3650.")
        #expect(decision.clauses[1].fact == "context.purpose is \"dpv:Marketing\"")
    }

    @Test func `what no rule permits is refused, the nearest rule first`() throws {
        let decision = try decide([
            "requesterKind": .string("energy-authority"), "purpose": .string("dpv:CombatClimateChange"),
        ])
        #expect(decision.verdict == .refused)
        #expect(decision.clauses.allSatisfy { $0.part == .unmet })
        let rules = decision.clauses.map(\.rule)
        #expect(rules.filter { $0 == rules[0] }.count <= rules.filter { $0 == rules[rules.count - 1] }.count)
    }

    @Test func `G11 a request that does not fit the schema is refused`() throws {
        let misfits: [[String: Value]] = [
            ["threshold": .string("11")], ["sources": .string("bus")], ["unheardOf": .bool(true)],
            ["columnsRead": .set([.long(1)])], ["approvedByBallot": .long(1)],
        ]
        let decisions = try misfits.map { try decide($0) } + baseline.facts.context.keys.map { try decide(without: $0) }
        for decision in decisions {
            #expect(decision.verdict == .refused)
            #expect(decision.clauses.map(\.part) == [.failed])
        }
    }

    @Test func `G11 an expired rule permits no more, and an expired forbid still forbids`() throws {
        let last = Day(year: 2030, month: 12, day: 31)
        #expect(try decide(on: last).verdict == .allowed)
        let after = try decide(on: last + 1)
        #expect(after.verdict == .refused)
        #expect(after.clauses.contains { $0.part == .expired && $0.rule == "mobilites-autorite-organisatrice" })
        #expect(try decide(["approvedByBallot": .bool(true)], on: last + 1).verdict == .refused)

        let dated = try TestTrust.policyText().replacingFirst(
            "@id(\"mobilites-pas-de-carte\")", with: "@id(\"mobilites-pas-de-carte\") @expire(\"2020-01-01\")")
        let columns = Value.strings(["card_id", "person_id"])
        #expect(try decide(["columnsRead": columns], policy: dated).verdict == .refused)
    }

    @Test func `G11 a policy text that could fail, or says too little, is never put in force`() throws {
        let text = try TestTrust.policyText()
        let broken: [(String, String)] = [
            ("@expire(\"2030-12-31\")\n", ""),
            ("@expire(\"2030-12-31\")", "@expire(\"soon\")"),
            ("@base_legale(\"RGPD, articles 6 (1) e et 89\")\n", ""),
            ("@titre(\"Le numéro de carte n'est jamais lu\")\n", ""),
            ("@id(\"mobilites-pas-de-carte\")\n", ""),
            ("context.cells <= 100000", "context.cells * 2 <= 100000"),
            ("context.cells <= 100000", "context.cell <= 100000"),
            ("context.cells <= 100000", "context.cells <= \"100000\""),
            ("context.cells <= 100000", "context.cells <="),
            ("mobilites-recherche", "mobilites-debat-public"),
            ("mobilites-pas-de-carte", "garde-fou-seuil"),
        ]
        for (old, new) in broken {
            let changed = text.replacingFirst(old, with: new)
            #expect(refusal { _ = try trust.policies(changed) }?.code == .policy, "\(old)")
            #expect(refusal { try PolicyInForce.check(text: changed, file: "p", root: trust.root) }?.code == .policy)
        }
        #expect(refusal { try PolicyInForce.check(text: text, file: "p", root: trust.root) } == nil)
    }

    @Test func `G6 a policy is in force only through an adopted ballot on its text in this trust`() throws {
        let text = try TestTrust.policyText()
        func inForce(_ record: BallotRecord, now: Moment? = nil) -> GovernanceError? {
            refusal {
                _ = try PolicyInForce(
                    text: text, file: "p", record: record, root: trust.root, now: now ?? trust.closing)
            }
        }
        let ballot = try trust.ballot(on: TextHash.of(text))
        let record = try trust.record(ballot)
        #expect(inForce(record) == nil)
        #expect(inForce(record, now: TestTrust.opening)?.code == .ballot)
        #expect(try inForce(trust.record(ballot, against: "private"))?.code == .ballot)
        #expect(inForce(BallotRecord(ballot: ballot, votes: []))?.code == .ballot)
        #expect(try inForce(trust.record(trust.ballot(on: TextHash.of(text + " "))))?.code == .ballot)
        #expect(try inForce(trust.record(trust.ballot(on: TextHash.of(text), subject: .study)))?.code == .ballot)

        let other = try TestTrust()
        let otherBallot = try other.ballot(on: TextHash.of(text))
        #expect(inForce(try other.record(otherBallot))?.message.contains("another electorate") == true)
        #expect(inForce(BallotRecord(ballot: ballot, votes: try other.record(otherBallot).votes))?.code == .ballot)
    }

    @Test func `the floors stand where the charter's limits stand`() throws {
        let epsilon = trust.root.charter.maximumEpsilonMicro
        #expect(try decide(["epsilonMicro": .long(epsilon), "approvedByBallot": .bool(true)]).verdict == .allowed)
        #expect(try decide(["epsilonMicro": .long(epsilon + 1), "approvedByBallot": .bool(true)]).verdict == .refused)
    }
}
