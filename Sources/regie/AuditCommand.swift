// SPDX-License-Identifier: Apache-2.0
//
// `regie audit study FILE`: attacks the mechanism that a study would run under, on twin fictitious populations, and
// prints the ε that the attack proves beside the ε that is claimed. No record is read, nothing is submitted. Exit 0
// when every claim holds, 3 when one doesn't, 2 bad input.

import ArgumentParser
import DisclosureControl
import Foundation
import Studies

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Audits: attack what is claimed.", subcommands: [StudyOf.self])

    struct StudyOf: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "study",
            abstract: "Show how much of one unit's data the strongest attack gets out of a study's noise.")

        @Argument(help: "The study's YAML file.", completion: .file(extensions: ["yaml"]))
        var file: String

        @Option(help: "Trials in each of the two worlds; more show more.")
        var trials = 1_000_000

        @Option(help: "How sure each bound is, above 0 and below 1.")
        var confidence = 0.999

        @Option(help: "The folder that holds policies, trustees and datasets.", completion: .directory)
        var configuration = "."

        @Flag(help: "Print the findings as JSON and nothing else.")
        var json = false

        func run() async throws {
            try await Failure.reported {
                let check = try StudyCheck(
                    file: file, configuration: DemoConfiguration(URL(fileURLWithPath: configuration)))
                let audit = try audit(check.plan)
                Terminal.write(json ? audit.json.canonicalText + "\n" : audit.describe())
                if audit.isBroken { throw ExitCode(3) }
            }
        }

        private func audit(_ plan: Plan) throws -> StudyAudit {
            var generator = SystemRandomNumberGenerator()
            do {
                return try StudyAudit(plan: plan, trials: trials, confidence: confidence, using: &generator)
            } catch {
                throw Refusal(error.message, help: error.help)
            }
        }
    }
}
