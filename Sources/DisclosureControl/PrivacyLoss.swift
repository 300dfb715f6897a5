// SPDX-License-Identifier: Apache-2.0
//
// What one unit may have lost over everything that a trust published (promise G3): all studies, datasets,
// populations and record periods. ρ adds up, for the same person may be in each of them, unless populations are
// proven disjoint (parallel composition): then nobody is in more than one of them, and the largest counts. Periods
// never are: a person is there in both.

package struct PrivacyLoss: Hashable, Sendable {
    /// What was spent on one population of one dataset, over all its record periods.
    package struct Spending: Hashable, Sendable {
        package let dataset: String
        package let population: String
        /// In millionths, at least 1.
        package let rhoMicro: Int64

        package init(dataset: String, population: String, rhoMicro: Int64) {
            self.dataset = dataset
            self.population = population
            self.rhoMicro = rhoMicro
        }
    }

    /// The most ρ that any one unit may have lost, in millionths.
    package let rhoMicro: Int64

    /// - Parameters:
    ///   - spendings: in any order; the same population may come several times.
    ///   - disjoint: families of populations of which nobody is in two, across datasets; a population is in one
    ///     family at most.
    /// - Throws: `.budget` when there is no spending, one is not positive, the sum does not fit 64 bits, or a
    ///   population is in two families.
    package init(_ spendings: [Spending], disjoint: [Set<String>] = []) throws(DisclosureError) {
        let members = disjoint.flatMap(\.self)
        guard Set(members).count == members.count else {
            throw DisclosureError(
                .budget, "a population is in two families of disjoint populations",
                help: "name each population in one family, or in none")
        }
        _ = try PrivacyAccount.composed(spendings.map(\.rhoMicro))
        var byPopulation: [String: Int64] = [:]
        for spending in spendings { byPopulation[spending.population, default: 0] += spending.rhoMicro }
        let shared = byPopulation.filter { !members.contains($0.key) }.values.reduce(0, +)
        let separate = disjoint.map { family in family.compactMap { byPopulation[$0] }.max() ?? 0 }
        rhoMicro = shared + separate.reduce(0, +)
    }

    /// The ε of it, in millionths, rounded up.
    /// - Throws: `.privacyParameter` when the exponent is out of range, or ρ beyond what any ε means.
    package func epsilonMicro(deltaExponent: Int) throws(DisclosureError) -> Int64 {
        try ZCDP.epsilonMicro(rhoMicro: rhoMicro, deltaExponent: deltaExponent)
    }
}
