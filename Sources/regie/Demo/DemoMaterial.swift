// SPDX-License-Identifier: Apache-2.0
//
// What a demonstration is about: fictitious people from a seed, or real zones and real counts.

import Foundation
import Sandbox
import Studies

struct DemoMaterial: Sendable {
    let sandbox: Sandbox
    let catalogue: PartyCatalogue
    /// The distributor's records; nil beside real counts, where nothing else is invented.
    let energy: HomeEnergy?
    /// Names of the study files to submit.
    let studies: [String]
    /// One that the policies refuse, as happens; none when the studies were chosen.
    let refused: String?
    /// By dataset: how many units its sources hold, counted at each: who is at two is two. Not all inhabitants.
    let units: [String: Int64]

    init(_ options: DemoCommand, _ configuration: DemoConfiguration) throws {
        let isCounted = options.flows != nil
        let datasets = isCounted ? [DemoConfiguration.datasets[0]] : DemoConfiguration.datasets
        let chosen = try configuration.studies(named: options.study, of: datasets)
        if let territory = options.territory, let flows = options.flows {
            sandbox = try DemoMaterial.counted(territory, flows, options)
            studies = chosen.isEmpty ? ["carpool-flows"] : chosen
        } else {
            sandbox = try Sandbox(seed: options.seed, people: options.people)
            studies = chosen.isEmpty ? DemoMaterial.standardStudies : chosen
        }
        energy = sandbox.homeEnergy()
        refused = isCounted || !chosen.isEmpty ? nil : "for-advertising"
        units = [DemoConfiguration.datasets[0]: Int64(sandbox.unitCount)].merging(
            energy.map { [DemoConfiguration.datasets[1]: Int64($0.householdCount)] } ?? [:]
        ) { kept, _ in kept }
        catalogue = PartyCatalogue(
            packages: try configuration.dataPackages(of: datasets), territory: sandbox.territory,
            referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
    }

    /// Two of each use.
    private static let standardStudies = [
        "flows", "flows-by-time-of-day", "consumption-by-dwelling", "savings-by-works",
    ]

    /// Operators and, with it, the distributor: each a holder of its own.
    var holders: [OperatorDescription] { sandbox.operators + (energy == nil ? [] : [HomeEnergy.distributor]) }

    private static func counted(_ territory: String, _ flows: String, _ options: DemoCommand) throws -> Sandbox {
        let zones = try bytes(of: territory, option: "--territory")
        let counts = try bytes(of: flows, option: "--flows")
        let flowsName = URL(fileURLWithPath: flows).lastPathComponent
        let title = options.name ?? URL(fileURLWithPath: territory).deletingPathExtension().lastPathComponent
        return try Sandbox(
            seed: options.seed,
            territory: Territory(
                id: "counted-territory", name: Localized(title),
                outside: Localized(fr: "Hors du territoire", en: "Outside the territory"), geoJSON: zones,
                file: URL(fileURLWithPath: territory).lastPathComponent),
            flows: FlowsFile(name: flowsName, bytes: counts),
            sourceLabel: sourceLabel(options.source, flowsName))
    }

    /// Counts are real; who travelled and when is not, and every title says so.
    private static func sourceLabel(_ source: String?, _ file: String) -> Localized {
        let counted =
            source.map { Localized($0) }
            ?? Localized(
                fr: "trajets de covoiturage comptés, fichier \(file)", en: "counted carpool trips, file \(file)")
        return Localized(
            fr: "\(counted.fr) (comptages réels ; personnes et dates inventées)",
            en: "\(counted.en) (real counts; invented people and dates)")
    }

    private static func bytes(of path: String, option: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw Refusal("`\(path)` can't be read", help: "give \(option) the path of a file")
        }
        return Array(data)
    }
}
