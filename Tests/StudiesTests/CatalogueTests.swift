// SPDX-License-Identifier: Apache-2.0
//
// Every study of the catalogue plans, those that policies refuse too: refusing is for policies.

import Foundation
import Studies
import Testing

@Suite struct CatalogueTests {
    static let files: [String] = {
        let folder = Fixture.folder.appendingPathComponent("studies")
        let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test func `the catalogue has at least five studies and two that are refused`() {
        #expect(CatalogueTests.files.count { !$0.hasPrefix("refused/") } >= 5)
        #expect(CatalogueTests.files.count { $0.hasPrefix("refused/") } >= 2)
    }

    @Test(arguments: files)
    func `a study of the catalogue plans`(file: String) throws {
        let path = Fixture.folder.appendingPathComponent("studies").appendingPathComponent(file)
        let study = try Study(yaml: String(contentsOf: path, encoding: .utf8), file: file)
        let plan = try Planner.plan(study, dataset: Fixture.dataset(), file: file)
        #expect(path.deletingPathExtension().lastPathComponent == study.id)
        #expect(plan.measures[0].kind == .distinctUnits)
        #expect(plan.tasks.count == plan.measures.count)
        #expect(try Study(yaml: study.json.canonicalText, file: file) == study)
        #expect(study.title.fr != study.title.en && study.question.fr != study.question.en)
        #expect(plan.describe().contains(plan.hash))
    }

    @Test func `the flagship study has a cell for each pair of zones and the outside`() throws {
        let path = Fixture.folder.appendingPathComponent("studies/flows.yaml")
        let study = try Study(yaml: String(contentsOf: path, encoding: .utf8), file: "flows.yaml")
        let plan = try Planner.plan(study, dataset: Fixture.dataset(), file: "flows.yaml")
        #expect(plan.cellCount == 29 * 29)
        #expect(plan.measures.map(\.name) == ["people", "trips"])
        #expect(plan.values(ofCell: 840).map(\.code) == ["outside", "outside"])
    }
}
