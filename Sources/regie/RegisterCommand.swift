// SPDX-License-Identifier: Apache-2.0
//
// `regie register verify DIR`: redoes everything that a register says, offline: the log's files against each other and
// under the witnesses' cosignatures, then signatures, counts, floors, mandates and budgets, and of each publication the
// chain back to its votes. It says so in sentences. Exit 0 when nothing is wrong, 3 when something is, 2 bad input.

import ArgumentParser
import Foundation
import Governance
import ImpactAssessment
import Studies
import TransparencyLog

struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "The public register: check it with nobody's help.",
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Redo all that a register says, and say what follows from it.")

        @Argument(
            help: "The register's directory, such as `demo-output/state/broker/register`.", completion: .directory)
        var directory: String

        @Option(
            help: "A directory with the trust-root.json that you pinned, and the catalogue to make plans again.",
            completion: .directory)
        var pinned: String?

        @Option(help: "The language of the sentences: fr or en.")
        var language = Language.fr

        func run() async throws {
            try await Failure.reported {
                let register = URL(fileURLWithPath: directory)
                let pinned = pinned.map { URL(fileURLWithPath: $0) } ?? register.deletingLastPathComponent()
                let check = try RegisterCheck(register, root: .pinned(in: pinned), catalogue: pinned)
                let report = try check.report(now: PartyRunner.now())
                for finding in check.files { Terminal.write("\(finding)\n") }
                let sentences = report.sentences.map { language == .fr ? $0.fr : $0.en }
                Terminal.write(sentences.joined(separator: "\n") + "\n")
                guard report.isSound, check.files.isEmpty else { throw ExitCode(3) }
            }
        }
    }
}

/// A register in a directory.
struct RegisterCheck {
    /// What is wrong with the log's own files.
    let files: [LogFinding]
    private let root: TrustRoot
    private let catalogue: Studies.Catalogue?
    private let source: DirectorySource
    private let checkpoint: Checkpoint

    /// - Throws: `LogError` when there is no checkpoint that every witness cosigned.
    init(_ directory: URL, root: TrustRoot, catalogue: URL) throws {
        self.root = root
        source = DirectorySource(directory: directory.path)
        checkpoint = try root.registerPolicy().verify(source.checkpoint(), freshness: nil).checkpoint
        files = try LogFsck.check(directory: directory.path, key: root.registerKey()).findings
        self.catalogue = try? PartyCatalogue(from: catalogue).catalogue()
    }

    func report(now: Moment) throws -> RegisterReport {
        var verifier = try RegisterVerifier(root: root, catalogue: catalogue) { [source] hash in
            LogHash(hex: hash).flatMap { try? source.document($0) }
        }
        try LogReader(source, at: checkpoint).forEachEntry(in: 0..<checkpoint.size) { _, entry in
            verifier.take(Array(entry))
        }
        return verifier.finish(now: now)
    }
}
