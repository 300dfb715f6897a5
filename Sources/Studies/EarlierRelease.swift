// SPDX-License-Identifier: Apache-2.0
//
// What an earlier study of the same trust published and what it withheld: its cells, its totals and the total of what
// was withheld, without any value. A party keeps it as canonical JSON and lays it beside the next plan
// (SharedCells.swift).

import DisclosureControl

package struct EarlierRelease: Hashable, Sendable {
    /// A total over cells of the plan.
    package struct Total: Hashable, Sendable {
        /// Ascending.
        package let cells: [Int]
        package let isPublished: Bool

        package init(cells: [Int], isPublished: Bool) {
            self.cells = cells
            self.isPublished = isPublished
        }
    }

    package let plan: Plan
    /// One for each cell of the plan.
    package let isPublished: [Bool]
    package let totals: [Total]
    /// The noised total over all withheld cells was given.
    package let hasWithheldTotal: Bool

    /// - Throws: `.history` when the release is not one of this plan.
    package init(
        plan: Plan, isPublished: [Bool], totals: [Total] = [], hasWithheldTotal: Bool
    ) throws(DisclosureError) {
        let isSet = { (cells: [Int]) in
            !cells.isEmpty && cells[0] >= 0 && cells[cells.count - 1] < plan.cellCount
                && zip(cells, cells.dropFirst()).allSatisfy { $0 < $1 }
        }
        guard isPublished.count == plan.cellCount, totals.allSatisfy({ isSet($0.cells) }) else {
            throw EarlierRelease.misfit(isPublished.count)
        }
        self.plan = plan
        self.isPublished = isPublished
        self.totals = totals
        self.hasWithheldTotal = hasWithheldTotal
    }

    package init(plan: Plan, release: Release) throws(DisclosureError) {
        try self.init(
            plan: plan, isPublished: release.cells.map { $0 != .withheld },
            totals: release.margins.map { Total(cells: $0.margin.cells, isPublished: $0.figure != .withheld) },
            hasWithheldTotal: release.withheldTotals != nil)
    }

    private static func misfit(_ count: Int) -> DisclosureError {
        DisclosureError(
            .history, "an earlier release of `\(count)` cells is not one of its plan",
            help: "give the cells that the release of this plan published")
    }
}

// As a party keeps it.
extension EarlierRelease {
    /// One character for each cell, `1` published and `0` withheld; the same before the cells of each total.
    package var json: JSONValue {
        .object([
            "cells": .string(String(isPublished.map { $0 ? "1" : "0" })), "hasWithheldTotal": .bool(hasWithheldTotal),
            "totals": .array(
                totals.map { total in
                    .object([
                        "cells": .array(total.cells.map { .int(Int64($0)) }), "isPublished": .bool(total.isPublished),
                    ])
                }),
        ])
    }

    /// - Throws: `.history` when the document is not what `json` gives for a release of this plan.
    package init(plan: Plan, json: JSONValue) throws(DisclosureError) {
        let cells = json["cells"]?.string ?? ""
        guard cells.allSatisfy({ $0 == "0" || $0 == "1" }), let hasTotal = json["hasWithheldTotal"]?.bool,
            let documents = json["totals"]?.array
        else { throw EarlierRelease.misfit(cells.count) }
        var totals: [Total] = []
        for document in documents {
            let numbers = document["cells"]?.array?.map { $0.int } ?? []
            guard let isPublished = document["isPublished"]?.bool, !numbers.contains(nil) else {
                throw EarlierRelease.misfit(cells.count)
            }
            totals.append(Total(cells: numbers.compactMap { $0 }.map { Int($0) }, isPublished: isPublished))
        }
        try self.init(
            plan: plan, isPublished: cells.map { $0 == "1" }, totals: totals, hasWithheldTotal: hasTotal)
    }
}

extension EarlierRelease {
    /// All that it says and must not say, in atoms. A withheld total with a published cell in it stands on enough
    /// units; only the others are to stay hidden.
    /// - Parameter cells: the atoms of each cell of the plan.
    func figures(over cells: [[Int]]) -> [ReleaseHistory.Figure] {
        var figures = zip(cells, isPublished).map { ReleaseHistory.Figure(atoms: $0, isPublished: $1) }
        for total in totals where total.isPublished || !total.cells.contains(where: { isPublished[$0] }) {
            figures.append(
                ReleaseHistory.Figure(
                    atoms: total.cells.flatMap { cells[$0] }.sorted(), isPublished: total.isPublished))
        }
        let withheld = zip(cells, isPublished).filter { !$1 }.flatMap(\.0).sorted()
        if hasWithheldTotal, !withheld.isEmpty {
            figures.append(ReleaseHistory.Figure(atoms: withheld, isPublished: true))
        }
        return figures
    }
}
