// SPDX-License-Identifier: Apache-2.0
//
// Somebody who adds and subtracts all that was published, over the rationals: exact elimination without
// fractions (Bareiss 1968), by another way than the one under test.

import DisclosureControl

struct Attacker {
    /// Published sums, each over the atoms of the table.
    private(set) var known: [[Int]]
    let atomCount: Int
    private let rank: Int

    init(atomCount: Int, known: [[Int]]) {
        self.atomCount = atomCount
        self.known = known
        rank = Self.rank(known.map { Self.vector($0, atomCount) })
    }

    /// All that a release says, its withheld total included, after what was said before.
    init(_ release: Release, history: ReleaseHistory) {
        var known = history.figures.filter(\.isPublished).map(\.atoms)
        var withheld: [Int] = []
        for (cell, figure) in release.cells.enumerated() {
            if figure == .withheld { withheld += history.cells[cell] } else { known.append(history.cells[cell]) }
        }
        for margin in release.margins where margin.figure != .withheld {
            known.append(margin.margin.cells.flatMap { history.cells[$0] })
        }
        if release.withheldTotals != nil { known.append(withheld) }
        self.init(atomCount: history.atomCount, known: known)
    }

    func derives(_ atoms: [Int]) -> Bool {
        Self.rank((known + [atoms]).map { Self.vector($0, atomCount) }) == rank
    }

    private static func vector(_ atoms: [Int], _ count: Int) -> [Int] {
        var vector = [Int](repeating: 0, count: count)
        for atom in atoms { vector[atom] = 1 }
        return vector
    }

    /// Minors of these few zeros and ones stay far below 64 bits.
    private static func rank(_ rows: [[Int]]) -> Int {
        var rows = rows
        var (rank, divisor) = (0, 1)
        for column in 0..<(rows.first?.count ?? 0) {
            guard let pivot = rows[rank...].firstIndex(where: { $0[column] != 0 }) else { continue }
            rows.swapAt(rank, pivot)
            let lead = rows[rank]
            for index in rows.indices where index > rank {
                let factor = rows[index][column]
                for place in rows[index].indices {
                    rows[index][place] = (lead[column] * rows[index][place] - factor * lead[place]) / divisor
                }
            }
            divisor = lead[column]
            rank += 1
            if rank == rows.count { break }
        }
        return rank
    }
}
