// SPDX-License-Identifier: Apache-2.0
//
// `regie sandbox export DIR`: the fictitious territory as plain files, for whoever has no Swift.

import ArgumentParser
import Foundation
import Sandbox

struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "The fictitious territory that developers work with.",
        subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the fictitious territory, the holders' records and a few persons' own as plain files.")

        @Argument(help: "A directory that doesn't exist yet, or is empty.", completion: .directory)
        var directory: String

        @Option(help: "The same seed gives the same bytes.")
        var seed: UInt64 = 2026

        @Option(help: "How many fictitious people.")
        var people = Sandbox.defaultPeople

        func run() async throws {
            try await Failure.reported {
                let export = try Sandbox(seed: seed, people: people).export(to: URL(fileURLWithPath: directory))
                Terminal.write("\(export.tripCount) trips in \(export.files.count) files: \(export.directory.path)\n")
            }
        }
    }
}
