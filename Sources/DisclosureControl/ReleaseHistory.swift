// SPDX-License-Identifier: Apache-2.0
//
// What earlier releases said of the same records, laid beside the cells of a new one. Both are taken apart into
// atoms: the smallest classes of records that any of them tells apart. Which earlier study speaks of which atoms
// is for whoever knows the plans (Studies, SharedCells.swift); here they are sets of numbers.

package struct ReleaseHistory: Hashable, Sendable {
    /// A cell or total of an earlier release.
    package struct Figure: Hashable, Sendable {
        /// Ascending, each once, at least one.
        package let atoms: [Int]
        /// False when it was withheld.
        package let isPublished: Bool

        package init(atoms: [Int], isPublished: Bool) {
            self.atoms = atoms
            self.isPublished = isPublished
        }
    }

    package let atomCount: Int
    /// The atoms of each cell of the new table: ascending, at least one, none in two cells.
    package let cells: [[Int]]
    package let figures: [Figure]

    /// - Throws: `.history` when a set is empty, not ascending or beyond the atoms, or when two cells share one.
    package init(atomCount: Int, cells: [[Int]], figures: [Figure]) throws(DisclosureError) {
        let isSet = { (atoms: [Int]) in
            !atoms.isEmpty && atoms[0] >= 0 && atoms[atoms.count - 1] < atomCount
                && zip(atoms, atoms.dropFirst()).allSatisfy { $0 < $1 }
        }
        let all = cells.joined()
        guard cells.allSatisfy(isSet), figures.allSatisfy({ isSet($0.atoms) }), Set(all).count == all.count else {
            throw DisclosureError(
                .history, "an earlier release doesn't fit the cells of this one",
                help: "give each cell and figure its atoms in ascending order, and no atom to two cells")
        }
        self.atomCount = atomCount
        self.cells = cells
        self.figures = figures
    }

    private init(cellCount: Int) {
        atomCount = cellCount
        cells = (0..<cellCount).map { [$0] }
        figures = []
    }

    /// Nothing was released before.
    package static func none(cellCount: Int) -> ReleaseHistory {
        ReleaseHistory(cellCount: max(0, cellCount))
    }
}

extension DisclosureError.Code {
    /// Earlier releases that can't be laid beside a new one.
    package static let history = Self("history")
    /// A release that would say nothing.
    package static let uselessRelease = Self("useless-release")
}
