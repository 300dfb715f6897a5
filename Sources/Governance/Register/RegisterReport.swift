// SPDX-License-Identifier: Apache-2.0
//
// What a verified register says, in sentences, French and English: which policy set was in force when and
// by which vote, what is suspended, and of each publication the chain back to its votes and its budget.

import Studies

package struct RegisterReport: Sendable {
    package let state: RegisterState
    package let findings: [Finding]
    /// By policy hash, the days on which the set changes by itself.
    package let expiries: [String: [Day]]
    let now: Moment

    /// Nothing was done wrong.
    package var isSound: Bool { !findings.contains(where: \.isFault) }

    /// Findings first, then what follows from the register.
    package var sentences: [Localized] {
        [summary] + findings.map(\.sentence) + policySentences + suspensionSentences + publicationSentences
            + budgetSentences
    }

    private var summary: Localized {
        let faults = findings.count(where: \.isFault)
        return faults == 0
            ? Localized(
                fr: "\(state.size) enregistrements relus, aucune faute.",
                en: "\(state.size) records read again, nothing wrong.")
            : Localized(
                fr: "\(state.size) enregistrements relus, \(faults) faute(s).",
                en: "\(state.size) records read again, \(faults) wrong.")
    }

    private var policySentences: [Localized] {
        state.policies.enumerated().map { index, period in
            let end = index + 1 < state.policies.count ? state.policies[index + 1].from : nil
            let days = (expiries[period.hash] ?? []).map(\.description).joined(separator: ", ")
            let until = (fr: end.map { " à \($0)" } ?? "", en: end.map { " to \($0)" } ?? "")
            let changes = (
                fr: days.isEmpty ? "" : " Des règles y expirent : \(days).",
                en: days.isEmpty ? "" : " Rules of it expire: \(days)."
            )
            let (hash, ballot, count) = (period.hash.prefix(12), period.ballot.ballot, period.count.sentence)
            return Localized(
                fr: "Politique \(hash), de \(period.from)\(until.fr), par le scrutin « \(ballot) ». "
                    + count.fr + changes.fr,
                en: "Policy \(hash), from \(period.from)\(until.en), by ballot “\(ballot)”. "
                    + count.en + changes.en)
        }
    }

    private var suspensionSentences: [Localized] {
        state.suspensions.sorted { $0.key < $1.key }.compactMap { id, suspension in
            guard let from = suspension.from else { return nil }
            let rules = suspension.suspension.rules.joined(separator: ", ")
            let signatories = suspension.signatories.joined(separator: ", ")
            let end = suspension.lifted
            return Localized(
                fr: "Suspension « \(id) » de \(rules), depuis \(from), par \(signatories)"
                    + (end.map { ", levée par un vote à \($0)." } ?? "."),
                en: "Suspension “\(id)” of \(rules), since \(from), by \(signatories)"
                    + (end.map { ", lifted by a ballot at \($0)." } ?? "."))
        }
    }

    private var publicationSentences: [Localized] {
        state.mandates.values.sorted { $0.record < $1.record }.compactMap { mandate in
            guard mandate.publication != nil else { return nil }
            let entry = mandate.entry
            let requester = state.studies[entry.study]?.submission.requester ?? "?"
            let (policy, rho) = (entry.policyHash.prefix(12), Micro.text(entry.rhoMicro))
            let vote = entry.studyBallot?.ballot
            return Localized(
                fr: "Publication de l'étude « \(entry.study) » (\(requester)) : permis \(entry.mandate.prefix(12)), "
                    + "enregistrement \(mandate.record) ; politique \(policy), scrutin « \(entry.policyBallot.ballot) »"
                    + (vote.map { ", et scrutin « \($0) » sur l'étude" } ?? "")
                    + " ; \(rho) de budget (zCDP).",
                en: "Publication of study “\(entry.study)” (\(requester)): mandate \(entry.mandate.prefix(12)), "
                    + "record \(mandate.record); policy \(policy), ballot “\(entry.policyBallot.ballot)”"
                    + (vote.map { ", and ballot “\($0)” on the study" } ?? "")
                    + "; \(rho) of budget (zCDP).")
        }
    }

    private var budgetSentences: [Localized] {
        let accounts = state.ledger.spentByAccount.sorted {
            ($0.key.dataset, $0.key.population, $0.key.period.start)
                < ($1.key.dataset, $1.key.population, $1.key.period.start)
        }
        let limit = Micro.text(state.ledger.limitRhoMicro)
        let lines = accounts.map { account, spent in
            let period = "\(account.period.start), \(account.period.end)"
            let name = "\(account.dataset) (\(account.population), \(period))"
            return Localized(
                fr: "Budget de \(name) : \(Micro.text(spent)) sur \(limit).",
                en: "Budget of \(name): \(Micro.text(spent)) of \(limit).")
        }
        let all = Micro.text(state.ledger.spentOverAll)
        return lines + [
            Localized(
                fr: "Une personne présente partout porterait \(all) en tout.",
                en: "Somebody who is in all of them would bear \(all) altogether.")
        ]
    }
}
