// SPDX-License-Identifier: Apache-2.0
//
// The ledger of privacy: zCDP spent on each population of a dataset and record period, as a fold over
// reservations. A reservation is made whole or refused; nothing is ever given back and a budget never
// renews. The broker keeps one, and each edge its own of what it answered; storing them is theirs.

import Studies

/// What a budget belongs to.
package struct LedgerAccount: Hashable, Sendable {
    package let dataset: String
    /// Whose records: `holders` for the people in the holders' databases, who may be in several of them.
    package let population: String
    /// The dataset's record period.
    package let period: Period

    package static let holders = "holders"

    package init(dataset: String, population: String, period: Period) {
        self.dataset = dataset
        self.population = population
        self.period = period
    }

    /// The account that a study at the holders of a dataset spends from.
    package static func holders(of dataset: Dataset) -> LedgerAccount {
        LedgerAccount(dataset: dataset.id, population: holders, period: dataset.recordPeriod)
    }
}

/// One reservation.
package struct LedgerEntry: Hashable, Sendable {
    package let account: LedgerAccount
    /// The mandate's body hash, lowercase hex.
    package let mandate: String
    /// At least 1.
    package let rhoMicro: Int64
    package let at: Moment

    package init(account: LedgerAccount, mandate: String, rhoMicro: Int64, at: Moment) {
        self.account = account
        self.mandate = mandate
        self.rhoMicro = rhoMicro
        self.at = at
    }

    /// From what a party's store keeps of it: the days as `YYYY-MM-DD`, the moment in seconds since 1970. Nil when
    /// these are none.
    package init?(
        dataset: String, population: String, periodStart: String, periodEnd: String, mandate: String, rhoMicro: Int,
        at seconds: Int
    ) {
        guard let start = Day(periodStart), let end = Day(periodEnd), let period = Period(start: start, end: end),
            let at = Moment(secondsSinceEpoch: Int64(seconds))
        else { return nil }
        self.init(
            account: LedgerAccount(dataset: dataset, population: population, period: period), mandate: mandate,
            rhoMicro: Int64(rhoMicro), at: at)
    }
}

package struct Ledger: Hashable, Sendable {
    /// The charter's budget for each account, in micro-units of ρ.
    package let limitRhoMicro: Int64
    /// In the order of their reservation.
    package private(set) var entries: [LedgerEntry] = []
    private var spending: [LedgerAccount: Int64] = [:]
    private var mandates: Set<String> = []

    package init(charter: Charter) {
        limitRhoMicro = charter.budgetRhoMicro
    }

    /// The ledger that these entries make.
    /// - Throws: `.budget` when they overdraw or repeat a mandate.
    package init(charter: Charter, entries: some Sequence<LedgerEntry>) throws(GovernanceError) {
        self.init(charter: charter)
        for entry in entries { try reserve(entry) }
    }

    /// Every account that something was spent of.
    package var spentByAccount: [LedgerAccount: Int64] { spending }

    /// What one person could bear who is in every dataset and population: privacy losses add up, unless
    /// populations are proven disjoint, which nothing here proves.
    package var spentOverAll: Int64 { spending.values.reduce(0, +) }

    package func spent(_ account: LedgerAccount) -> Int64 { spending[account] ?? 0 }

    package func remaining(_ account: LedgerAccount) -> Int64 { limitRhoMicro - spent(account) }

    package func holds(mandate: String) -> Bool { mandates.contains(mandate) }

    /// Takes the entry whole, or throws and changes nothing.
    /// - Throws: `.budget` for less than 1, for more than what remains, or for a mandate already there.
    package mutating func reserve(_ entry: LedgerEntry) throws(GovernanceError) {
        guard entry.rhoMicro >= 1 else {
            throw GovernanceError(.budget, "a reservation of nothing", help: "reserve what the plan spends")
        }
        guard !holds(mandate: entry.mandate) else {
            throw GovernanceError(
                .budget, "the mandate `\(entry.mandate.prefix(12))` is in the ledger already",
                help: "make another mandate to run the study again: it spends again")
        }
        let left = remaining(entry.account)
        guard entry.rhoMicro <= left else {
            throw GovernanceError(
                .budget,
                "the budget of `\(entry.account.dataset)` has \(Micro.text(left)) left and the study asks for "
                    + "\(Micro.text(entry.rhoMicro)) (zCDP)",
                help: "ask for a smaller epsilon; what is spent never comes back")
        }
        entries.append(entry)
        spending[entry.account, default: 0] += entry.rhoMicro
        mandates.insert(entry.mandate)
    }
}
