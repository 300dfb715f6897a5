// SPDX-License-Identifier: Apache-2.0
//
// `make report`: real counts between the communes of La Rochelle beside what could be published of them, as a page of
// Markdown. The counts are not in the repository: without their folder it says so and ends well.
//
// Use: FlowReport OUTPUT [draws of each mean, default 100]; TERRITORY_SAMPLES names the folder of the counts.

import Foundation
import Sandbox
import Studies

let arguments = CommandLine.arguments.dropFirst()
let output = URL(fileURLWithPath: arguments.first ?? "report")
let folder = URL(
    fileURLWithPath: ProcessInfo.processInfo.environment["TERRITORY_SAMPLES"] ?? "../shared/samples/territory")
let flowsFile = folder.appending(path: "od-rpc-2022-07-la-rochelle-flows.csv")
let zonesFile = folder.appending(path: "communes-cda-la-rochelle.geojson")
guard let flowsBytes = try? Data(contentsOf: flowsFile), let zonesBytes = try? Data(contentsOf: zonesFile) else {
    print("skipped: no counts at \(folder.path); set TERRITORY_SAMPLES to the folder of \(flowsFile.lastPathComponent)")
    exit(0)
}
do {
    let flows = try FlowsFile(name: flowsFile.lastPathComponent, bytes: Array(flowsBytes))
    let territory = try Territory(
        id: "la-rochelle", name: Localized("La Rochelle"), outside: Localized(fr: "hors du territoire", en: "outside"),
        geoJSON: zonesBytes)
    var generator = SystemRandomNumberGenerator()
    let report = try SurvivalReport(
        flows: flows, zones: territory.zones.map(\.code), epsilonsMicro: [500_000, 1_000_000, 2_000_000, 4_000_000],
        rounds: arguments.dropFirst().first.flatMap { Int($0) } ?? 100, using: &generator)
    let page = report.markdown(
        title: Localized(
            fr: "Covoiturages entre les communes de La Rochelle, juillet 2022 (registre de preuve de covoiturage)",
            en: "Shared car trips between the communes of La Rochelle, July 2022"),
        names: Dictionary(territory.zones.map { ($0.code, $0.name) }) { first, _ in first })
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    let file = output.appending(path: "territory.md")
    try Data(page.utf8).write(to: file)
    print(page)
    print("written to \(file.path)")
} catch {
    print("no report: \(error)")
    exit(2)
}
