// SPDX-License-Identifier: Apache-2.0
//
// `regie policy check DIR` and `regie policy compare OLD NEW`. Check ends with 0 when everything is proven, 3 when
// something isn't, 2 when the text doesn't read or isn't valid. Compare ends with 0 when the proposal is proven to
// allow nothing new, 3 when it allows more or that can't be told, 2 bad input.

import ArgumentParser
import Foundation
import Governance
import ImpactAssessment
import Policies
import Sandbox
import Studies

extension Language: ExpressibleByArgument {}

struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Prove a folder of policies: no rule fails, no floor is broken, none is dead.")

    @Argument(help: "The folder of policies.", completion: .directory)
    var folder = "policies"

    @Option(help: "The language of the report: fr or en.")
    var language = Language.fr

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await Failure.reported {
            let folder = try PolicyFiles.folder(folder)
            let clock = ContinuousClock()
            let start = clock.now
            let review = try PolicyReview(folder, on: PolicyDay.today(), prover: folder.prover()) {
                let elapsed = (clock.now - start).components
                return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
            }
            Terminal.write(json ? review.json.canonicalText + "\n" : review.text(language))
            if !review.isSound { throw ExitCode(3) }
        }
    }
}

struct PolicyCompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "What a proposal would newly allow, and what it would no longer allow.")

    @Argument(help: "The policies in force: a folder, a .cedar file, or a form in .yaml.", completion: .file())
    var old: String

    @Argument(help: "The proposal: a folder, a .cedar file, or a form in .yaml.", completion: .file())
    var new: String

    @Option(help: "The language of the report: fr or en.")
    var language = Language.fr

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Also write the page for trustees, in both languages, to this file.", completion: .file())
    var html: String?

    func run() async throws {
        try await Failure.reported {
            let proposal = try PolicyFiles.folder(new, beside: old)
            let change = try PolicyChange(
                from: PolicyFiles.folder(old), to: proposal, on: PolicyDay.today(), provers: proposal.provers())
            if let html {
                let page = try PolicyChangePage.html(change, name: URL(fileURLWithPath: new).lastPathComponent)
                do {
                    try Data(page.utf8).write(to: URL(fileURLWithPath: html), options: .atomic)
                } catch {
                    throw Refusal("`\(html)` can't be written", help: "give a path in a folder that exists")
                }
            }
            Terminal.write(json ? change.json.canonicalText + "\n" : change.text(language))
            if !change.isProvenNotMorePermissive { throw ExitCode(3) }
        }
    }
}

enum PolicyDay {
    static func today() -> Day { (Moment(Date()) ?? PartyRunner.now()).day }
}
