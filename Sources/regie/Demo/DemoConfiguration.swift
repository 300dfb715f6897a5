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

    static let dataset = "mobility-trips"

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

    func policy() throws -> String { try text("policies/mobility.cedar") }

    func study(_ name: String) throws -> String {
        try text("datasets/\(DemoConfiguration.dataset)/studies/\(name).yaml")
    }

    /// The given names, if each is a file of the dataset's studies folder and none is given twice.
    func studies(named names: [String]) throws -> [String] {
        let folder = "datasets/\(DemoConfiguration.dataset)/studies"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        let known = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
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

    func dataPackage() throws -> Data {
        Data(try text("datasets/\(DemoConfiguration.dataset)/datapackage.json").utf8)
    }
}
