// SPDX-License-Identifier: Apache-2.0
//
// `regie study check FILE`: what a planner sees before anything is submitted: the plan, the decision with
// the clauses that make it, what it costs, and how much it would say. Exit 0 allowed, 3 refused or
// needing a ballot, 2 bad input.

import ArgumentParser
import Cedar
import CedarProver
import DAP
import Foundation
import Governance
import Policies
import Sandbox
import Studies

struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Studies: what one would ask, cost and say.",
        subcommands: [Check.self, New.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a study against its dataset and the policies; nothing is submitted.")

        @Argument(help: "The study's YAML file.", completion: .file(extensions: ["yaml"]))
        var file: String

        @Option(help: "How many people the sources may hold.")
        var units: Int64 = 50_000

        @Option(help: "A broker to ask what remains of the budget; without one, nothing is spent yet.")
        var broker: String?

        @Option(help: "The folder that holds policies, trustees and datasets.", completion: .directory)
        var configuration = "."

        @Flag(help: "Print the plan as JSON and nothing else; the exit status still tells the decision.")
        var json = false

        func run() async throws {
            try await Failure.reported {
                guard units >= 1 else {
                    throw Refusal("`--units \(units)` is no number of people", help: "give at least 1")
                }
                let check = try StudyCheck(
                    file: file, configuration: DemoConfiguration(URL(fileURLWithPath: configuration)))
                if json {
                    Terminal.write(check.plan.json.canonicalText + "\n")
                } else {
                    Terminal.write(try check.text(units: units, spent: try await spent(check)))
                }
                if check.decision.verdict != .allowed { throw ExitCode(3) }
            }
        }

        /// By the broker's ledger, in micro-units of ρ.
        private func spent(_ check: StudyCheck) async throws -> Int64? {
            guard let broker else { return nil }
            let answer = try? await HTTPNetwork.live(Exchange.Request(.get, "\(broker)/ledger"))
            guard let answer, answer.isSuccess, let ledger = try? JSONValue(parsing: answer.body),
                let accounts = ledger["accounts"]?.array
            else {
                throw Refusal("the broker at `\(broker)` gives no ledger", help: "look whether its address is right")
            }
            return accounts.first { $0["dataset"]?.string == check.plan.study.dataset }?["spentRhoMicro"]?.int ?? 0
        }
    }
}

/// A study, planned and decided against the files of a configuration.
struct StudyCheck {
    let plan: Plan
    let decision: Decision
    private let charter: Charter
    private let policies: URL
    private let configuration: DemoConfiguration

    init(file: String, configuration: DemoConfiguration) throws {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)) else {
            throw Refusal("`\(file)` can't be read", help: "give the path of a study's YAML file")
        }
        let text = try Study.text(of: Array(data), file: file)
        let sandbox = try Sandbox(seed: 0, people: 1)
        let catalogue = PartyCatalogue(
            packages: try configuration.dataPackages(), territory: sandbox.territory,
            referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
        let study = try Study(yaml: text, file: file)
        plan = try Planner.plan(
            study, dataset: try catalogue.catalogue().dataset(named: study.dataset), file: file)
        let texts = try configuration.texts()
        charter = texts.charter
        self.configuration = configuration
        policies = configuration.root.appending(path: "policies")
        decision = try Decisions.foresee(
            plan: plan, policy: configuration.policy(), file: DemoConfiguration.policyText, texts: texts,
            on: (Moment(Date()) ?? PartyRunner.now()).day)
    }

    func text(units: Int64, spent: Int64?) throws -> String {
        let forecast = try StudyForecast(
            plan: plan, threshold: Int(charter.threshold), betaMicro: charter.betaMicro)
        let left = charter.budgetRhoMicro - (spent ?? 0)
        return """
            \(plan.describe())

            Decision
            \(decision.text(in: \.en, placing: try configuration.policyPlaces()))
            \(try wayOut())
            Budget (zCDP, rho)
              this study spends \(StudyCheck.rho(plan.rhoMicro)) of \(StudyCheck.rho(charter.budgetRhoMicro)); \
            \(StudyCheck.rho(left)) left before it\(spent == nil ? " if nothing was spent yet (--broker asks)" : "")

            Forecast
            \(forecast.describe(units: units))

            """
    }

    /// What the rules that decided say, and the nearest study that would be allowed; empty when it is allowed.
    private func wayOut() throws -> String {
        guard decision.verdict != .allowed else { return "" }
        let folder = try PolicyFolder(files: PolicyFiles.read(policies.path))
        var lines = ["", "What these rules say"]
        var named: Set<String> = []
        for clause in decision.clauses where named.insert(clause.rule).inserted {
            guard let policy = folder.all[clause.rule] else { continue }
            lines.append("  [\(clause.rule)] \(try folder.sentences.sentence(policy).en)")
        }
        lines += ["", "Nearest allowed study", "  \(nearest(in: folder))", ""]
        return lines.joined(separator: "\n")
    }

    private func nearest(in folder: PolicyFolder) -> String {
        do throws(ProverError) {
            let found = try NearestStudy.search(
                from: decision.facts.request, folder, on: decision.day, prover: folder.prover())
            return found?.sentence.en ?? "No change of the facts that may change would make it allowed."
        } catch {
            return "It was not found: \(error.description)."
        }
    }

    private static func rho(_ micro: Int64) -> String {
        let fraction = String(micro % 1_000_000 + 1_000_000).dropFirst()
        return "\(micro / 1_000_000).\(fraction)"
    }
}
