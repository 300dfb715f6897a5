// SPDX-License-Identifier: Apache-2.0
//
// What trustees do in a demonstration, each with a key file of their own and the register's address: two proposals are
// voted, one of which a college's votes stop; a seat stays out for its interest, another gives a proxy; the
// data-protection officer suspends a rule, and a ballot lifts that. What came of it is read in the register, from
// checkpoints that every college's witness cosigned, and counted here again.

import DAP
import Foundation
import Governance
import Studies

struct DemoBallots: Sendable {
    /// Counted from the register.
    struct Outcome: Sendable {
        let adopted: Count
        let rejected: Count
    }

    private static let policy = "mobility-policy-1"
    private static let wider = "public-debate-1"
    private static let suspension = "finer-studies-pause-1"
    private static let opposing = "civil-society"

    private let acting: DemoActing
    private let material: DemoProposals
    private let follower: RegisterFollower

    init(_ acting: DemoActing, material: DemoProposals) throws {
        self.acting = acting
        self.material = material
        follower = try RegisterFollower(
            root: acting.enrolment.trust.root, network: acting.network,
            memory: RegisterFollower.Memory(load: { nil }, save: { _ in }))
    }

    private var root: TrustRoot { acting.enrolment.trust.root }

    // MARK: The policy

    /// Both ballots at once.
    func hold() async throws -> Outcome {
        let wider = Localized(fr: "Davantage de budget pour le débat public", en: "More budget for the public debate")
        let standing = Localized(fr: "Politique des mobilités et de l’énergie", en: "Policy on mobility and energy")
        async let adopted = decide(
            DemoBallots.policy, standing, material.adopted, proposer: "public-1", choice: DemoBallots.choice,
            recused: "private-2", proxy: (from: "civil-society-3", to: "civil-society-1"))
        async let contested = decide(
            DemoBallots.wider, wider, material.contested, proposer: "private-1",
            choice: { $0.college == DemoBallots.opposing ? .against : .inFavour })
        let outcome = Outcome(adopted: try await adopted, rejected: try await contested)
        guard outcome.adopted.outcome == .adopted, outcome.rejected.outcome == .rejected else {
            throw DemoFailure("the votes did not come out as cast: \(outcome.adopted.sentence.en)")
        }
        try await giveReasons()
        return outcome
    }

    /// One college is split, as happens.
    @Sendable private static func choice(_ seat: Seat) -> Vote.Choice {
        switch seat.id {
        case "private-1": .against
        case "public-3": .abstain
        default: .inFavour
        }
    }

    private func decide(
        _ id: String, _ title: Localized, _ text: DemoProposals.Text, proposer seat: String,
        choice: @Sendable (Seat) -> Vote.Choice, recused: String? = nil, proxy: (from: String, to: String)? = nil
    ) async throws -> Count {
        try await propose(
            id, .policy, title, textHash: TextHash.of(text.policy), evidence: text.report, by: seat,
            documents: [text.policy, text.report])
        return try await vote(on: id, choice, recused: recused, proxy: proxy)
    }

    /// Deposits a text and waits until it was deliberated.
    private func propose(
        _ id: String, _ subject: Ballot.SubjectKind, _ title: Localized, textHash: String, evidence: String,
        by seat: String, documents: [String]
    ) async throws {
        let proposal = Proposal(
            id: id, subject: subject, textHash: textHash, evidenceHash: TextHash.of(evidence), title: title,
            proposer: .trustee, proposedBy: seat, at: try now())
        try await send(.proposal(proposal), by: seat, documents: documents)
        let deposited = try await awaited { $0.proposals[id]?.deposited }
        try await wait(until: deposited.adding(seconds: root.charter.deliberationSeconds))
    }

    /// Opens the ballot, casts every vote, and counts in the register what the broker closed.
    private func vote(
        on proposal: String, _ choice: @Sendable (Seat) -> Vote.Choice, recused: String? = nil,
        proxy: (from: String, to: String)? = nil
    ) async throws -> Count {
        let body = JSONValue.object(["proposal": .string(proposal)]).canonicalBytes
        // Ballots last whole seconds: one that begins with a second lasts longest.
        try await wait(until: now().adding(seconds: 1))
        let ballot = try Ballot(json: try await acting.send(.put, "ballots/\(proposal)", body: body))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (statement, seat) in try statements(on: ballot, choice, recused: recused, proxy: proxy) {
                group.addTask { try await send(statement, by: seat) }
            }
            try await group.waitForAll()
        }
        try await wait(until: ballot.closesAt)
        return try await awaited { $0.ballots[proposal]?.closing?.count }
    }

    /// What each seat says, all at once: who stays out, who lets another vote, who votes.
    private func statements(
        on ballot: Ballot, _ choice: (Seat) -> Vote.Choice, recused: String?, proxy: (from: String, to: String)?
    ) throws -> [(Statement, String)] {
        let moment = try now()
        return root.seats.map(\.seat).map { seat in
            if seat.id == recused {
                let interest = "Son organisme détient des données de l’étude (exploitant fictif)."
                return (.recusal(Recusal(on: ballot, seat: seat.id, interest: interest, at: moment)), seat.id)
            }
            if let proxy, seat.id == proxy.from {
                return (.proxy(Proxy(on: ballot, from: proxy.from, to: proxy.to, at: moment)), seat.id)
            }
            return (.vote(Vote(on: ballot, seat: seat.id, choice: choice(seat), at: moment)), seat.id)
        }
    }

    /// A college that stopped a proposal says why.
    private func giveReasons() async throws {
        let reasons = CollegeReasons(
            ballot: DemoBallots.wider, college: DemoBallots.opposing,
            text: Localized(
                fr: "Le budget d’une période ne se renouvelle jamais : le débat public d’une année épuiserait celui "
                    + "des suivantes.",
                en: "The budget of a period never renews: the debate of one year would use up that of the next ones."),
            at: try now())
        try await send(.reasons(reasons), by: "civil-society-2")
    }

    // MARK: The suspension

    private var officer: String { root.officer?.officer.id ?? "" }

    /// At once: the officer's own proof, then the broker's.
    func suspend() async throws {
        let suspension = try Suspension.proven(
            id: DemoBallots.suspension, rules: [DemoProposals.suspendedRule], policyText: material.adopted.policy,
            reason: Localized(
                fr: "Une plainte est examinée : rien de plus n’est permis par cette règle en attendant.",
                en: "A complaint is being looked at: this rule permits nothing more meanwhile."),
            signatory: officer, proofs: PolicyProofs(root: root), at: now())
        try await send(.suspension(suspension), by: officer)
        _ = try await awaited { $0.suspendedRules.contains(DemoProposals.suspendedRule) ? true : nil }
    }

    func lift() async throws {
        let suspension = try await awaited { $0.suspensions[DemoBallots.suspension]?.suspension }
        let id = "\(DemoBallots.suspension)-lifted"
        try await propose(
            id, .lifting,
            Localized(fr: "Lever la suspension", en: "Lift the suspension"), textHash: suspension.hash,
            evidence: DemoBallots.finding, by: "public-2", documents: [DemoBallots.finding])
        let count = try await vote(on: id) { _ in .inFavour }
        guard count.outcome == .adopted, try await look().suspendedRules.isEmpty else {
            throw DemoFailure("the suspension was not lifted: \(count.sentence.en)")
        }
    }

    private static let finding = "La plainte est sans suite : aucune étude n’était concernée.\n"

    // MARK: The register

    /// What the register says now, under a cosigned checkpoint.
    func look() async throws -> RegisterState { try await follower.look(now: now()).state }

    /// Once the register, cosigned, holds the publication of each of these studies.
    func look(after published: [String]) async throws -> RegisterState {
        try await awaited { state in
            let logged = state.mandates.values.filter { $0.publication != nil }.map(\.entry.study)
            return Set(logged).isSuperset(of: published) ? state : nil
        }
    }

    /// Until the register says it.
    private func awaited<Value: Sendable>(_ value: (RegisterState) -> Value?) async throws -> Value {
        for _ in 0..<400 {
            if let state = try? await look(), let value = value(state) { return value }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DemoFailure("the register did not say what was awaited for 20 seconds; `--keep` leaves the parties' logs")
    }

    private func wait(until moment: Moment?) async throws {
        guard let moment else { return }
        while try now() < moment { try await Task.sleep(for: .milliseconds(20)) }
    }

    private func now() throws -> Moment {
        guard let now = Moment(Date()) else { throw DemoFailure("this machine's clock is set beyond the year 2199") }
        return now
    }

    private func send(_ statement: Statement, by signatory: String, documents: [String] = []) async throws {
        let envelope = try statement.signed(by: signatory, key: acting.enrolment.key(of: signatory), at: now())
        guard case .object(var members) = envelope.json else { return }
        if !documents.isEmpty { members["documents"] = .array(documents.map { .string($0) }) }
        _ = try await acting.send(.post, "records", body: JSONValue.object(members).canonicalBytes)
    }
}
