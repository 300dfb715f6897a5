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
        guard let data = try? Data(contentsOf: root.appending(path: path)), let text = String(data: data, encoding: .utf8)
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

    func dataPackage() throws -> Data {
        Data(try text("datasets/\(DemoConfiguration.dataset)/datapackage.json").utf8)
    }
}
