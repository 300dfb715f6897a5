// SPDX-License-Identifier: Apache-2.0
//
// The demonstration trust's policies, as its trustees and planners read them.

import Cedar
import Foundation
import Policies

enum Demonstration {
    static let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appending(path: "policies")

    static func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    private static let readSchema = Result {
        try Schema.parse(text("schema.cedarschema"), file: "schema.cedarschema")
    }
    private static let readVocabulary = Result {
        try Vocabulary(yaml: text("vocabulary.yaml"), file: "vocabulary.yaml", schema: schema())
    }

    static func schema() throws -> Schema { try readSchema.get() }

    static func policies(_ file: String) throws -> PolicySet { try PolicySet.parse(text(file), file: file) }

    static func vocabulary() throws -> Vocabulary { try readVocabulary.get() }

    /// Every file of the folder, by its path inside it.
    static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for name in [
            "schema.cedarschema", "charter.cedar", "energy.cedar", "mobility.cedar", "vocabulary.yaml",
        ] {
            files[name] = try text(name)
        }
        for name in ["authority.yaml", "energy.yaml", "other-requesters.yaml", "other-dataset.yaml"] {
            files["examples/\(name)"] = try text("examples/\(name)")
        }
        return files
    }

    /// The folder with a passage of one file in other words.
    static func folder(changing file: String, _ old: String, to new: String) throws -> PolicyFolder {
        var files = try files()
        let text = try text(file)
        guard text.contains(old) else { throw MissingPassage(text: old) }
        files[file] = text.replacingOccurrences(of: old, with: new)
        return try PolicyFolder(files: files)
    }

    struct MissingPassage: Error { let text: String }

    static func sentences() throws -> Sentences { Sentences(vocabulary: try vocabulary(), schema: try schema()) }
}
