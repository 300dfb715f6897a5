// SPDX-License-Identifier: Apache-2.0
//
// Without noise, what comes out of shares, two aggregators, the collector and the pages is what one SQL
// statement says over the holders' own databases.

import Foundation
import PostgreSQL
import Studies
import Testing

extension DemonstrationTests {
    @Suite(.keptRun)
    struct KeptRunTests {
        let run: KeptRun

        init() throws { run = try #require(KeptRun.current) }
    }
}

extension DemonstrationTests.KeptRunTests {
    @Test func `every study's table equals the direct SQL over its holders' databases, cell by cell`() async throws {
        #expect(run.plans.count >= 13)
        #expect(Set(run.plans.map(\.study.dataset)).count == 2, "both uses")
        var published = 0
        for plan in run.plans {
            let expected = try await expectedTable(of: plan)
            let shown = expected.count { $0.contains("published") }
            published += shown
            // A table of which nothing would remain is no publication.
            guard shown > 0 else {
                #expect(!contents(of: run.output).contains(plan.study.id), "\(plan.study.id)")
                continue
            }
            let table = try PublishedCSV(run.output.appending(path: "\(plan.study.id)/table.csv"))
            #expect(table.header == header(of: plan), "\(plan.study.id)")
            #expect(differences(table.rows, expected) == [], "\(plan.study.id)")
        }
        #expect(published >= 300)
    }

    @Test func `a table that differs in one count or one status is noticed`() async throws {
        let plan = try #require(run.plans.first { $0.study.id == "flows" })
        let expected = try await expectedTable(of: plan)
        let place = try #require(expected.firstIndex { $0.contains("published") })
        var other = expected
        other[place][3] = "\(try #require(Int(other[place][3])) + 1)"
        #expect(differences(other, expected).count == 1)
        other[place] = Array(expected[place].prefix(2)) + ["withheld"] + Array(repeating: "", count: 6)
        #expect(differences(other, expected).count == 1)
        #expect(differences(Array(expected.dropLast()), expected).count == 1)
    }

    /// The holders' bounded tables, added up; a cell of fewer than H·k people is withheld.
    private func expectedTable(of plan: Plan) async throws -> [[String]] {
        var totals = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
        for holder in plan.study.sources {
            for (index, vector) in try await run.vectors(of: holder, for: plan).enumerated() {
                for cell in vector.indices { totals[index][cell] += vector[cell] }
            }
        }
        return (0..<plan.cellCount).map { cell in
            let codes = plan.values(ofCell: cell).map(\.code)
            guard totals[0][cell] >= Int64(plan.sourcesPerUnit) * run.threshold else {
                return codes + ["withheld"] + plan.measures.flatMap { _ in ["", "", ""] }
            }
            return codes + ["published"] + totals.flatMap { Array(repeating: "\($0[cell])", count: 3) }
        }
    }

    private func header(of plan: Plan) -> [String] {
        plan.dimensions.map(\.name) + ["status"]
            + plan.measures.flatMap { [$0.name, "\($0.name)_low", "\($0.name)_high"] }
    }

    private func differences(_ rows: [[String]], _ expected: [[String]]) -> [String] {
        let count = max(rows.count, expected.count)
        return (0..<count).compactMap { index in
            let row = index < rows.count ? rows[index] : []
            let wanted = index < expected.count ? expected[index] : []
            return row == wanted ? nil : "row \(index + 1): \(row), SQL says \(wanted)"
        }
    }
}

/// A published `table.csv`; no code or number in the catalogue needs quoting.
struct PublishedCSV {
    let header: [String]
    let rows: [[String]]

    init(_ file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let first = lines.first, !text.contains("\"") else { throw Complaint("\(file.path) isn't a plain table") }
        header = first
        rows = Array(lines.dropFirst())
    }
}
