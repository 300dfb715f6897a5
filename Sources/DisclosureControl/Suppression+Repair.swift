// SPDX-License-Identifier: Apache-2.0
//
// Which statement is withheld so that a derivation falls apart: a margin while one takes part, the tightest around
// what is exposed; else the cell with the fewest units beside it in a sum that earlier releases gave. The search is
// greedy: finding the least total loss is an integer programme, and no published table is worth one.

extension Suppression {
    /// The tightest given sum that holds all of it, new or earlier: itself, or for an earlier one a cell
    /// beside what is exposed; nil when no given sum does, or nothing of it can be withheld.
    /// - Parameter exposed: ascending atoms whose sum follows from what is given.
    func around(_ exposed: [Int]) -> Int? {
        let cell = cellOfAtom[exposed[0]].map { [$0] } ?? []
        let own = (cell + Array(units.count..<statements.count)).filter {
            statements[$0].isGiven && holds(statements[$0].atoms, exposed)
        }.min { looseness($0) < looseness($1) }
        guard let own else {
            let earlier = history.figures.filter { $0.isPublished && holds($0.atoms, exposed) }
            guard let tightest = earlier.min(by: { $0.atoms.count < $1.atoms.count }) else { return nil }
            return cheapest(among: beside(exposed, in: tightest.atoms))
        }
        return own
    }

    /// A given margin that holds a part of it, or any; else such a cell, or any.
    func lastResort(_ exposed: [Int]) -> Int? {
        let margins = units.count..<statements.count
        return [margins, units.indices].lazy.compactMap { kind in
            cheapest(among: kind.filter { statements[$0].atoms.contains { holds(exposed, [$0]) } })
                ?? cheapest(among: kind)
        }.first
    }

    private func looseness(_ index: Int) -> (hidden: Int, size: Int) {
        (statements[index].cells.count { !statements[$0].isGiven }, statements[index].cells.count)
    }

    /// Given cells within a sum that hold nothing of what is exposed.
    private func beside(_ exposed: [Int], in sum: [Int]) -> [Int] {
        Set(sum.compactMap { cellOfAtom[$0] }).filter { cell in
            statements[cell].isGiven && holds(sum, statements[cell].atoms)
                && !statements[cell].atoms.contains { holds(exposed, [$0]) }
        }.sorted()
    }

    /// Whether ascending atoms hold all the others.
    private func holds(_ sum: [Int], _ atoms: [Int]) -> Bool {
        guard sum.count >= atoms.count else { return false }
        return atoms.allSatisfy { atom in
            var (low, high) = (0, sum.count)
            while low < high {
                let middle = (low + high) / 2
                if sum[middle] < atom { low = middle + 1 } else { high = middle }
            }
            return low < sum.count && sum[low] == atom
        }
    }

    /// Of those that lose least the last, which is a margin if there is one.
    private func cheapest(among indices: some Sequence<Int>) -> Int? {
        indices.filter { statements[$0].isGiven }.min { (cost($0), -$0) < (cost($1), -$1) }
    }

    /// A cell's units; for a margin what it says beyond its given cells.
    private func cost(_ index: Int) -> Int64 {
        guard index >= units.count else { return units[index] }
        return max(0, Self.sum(of: statements[index].cells.filter { !statements[$0].isGiven }, in: units))
    }
}
