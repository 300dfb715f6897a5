// SPDX-License-Identifier: Apache-2.0
//
// `regie study new TEMPLATE --parameter name=value ...`: writes a study from a ready question, for a planner who
// would rather not write SQL. Without a template it lists them. Nothing is submitted.

import ArgumentParser
import Foundation
import Studies

extension StudyCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a study from a template; without one, list the templates.")

        @Argument(help: "The template's name.")
        var template: String?

        @Option(name: .long, help: "A value, as `name=value`; give it once for each parameter.")
        var parameter: [String] = []

        @Option(help: "The file to write; without it the study is printed.", completion: .file(extensions: ["yaml"]))
        var output: String?

        @Option(help: "The folder that holds policies, trustees and datasets.", completion: .directory)
        var configuration = "."

        func run() async throws {
            try await Failure.reported {
                let templates = try StudyTemplates(URL(fileURLWithPath: configuration))
                guard let template else { return Terminal.write(try templates.list()) }
                let text = try templates.template(template).filled(with: try values())
                guard let output else { return Terminal.write(text) }
                try write(text, to: output)
            }
        }

        /// `name=value`, each name once.
        private func values() throws -> [String: String] {
            var values: [String: String] = [:]
            for text in parameter {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty else {
                    throw Refusal("`--parameter \(text)` has no value", help: "write it as `name=value`")
                }
                guard values.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                    throw Refusal("`--parameter \(parts[0])` is given twice", help: "give each parameter once")
                }
            }
            return values
        }

        /// Never over a file that is there.
        private func write(_ text: String, to path: String) throws {
            do {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            } catch {
                throw Refusal(
                    "`\(path)` can't be written, or is there already", help: "give --output a new file in a folder")
            }
            Terminal.write("\(path)\nNow: regie study check \(path)\n")
        }
    }
}

/// The templates of every dataset of a configuration.
struct StudyTemplates {
    private let files: [(name: String, url: URL)]

    init(_ configuration: URL) throws {
        let datasets = configuration.appending(path: "datasets")
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: datasets.path))?.sorted() ?? []
        files = folders.flatMap { folder -> [(name: String, url: URL)] in
            let templates = datasets.appending(path: "\(folder)/templates")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path))?.sorted() ?? []
            return names.filter { $0.hasSuffix(".yaml") }.map {
                (String($0.dropLast(5)), templates.appending(path: $0))
            }
        }
        guard !files.isEmpty else {
            throw Refusal(
                "there is no template in `\(datasets.path)`",
                help: "run this from the project's folder, or give --configuration the folder that holds it")
        }
    }

    func template(_ name: String) throws -> StudyTemplate {
        guard let file = files.first(where: { $0.name == name }) else {
            let known = files.map { "`\($0.name)`" }.joined(separator: ", ")
            throw Refusal("there is no template `\(name)`", help: "give one of \(known)")
        }
        guard let data = try? Data(contentsOf: file.url), let text = String(data: data, encoding: .utf8) else {
            throw Refusal("`\(file.url.path)` can't be read as UTF-8 text", help: "save it as UTF-8 text")
        }
        return try StudyTemplate(yaml: text, file: file.url.lastPathComponent)
    }

    func list() throws -> String {
        try files.map { try template($0.name).describe() }.joined(separator: "\n")
    }
}
