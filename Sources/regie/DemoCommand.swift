// SPDX-License-Identifier: Apache-2.0
//
// `regie demo`: the whole trust on one machine, from an empty directory to published maps.

import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a whole trust on this machine and publish flow and energy maps.",
        discussion: """
            Starts a private PostgreSQL, a broker, two aggregators and three holders as processes of their own, has \
            trustees vote a policy, submits studies and publishes what they may say. Everything is fictitious unless \
            --territory and --flows give real zones and counts.
            """)

    @Option(help: "Makes the same fictitious people again. It never reaches keys, shares or noise.")
    var seed: UInt64 = 2026

    @Option(help: "Where the publications go; replaced if an earlier demonstration made it.", completion: .directory)
    var output = "demo-output"

    @Option(help: "How many fictitious people.")
    var people = 100_000

    @Option(help: "A study of the dataset to submit, by its file's name without `.yaml`; repeat it for several.")
    var study: [String] = []

    @Flag(help: "Leave the parties' state under the output.")
    var keep = false

    @Flag(help: "Serve the publications on this machine until Ctrl-C.")
    var serve = false

    @Flag(help: "Publish exact counts: accepted because the demonstration's data are fictitious.")
    var noNoise = false

    @Option(help: "Real zones, as GeoJSON with `code` and `nom` or `name`.", completion: .file(extensions: ["geojson"]))
    var territory: String?

    @Option(
        help: "Real counts, as CSV `origin,dest,count`; each becomes that many people's trips.",
        completion: .file(extensions: ["csv"]))
    var flows: String?

    @Option(help: "What the counts are, for every title (with --flows).")
    var source: String?

    @Option(help: "The territory's name (with --territory).")
    var name: String?

    @Option(help: "The folder that holds policies, trustees and datasets.", completion: .directory)
    var configuration = "."

    func validate() throws {
        guard (territory == nil) == (flows == nil) else {
            throw ValidationError("--territory and --flows go together: zones without counts make no map")
        }
        guard flows == nil || !noNoise else {
            throw ValidationError("--no-noise publishes exact counts, and those of --flows are real: leave one out")
        }
        guard flows != nil || (source == nil && name == nil) else {
            throw ValidationError("--source and --name say what --flows and --territory are: give those too")
        }
    }

    func run() async throws {
        try await Failure.reported {
            let output = try DemoOutput(URL(fileURLWithPath: output))
            let demo = Demo(
                options: self, output: output, configuration: DemoConfiguration(URL(fileURLWithPath: configuration)))
            try await Interruption.cancelling { try await demo.run() }
            if serve { try await PublicationServer.run(output.directory) }
        }
    }
}
