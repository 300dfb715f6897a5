// SPDX-License-Identifier: Apache-2.0
//
// Studies, mandates and publications in the register. A mandate's record is the reservation of its budget,
// whole or not at all; nothing is ever given back.

import Studies

package struct RegisteredStudy: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case refused([String])
        case withdrawn(Localized)
    }

    package let submission: StudySubmission
    package internal(set) var end: End?
    package internal(set) var mandates: [String] = []

    package var isOpen: Bool { end == nil }
}

package struct RegisteredMandate: Hashable, Sendable {
    package let entry: MandateEntry
    package let record: Int
    /// The rules that were suspended when it was made.
    let suspended: Set<String>
    /// By holder.
    package internal(set) var refusals: [String: Localized] = [:]
    package internal(set) var publication: PublicationEntry?
}

extension RegisterState {
    mutating func take(_ statement: StudySubmission, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard root.charter.mayRequest.contains(statement.requesterKind) else {
            throw Misstep(
                .requester, fr: "la charte n'admet pas de demande de « \(statement.requesterKind.rawValue) »",
                en: "the charter takes no study from a `\(statement.requesterKind.rawValue)`")
        }
        guard studies[statement.study]?.isOpen != true else {
            throw Misstep(
                .studyTwice, fr: "une étude s'appelle déjà « \(statement.study) »",
                en: "a study is called “\(statement.study)” already")
        }
        studies[statement.study] = RegisteredStudy(submission: statement)
    }

    mutating func take(_ statement: StudyRefusal, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        let study = try openStudy(statement.study)
        guard study.submission.planHash == statement.planHash, study.mandates.isEmpty else {
            throw Misstep(
                .studyUnknown, fr: "ce plan n'est pas celui de l'étude, ou elle a un permis",
                en: "this is not the study's plan, or it has a mandate")
        }
        guard statement.policyHash == policy?.hash else { throw notInForce }
        studies[statement.study]?.end = .refused(statement.clauses)
    }

    mutating func take(_ statement: StudyWithdrawal, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        _ = try openStudy(statement.study)
        studies[statement.study]?.end = .withdrawn(statement.reason)
    }

    private func openStudy(_ id: String) throws(Misstep) -> RegisteredStudy {
        guard let study = studies[id], study.isOpen else {
            throw Misstep(
                .studyUnknown, fr: "aucune étude en cours ne s'appelle « \(id) »", en: "no open study is called “\(id)”"
            )
        }
        return study
    }

    private var notInForce: Misstep {
        Misstep(
            .policyNotInForce, fr: "cette politique n'est pas celle en vigueur",
            en: "this policy is not the one in force")
    }

    // MARK: Mandates

    mutating func take(_ statement: MandateEntry, _ record: RegisterRecord, at index: Int) throws(Misstep) {
        try checkDate(statement.made, record)
        try checkStudy(of: statement)
        try checkParties(of: statement)
        guard mandates[statement.mandate] == nil else {
            throw Misstep(.mandateTwice, fr: "ce permis est déjà inscrit", en: "this mandate is there already")
        }
        guard statement.notAfter == statement.made.adding(seconds: root.charter.mandateSeconds) else {
            throw Misstep(
                .mandateTerm, fr: "il ne dure pas ce que dit la charte", en: "it does not last as the charter says")
        }
        try reserve(statement)
        mandates[statement.mandate] = RegisteredMandate(entry: statement, record: index, suspended: suspendedRules)
        studies[statement.study]?.mandates.append(statement.mandate)
    }

    private func checkStudy(of statement: MandateEntry) throws(Misstep) {
        let study = try openStudy(statement.study).submission
        guard study.planHash == statement.planHash, study.preliminaryHash == statement.preliminaryHash,
            study.dataset == statement.account.dataset
        else {
            throw Misstep(
                .mandatePlan, fr: "ce n'est ni le plan ni l'analyse de l'étude déposée",
                en: "these are not the plan and assessment of the study that was submitted")
        }
        guard let policy, policy.hash == statement.policyHash, policy.ballot == statement.policyBallot else {
            throw notInForce
        }
        if let reference = statement.studyBallot {
            let ballot = ballots[reference.ballot]
            guard let ballot, ballot.ballot.subject == .study, ballot.ballot.textHash == statement.planHash,
                ballot.ballot.evidenceHash == statement.preliminaryHash, let closing = ballot.closing,
                closing.record == Int(reference.record), closing.count.outcome == .adopted
            else {
                throw Misstep(
                    .studyBallot, fr: "le scrutin « \(reference.ballot) » n'a pas adopté cette étude",
                    en: "ballot “\(reference.ballot)” did not adopt this study")
            }
        }
        guard suspendedRules.isDisjoint(with: statement.rules) else {
            throw Misstep(
                .mandateSuspended, fr: "une règle qui la permet est suspendue",
                en: "a rule that permits it is suspended")
        }
    }

    private func checkParties(of statement: MandateEntry) throws(Misstep) {
        guard let leader = root.aggregator(statement.leader), let helper = root.aggregator(statement.helper),
            leader.role == .leader, helper.role == .helper, leader.college != helper.college,
            revoked.isDisjoint(with: [Party(.aggregator, leader.id), Party(.aggregator, helper.id)])
        else {
            throw Misstep(
                .aggregators,
                fr: "« \(statement.leader) » et « \(statement.helper) » ne sont pas admis ainsi, "
                    + "sous deux collèges différents",
                en: "“\(statement.leader)” and “\(statement.helper)” are not enrolled so, under two different colleges")
        }
        guard !statement.holders.isEmpty, Set(statement.holders).count == statement.holders.count,
            statement.holders.allSatisfy({ root.holder($0) != nil && !revoked.contains(Party(.holder, $0)) })
        else {
            throw Misstep(.holders, fr: "un détenteur n'est pas admis", en: "a holder is not enrolled")
        }
    }

    private mutating func reserve(_ statement: MandateEntry) throws(Misstep) {
        let spent = ledger.spent(statement.account)
        guard statement.spentRhoMicro == spent else {
            throw Misstep(
                .falseBalance,
                fr: "le solde annoncé est de \(Micro.text(statement.spentRhoMicro)), "
                    + "le registre dit \(Micro.text(spent))",
                en: "it says that \(Micro.text(statement.spentRhoMicro)) was spent, "
                    + "the register says \(Micro.text(spent))")
        }
        do {
            try ledger.reserve(
                LedgerEntry(
                    account: statement.account, mandate: statement.mandate, rhoMicro: statement.rhoMicro,
                    at: statement.made))
        } catch {
            throw Misstep(.overspent, fr: "le budget ne suffit pas", en: error.message)
        }
    }

    mutating func take(_ statement: HolderRefusal, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard let mandate = mandates[statement.mandate], mandate.entry.holders.contains(statement.holder) else {
            throw mandateUnknown
        }
        mandates[statement.mandate]?.refusals[statement.holder] = statement.reason
    }

    private var mandateUnknown: Misstep {
        Misstep(
            .mandateUnknown, fr: "il parle d'un permis qui n'est pas dans le registre",
            en: "it speaks of a mandate that is not in the register")
    }

    // MARK: Publications

    mutating func take(_ statement: PublicationEntry, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard let mandate = mandates[statement.mandate] else { throw mandateUnknown }
        guard mandate.publication == nil else {
            throw Misstep(
                .publicationTwice, fr: "ce permis a déjà donné une publication",
                en: "this mandate was published already")
        }
        _ = try openStudy(mandate.entry.study)
        guard mandate.refusals.isEmpty else {
            throw Misstep(
                .publicationRefused, fr: "un détenteur a refusé de répondre", en: "a holder refused to answer")
        }
        guard statement.rhoMicro == mandate.entry.rhoMicro else {
            throw Misstep(
                .publicationBudget, fr: "la dépense n'est pas celle du permis",
                en: "what was spent is not what the mandate reserved")
        }
        let threshold = root.charter.threshold * Int64(mandate.entry.holders.count)
        guard statement.lowestUnits.map({ $0 >= threshold }) ?? true else {
            throw Misstep(
                .publicationThreshold, fr: "une case est sous le seuil de \(threshold) unités",
                en: "a cell is under the threshold of \(threshold) units")
        }
        mandates[statement.mandate]?.publication = statement
    }

    mutating func take(_ statement: ReportEntry, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard reports[statement.year] == nil else {
            throw Misstep(
                .reportTwice, fr: "l'année \(statement.year) a déjà son rapport",
                en: "the year \(statement.year) has its report already")
        }
        reports[statement.year] = statement.hash
    }
}
