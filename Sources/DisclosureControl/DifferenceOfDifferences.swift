// SPDX-License-Identifier: Apache-2.0
//
// The change of units to whom something happened, less the change of similar ones to whom it didn't, from the
// published averages of a release. Similar means: of the same stratum. A stratum counts only if all four of its cells
// are published; strata are weighed by their published units to whom it happened, before and after together.
// What isn't measured here: chance in who was counted at all, and differences within a stratum.

package struct DifferenceOfDifferences: Hashable, Sendable {
    /// Positions of four cells of the release.
    package struct Stratum: Hashable, Sendable {
        package let before: Int
        package let after: Int
        package let similarBefore: Int
        package let similarAfter: Int

        package init(before: Int, after: Int, similarBefore: Int, similarAfter: Int) {
            self.before = before
            self.after = after
            self.similarBefore = similarBefore
            self.similarAfter = similarAfter
        }

        var cells: [Int] { [before, after, similarBefore, similarAfter] }
    }

    /// The strata that count, as given.
    package let strata: [Stratum]
    /// Those left out because one of their cells is withheld.
    package let leftOut: Int
    /// Units to whom it happened, after.
    package let units: Estimate
    package let before: Estimate
    package let after: Estimate
    /// After less before, per unit: of those to whom it happened, and of similar ones.
    package let change: Estimate
    package let similarChange: Estimate
    /// `change` less `similarChange`.
    package let effect: Estimate

    /// - Parameter measure: position of an amount in the release's measures.
    /// - Returns: nil when no stratum counts.
    package init?(of measure: Int, in release: Release, strata all: [Stratum]) {
        var usable: [(stratum: Stratum, weight: Double, averages: [Estimate])] = []
        for stratum in all where stratum.cells.allSatisfy(release.isPublished) {
            let averages = stratum.cells.compactMap { release.average(of: measure, in: [$0]) }
            guard averages.count == 4, let weight = release.units(in: [stratum.before, stratum.after])?.value else {
                continue
            }
            usable.append((stratum, weight, averages))
        }
        let total = usable.reduce(0) { $0 + $1.weight }
        guard total > 0, let units = release.units(in: usable.map(\.stratum.after)) else { return nil }
        func sum(_ signs: [Double]) -> Estimate {
            Estimate.sum(
                usable.flatMap { entry in
                    zip(signs, entry.averages).filter { $0.0 != 0 }.map { ($0 * entry.weight / total, $1) }
                })
        }
        strata = usable.map(\.stratum)
        leftOut = all.count - usable.count
        self.units = units
        before = sum([1, 0, 0, 0])
        after = sum([0, 1, 0, 0])
        change = sum([-1, 1, 0, 0])
        similarChange = sum([0, 0, -1, 1])
        effect = sum([-1, 1, 1, -1])
    }
}
