// SPDX-License-Identifier: Apache-2.0
//
// Promise G4 against somebody who subtracts: small tables of every make, with totals, nested zones and earlier
// releases, each attacked over the rationals.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct SuppressionTests {
    static func rule() throws -> ReleaseRule {
        try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000)
    }

    static func release(
        _ units: [Int64], _ axes: [TableShape.Axis], order: Int = 1, history: ReleaseHistory? = nil
    ) throws -> Release {
        try Release.make(
            from: .withoutNoise(measures: [(name: "people", values: units)]), rule: rule(),
            shape: TableShape(axes: axes), order: order, history: history)
    }

    @Test func `G4 a lone withheld cell does not come back from its row, its column or the whole`() throws {
        let axis = try TableShape.Axis(length: 3)
        let release = try Self.release([50, 60, 70, 80, 5, 90, 40, 30, 20], [axis, axis])
        #expect(release.cells[4] == .withheld)
        let attacker = Attacker(release, history: .none(cellCount: 9))
        #expect(!attacker.derives([4]))
        // The rule that looks at each figure alone gives all totals away.
        let rows = (0..<3).map { row in (0..<3).map { row * 3 + $0 } }
        let careless = Attacker(atomCount: 9, known: rows + [[0], [1], [2], [3], [5], [6], [7], [8]])
        #expect(careless.derives([4]))
    }

    @Test func `G4 a total of withheld cells is given over two or more that together are enough`() throws {
        let axis = try TableShape.Axis(length: 4)
        // 7 + 8 reach eleven: the whole may be told. 5 + 4 do not.
        let told = try Self.release([7, 8, 50, 60], [axis])
        #expect(told.margins.map(\.figure) == [.published([125])])
        #expect(told.withheldTotals == [15])
        let untold = try Self.release([5, 4, 50, 60], [axis])
        #expect(untold.margins.map(\.figure) == [.withheld])
        #expect(untold.withheldTotals == nil)
        let alone = try Self.release([5, 40, 50, 60], [axis])
        #expect(alone.margins.map(\.figure) == [.withheld])
        #expect(alone.withheldTotals == nil)
    }

    @Test func `G4 zones nested in groups do not give a small zone away`() throws {
        let zones = try TableShape.Axis(length: 5, groupings: [[0, 0, 1, 1, 1]])
        let release = try Self.release([4, 30, 40, 50, 60], [zones])
        #expect(!Attacker(release, history: .none(cellCount: 5)).derives([0]))
        // The other group may be told; the whole less that group would be the first group again.
        let figures = release.margins.map { ($0.margin.cells.count, $0.figure) }
        #expect(figures.contains { $0 == (3, .published([150])) })
        #expect(figures.contains { $0 == (2, .withheld) })
        #expect(figures.contains { $0 == (5, .withheld) })
    }

    @Test func `G4 a total that is public already costs another cell`() throws {
        let axis = try TableShape.Axis(length: 4)
        let history = try ReleaseHistory(
            atomCount: 4, cells: [[0], [1], [2], [3]], figures: [.init(atoms: [0, 1, 2, 3], isPublished: true)])
        let release = try Self.release([5, 40, 50, 60], [axis], history: history)
        #expect(release.cells == [.withheld, .withheld, .published([50]), .published([60])])
        #expect(!Attacker(release, history: history).derives([0]))
        #expect(!Attacker(release, history: history).derives([1]))
    }

    @Test func `G4 a cell that an earlier release withheld stays withheld`() throws {
        let axis = try TableShape.Axis(length: 3)
        let history = try ReleaseHistory(
            atomCount: 3, cells: [[0], [1], [2]],
            figures: [.init(atoms: [0], isPublished: false), .init(atoms: [1], isPublished: true)])
        let release = try Self.release([50, 60, 70], [axis], history: history)
        #expect(release.cells == [.withheld, .published([60]), .published([70])])
        #expect(!Attacker(release, history: history).derives([0]))
    }

    @Test func `G4 a coarser table does not undo a finer one`() throws {
        // Earlier: zones 0 to 3, of which zone 0 was withheld. Now: two halves.
        let history = try ReleaseHistory(
            atomCount: 4, cells: [[0, 1], [2, 3]],
            figures: [
                .init(atoms: [0], isPublished: false), .init(atoms: [1], isPublished: true),
                .init(atoms: [2], isPublished: true), .init(atoms: [3], isPublished: true),
            ])
        let release = try Self.release([45, 110], [TableShape.Axis(length: 2)], history: history)
        #expect(release.cells == [.withheld, .published([110])])
        #expect(release.margins.map(\.figure) == [.withheld])
    }

    @Test func `What earlier releases gave away together is no reason to withhold everything`() throws {
        let history = try ReleaseHistory(
            atomCount: 3, cells: [[0], [1], [2]],
            figures: [
                .init(atoms: [0, 1, 2], isPublished: true), .init(atoms: [1, 2], isPublished: true),
                .init(atoms: [0], isPublished: false),
            ])
        let release = try Self.release([5, 60, 70], [TableShape.Axis(length: 3)], history: history)
        #expect(release.cells == [.withheld, .published([60]), .published([70])])
    }

    /// The axes of random tables of up to 18 cells.
    static let shapes: [[(length: Int, groups: [Int]?)]] = [
        [(6, [0, 0, 1, 1, 2, 2])], [(3, nil), (4, nil)], [(4, [0, 0, 1, 1]), (4, [0, 1, 1, 1])],
        [(2, nil), (3, nil), (3, nil)], [(3, [0, 0, 1]), (2, nil), (2, nil)],
    ]

    static func table(
        _ shape: [(length: Int, groups: [Int]?)], _ generator: inout SeededGenerator
    ) throws -> (axes: [TableShape.Axis], units: [Int64]) {
        let axes = try shape.map { try TableShape.Axis(length: $0.length, groupings: $0.groups.map { [$0] } ?? []) }
        let cells = shape.reduce(1) { $0 * $1.length }
        let units = (0..<cells).map { _ in
            Int64.random(in: 0..<3, using: &generator) == 0
                ? Int64.random(in: 0...10, using: &generator) : Int64.random(in: 11...60, using: &generator)
        }
        return (axes, units)
    }

    static func history(
        _ margins: [Margin], _ cells: Int, _ generator: inout SeededGenerator
    ) throws -> ReleaseHistory {
        let sums = margins.map(\.cells) + (0..<cells).map { [$0] }
        let figures = sums.filter { _ in Int.random(in: 0..<6, using: &generator) == 0 }.map {
            ReleaseHistory.Figure(atoms: $0, isPublished: Bool.random(using: &generator))
        }
        return try ReleaseHistory(atomCount: cells, cells: (0..<cells).map { [$0] }, figures: figures)
    }

    /// Tables over which a check was made: enough of them, or it would check nothing.
    struct Tally {
        var (published, complementary, refused) = (0, 0, 0)
    }

    @Test(arguments: shapes.indices, [1, 2])
    func `G4 no withheld cell follows from 120 random tables, their totals and what came before`(
        shape: Int, order: Int
    ) throws {
        var generator = SeededGenerator(seed: UInt64(61 + shape * 2 + order))
        var tally = Tally()
        for round in 0..<120 {
            let (axes, units) = try Self.table(Self.shapes[shape], &generator)
            let margins = try TableShape(axes: axes).margins(order: order)
            let history =
                round % 2 == 0
                ? ReleaseHistory.none(cellCount: units.count) : try Self.history(margins, units.count, &generator)
            guard let release = try? Self.release(units, axes, order: order, history: history) else {
                tally.refused += 1
                continue
            }
            try Self.attack(release, units, history)
            tally.published += release.cells.count - release.withheldCount
            tally.complementary += zip(release.cells, units).count { $0 == .withheld && $1 >= 11 }
        }
        #expect(tally.published > 120)
        #expect(tally.complementary > 0)
        #expect(tally.refused < 60)
    }

    private static func attack(_ release: Release, _ units: [Int64], _ history: ReleaseHistory) throws {
        let attacker = Attacker(release, history: history)
        let before = Attacker(
            atomCount: history.atomCount, known: history.figures.filter(\.isPublished).map(\.atoms))
        let withheld = release.cells.indices.filter { release.cells[$0] == .withheld }
        for cell in withheld where !before.derives([cell]) {
            #expect(!attacker.derives([cell]))
            for other in withheld where other > cell && attacker.derives([cell, other]) && !before.derives([other]) {
                #expect(units[cell] + units[other] >= 11 || before.derives([cell, other]))
            }
        }
        for figure in history.figures where !figure.isPublished && !before.derives(figure.atoms) {
            #expect(!attacker.derives(figure.atoms))
        }
    }

    @Test func `A table without totals and without a past is released as by the rule alone`() throws {
        var generator = SeededGenerator(seed: 78)
        for shape in Self.shapes {
            let (_, units) = try Self.table(shape, &generator)
            let result = try AggregateResult.withoutNoise(measures: [(name: "people", values: units)])
            let plain = try Release.make(from: result, rule: Self.rule())
            let history = ReleaseHistory.none(cellCount: units.count)
            #expect(try Release.make(from: result, rule: Self.rule(), history: history) == plain)
        }
        #expect(throws: DisclosureError(.uselessRelease, "", help: "")) {
            try Release.make(
                from: .withoutNoise(measures: [(name: "people", values: [9, 8, 3])]), rule: Self.rule(),
                history: .none(cellCount: 3))
        }
    }

    @Test func `G4 two small cells are not told together, whichever of them an earlier release set apart`() throws {
        // 0 + 2 was told, rightly: they are twelve. So was 1 + 2 + 3, and 3 is large: 1 + 2, five people, would follow.
        // Cells 0 and 1 have one weight then, 2 the opposite one: looking at the first of a weight is not enough.
        let history = try ReleaseHistory(
            atomCount: 5, cells: (0..<5).map { [$0] },
            figures: [.init(atoms: [0, 2], isPublished: true), .init(atoms: [1, 2, 3], isPublished: true)])
        let release = try Self.release([9, 2, 3, 50, 60], [TableShape.Axis(length: 5)], history: history)
        #expect(!Attacker(release, history: history).derives([1, 2]))
        #expect(release.cells == [.withheld, .withheld, .withheld, .withheld, .published([60])])
    }

    @Test func `A table of which only the grand total would remain is refused`() throws {
        let axis = try TableShape.Axis(length: 3)
        #expect(
            refusal { () throws(DisclosureError) in
                try Release.make(
                    from: .withoutNoise(measures: [(name: "people", values: [9, 8, 7])]), rule: Self.ruleOrThrow(),
                    shape: TableShape(axes: [axis]))
            } == .uselessRelease)
        // A row that can be told is something.
        let rows = try Self.release([9, 8, 0, 1], [TableShape.Axis(length: 2), TableShape.Axis(length: 2)])
        #expect(rows.isUseless)
        #expect(rows.margins.contains { $0.figure == .published([17]) && $0.margin.parts[0] == .position(0) })
    }

    private static func ruleOrThrow() throws(DisclosureError) -> ReleaseRule {
        try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000)
    }

    @Test func `A release is the same when it is made twice`() throws {
        var generator = SeededGenerator(seed: 77)
        for shape in Self.shapes {
            let (axes, units) = try Self.table(shape, &generator)
            #expect(try Self.release(units, axes, order: 2) == Self.release(units, axes, order: 2))
        }
    }

    @Test func `Totals are those of the noised cells with their intervals`() throws {
        let axis = try TableShape.Axis(length: 3)
        let result = try AggregateResult(measures: [
            (name: "people", values: [300, 280, 90], standardDeviation: 4),
            (name: "trips", values: [-7, 5, 900], standardDeviation: 40),
        ])
        let release = try Release.make(from: result, rule: Self.rule(), shape: TableShape(axes: [axis]))
        #expect(release.margins.map(\.figure) == [.published([670, 898])])
        #expect(release.margins[0].halfWidths95 == [14, 136])
        #expect(release.limit.limit == 11 + Int64((release.limit.z * 4).rounded(.up)))
        #expect(release.limit.z > 3.4)
    }

    @Test func `Shapes and histories that do not fit are refused`() throws {
        let axis = try TableShape.Axis(length: 3)
        for (length, groups) in [(0, []), (-1, []), (2, [[0]]), (2, [[0, 2]]), (2, [[0, -1]])] as [(Int, [[Int]])] {
            #expect(
                refusal { () throws(DisclosureError) in try TableShape.Axis(length: length, groupings: groups) }
                    == .aggregateShape)
        }
        let wide = try TableShape.Axis(length: 1001)
        #expect(refusal { () throws(DisclosureError) in try TableShape(axes: [wide, wide]) } == .aggregateShape)
        #expect(throws: DisclosureError(.aggregateShape, "", help: "")) { try Self.release([50, 60], [axis]) }
        let broken: [(Int, [[Int]], [[Int]])] = [
            (2, [[0], [0]], []), (2, [[0], [2]], []), (2, [[0], []], []), (2, [[0], [1]], [[1, 0]]),
            (2, [[0], [1]], [[-1]]), (2, [[0], [1]], [[]]),
        ]
        for (atoms, cells, figures) in broken {
            #expect(
                refusal { () throws(DisclosureError) in
                    try ReleaseHistory(
                        atomCount: atoms, cells: cells, figures: figures.map { .init(atoms: $0, isPublished: true) })
                } == .history)
        }
        let short = try ReleaseHistory(atomCount: 2, cells: [[0], [1]], figures: [])
        #expect(throws: DisclosureError(.aggregateShape, "", help: "")) {
            try Self.release([50, 60, 70], [axis], history: short)
        }
    }
}
