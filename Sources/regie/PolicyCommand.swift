// SPDX-License-Identifier: Apache-2.0
//
// `regie policy`: what a folder of policies says, whether it may be put to the vote, and what a proposal would change.
// Exit status 0 when all is well, 3 when something isn't proven or a proposal changes what is allowed, 2 bad input.

import ArgumentParser
import Cedar
import Foundation
import Policies
import Sandbox
import Studies

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Policies: what they say, what is proven of them, what a proposal changes.",
        subcommands: [Explain.self, Compile.self, PolicyCheckCommand.self, PolicyCompareCommand.self])

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say every floor and every rule as a sentence, in French and in English.")

        @Argument(help: "The folder of policies.", completion: .directory)
        var folder = "policies"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Failure.reported {
                let explanation = try Explanation(PolicyFiles.folder(folder))
                Terminal.write(json ? explanation.json.canonicalText + "\n" : explanation.text())
            }
        }
    }

    struct Compile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make the Cedar text of a form such as policies/rules.yaml, or with --form the form of a Cedar text.")

        @Argument(help: "A form in YAML, or with --form a Cedar file.", completion: .file())
        var file: String

        @Option(help: "The folder with schema and vocabulary; otherwise the file's own.", completion: .directory)
        var folder: String?

        @Flag(help: "From Cedar to the form.")
        var form = false

        func run() async throws {
            try await Failure.reported {
                let url = URL(fileURLWithPath: file)
                let text = try PolicyFiles.text(url.deletingLastPathComponent(), url.lastPathComponent)
                var files = try PolicyFiles.read(folder ?? url.deletingLastPathComponent().path)
                for name in files.keys where name.hasSuffix(".cedar") { files[name] = nil }
                let compiler = try FormCompiler(files: files)
                Terminal.write(try form ? compiler.form(of: text, file: file) : compiler.cedar(of: text, file: file))
            }
        }
    }
}
