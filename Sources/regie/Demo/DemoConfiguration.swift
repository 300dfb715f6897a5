// SPDX-License-Identifier: Apache-2.0
//
// The real configuration of the demonstration trust: the files that trustees, policy writers and planners
// edit, read as they are.

import Foundation
import Governance

struct DemoConfiguration: Sendable {
    let root: URL

    init(_ root: URL) {
        self.root = root
    }

    /// Folders below `datasets`; a study's name is looked for in all of them.
    static let datasets = ["mobility-trips", "home-energy"]
    /// Files below `policies` that make the one text which is put to the vote.
    static let policies = ["mobility.cedar", "energy.cedar"]

    func text(_ path: String) throws -> String {
        guard let data = try? Data(contentsOf: root.appending(path: path)),
            let text = String(data: data, encoding: .utf8)
        else {
            throw Refusal(
                "`\(path)` can't be read in `\(root.path)`",
                help: "run this from the project's folder, or give --configuration the folder that holds it")
        }
        return text
    }

    func texts() throws -> Enrolment.Texts {
        try Enrolment.Texts(
            charter: text("trustees/charter.yaml"), roster: text("trustees/roster.yaml"),
            schema: text("policies/schema.cedarschema"), floors: text("policies/charter.cedar"))
    }

    /// What the broker's assessments and reports say of the trust.
    func assessmentFiles() throws -> (terms: Data, references: Data) {
        try (
            Data(text("trustees/assessment-terms.json").utf8), Data(text("trustees/legal-references.json").utf8)
        )
    }

    /// A study that the policies must refuse.
    func refusedStudy(_ name: String) throws -> String {
        try text("datasets/\(DemoConfiguration.datasets[0])/studies/refused/\(name).yaml")
    }

    func policy() throws -> String {
        try DemoConfiguration.policies.map { try text("policies/\($0)") }.joined(separator: "\n")
    }

    /// What messages call the text of `policy()`.
    static let policyText = "policies"

    /// The file, line and column of a place in the text of `policy()`; other places as they are.
    func policyPlaces() throws -> (String) -> String {
        var firstLines: [(file: String, line: Int)] = []
        var next = 1
        for file in DemoConfiguration.policies {
            firstLines.append((file, next))
            next += try text("policies/\(file)").count { $0.isNewline } + 1
        }
        return { [firstLines] place in
            let parts = place.split(separator: ":")
            guard parts.count == 3, parts[0] == DemoConfiguration.policyText, let line = Int(parts[1]),
                let found = firstLines.last(where: { $0.line <= line })
            else { return place }
            return "\(found.file):\(line - found.line + 1):\(parts[2])"
        }
    }

    func study(_ name: String) throws -> String {
        let holding = DemoConfiguration.datasets.first { studies(of: $0).contains(name) }
        return try text("datasets/\(holding ?? DemoConfiguration.datasets[0])/studies/\(name).yaml")
    }

    /// Names of the files in a dataset's studies folder, without their ending.
    private func studies(of dataset: String) -> [String] {
        let folder = root.appending(path: "datasets/\(dataset)/studies")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }

    /// The given names, if each is a file of one of the datasets' studies folders and none is given twice.
    func studies(named names: [String], of datasets: [String]) throws -> [String] {
        let folder = datasets.map { "datasets/\($0)/studies" }.joined(separator: "` or `")
        let known = datasets.flatMap(studies).sorted()
        for (index, name) in names.enumerated() {
            guard known.contains(name) else {
                throw Refusal(
                    "there is no study `\(name)` in `\(folder)`",
                    help: known.isEmpty
                        ? "give --configuration the folder that holds it"
                        : "give --study one of \(known.map { "`\($0)`" }.joined(separator: ", "))")
            }
            guard !names[..<index].contains(name) else {
                throw Refusal(
                    "study `\(name)` is given twice", help: "a question is answered once: give --study each once")
            }
        }
        return names
    }

    func dataPackages(of datasets: [String] = DemoConfiguration.datasets) throws -> [PartyCatalogue.Package] {
        try datasets.map { id in
            PartyCatalogue.Package(id: id, data: Data(try text("datasets/\(id)/datapackage.json").utf8))
        }
    }
}
