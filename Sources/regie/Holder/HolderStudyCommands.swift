// SPDX-License-Identifier: Apache-2.0
//
// `regie holder dry-run STUDY`, `history` and `refuse STUDY --reason`: what a holder's staff do about studies, each
// against the holder's own catalogue and database.

import ArgumentParser
import Foundation
import HolderNode
import Studies

struct HolderDryRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dry-run",
        abstract:
            "Show the very SQL of a study, what it would touch here and the form of what would leave; send nothing.")

    @Argument(help: "The study's YAML file.", completion: .file(extensions: ["yaml"]))
    var study: String

    @OptionGroup var place: HolderPlace

    func run() async throws {
        try await place.atDesk { desk in
            let plan = try desk.plan(of: HolderPlace.text(of: study, "a study's YAML file"), file: study)
            Terminal.write(try await desk.dryRun(plan).describe())
        }
    }
}

struct HolderHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tell everything that was ever asked, answered and refused here.")

    @OptionGroup var place: HolderPlace

    @Flag(help: "Print JSON, with the signed refusals whole.")
    var json = false

    func run() async throws {
        try await place.atDesk { desk in
            let history = try await desk.history()
            Terminal.write(json ? history.json.canonicalText + "\n" : history.describe())
        }
    }
}

struct HolderRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse",
        abstract: "Refuse a study, signed with the holder's key; every mandate for it is refused from now on.")

    @Argument(help: "The study's YAML file, or its `id`.", completion: .file(extensions: ["yaml"]))
    var study: String

    @Option(help: "Why, in one line; it is meant to be published.")
    var reason: String

    @OptionGroup var place: HolderPlace

    func run() async throws {
        try await place.atDesk { desk in
            let isFile = !study.isStudyName
            let plan =
                isFile ? try desk.plan(of: HolderPlace.text(of: study, "a study's YAML file"), file: study) : nil
            let refusal = try await desk.refuse(
                study: plan?.study.id ?? study, plan: plan, reason: reason, at: PartyRunner.now())
            Terminal.write(refusal.envelope.json.canonicalText + "\n")
            let answered = try await desk.answers(of: refusal.study)
            let before = "it was answered before (\(answered)), and that can't be called back"
            let unknown = plan == nil ? "no study of this name was answered here: look whether the name is right" : nil
            let notice = (answered == 0 ? unknown : before).map { "; " + $0 } ?? ""
            FileHandle.standardError.write(
                Data("regie: `\(refusal.study)` is refused, signed by `\(desk.id)`\(notice)\n".utf8))
        }
    }
}
