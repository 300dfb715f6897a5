// SPDX-License-Identifier: Apache-2.0
//
// Promise G10 for the command line: wrong input gets exit status 2 and one sentence that says what, where and
// how to mend it, and changes nothing. And what `study check` and `sandbox export` promise to scripts.

import Foundation
import Testing

extension DemonstrationTests {
    /// A wrong command. `@` stands for a scratch folder with the files of `makeInputs`.
    struct WrongCommand: Sendable, CustomTestStringConvertible {
        let words: String
        /// What the sentence must name, and a part of the way out.
        let says: [String]

        var testDescription: String { words }

        init(_ words: String, _ says: String...) {
            self.words = words
            self.says = says
        }
    }

    static let wrongCommands = [
        WrongCommand("demo --output @/foreign", "@/foreign", "--output another directory"),
        WrongCommand("demo --output @/file", "@/file", "--output another directory"),
        WrongCommand("demo --output @/out --study nosuch", "`nosuch`", "`flows-by-mode`"),
        WrongCommand("demo --output @/out --study flows --study flows", "`flows`", "each once"),
        WrongCommand("demo --output @/out --people 0", "`0`", "5000000"),
        WrongCommand("demo --output @/out --people many", "many", "--people"),
        WrongCommand("demo --output @/out --territory @/zones.geojson", "--territory", "--flows", "go together"),
        WrongCommand("demo --output @/out --source counts", "--source", "--flows"),
        WrongCommand(
            "demo --output @/out --territory @/absent.geojson --flows @/flows.csv", "@/absent.geojson", "--territory"),
        WrongCommand("demo --output @/out --territory @/file --flows @/flows.csv", "GeoJSON"),
        WrongCommand(
            "demo --output @/out --territory @/zones.geojson --flows @/broken.csv", "broken.csv:3:5", "`many`",
            "whole number"),
        WrongCommand("demo --output @/out --configuration @/foreign", "@/foreign", "--configuration"),
        WrongCommand("demo --output @/out --colour blue", "--colour"),
        WrongCommand("study check @/absent.yaml", "@/absent.yaml", "YAML"),
        WrongCommand("study check @/broken.yaml", "@/broken.yaml", "SELECT *"),
        WrongCommand("study check datasets/mobility-trips/studies/flows.yaml --units 0", "--units 0", "at least 1"),
        WrongCommand("sandbox export @/foreign --people 10", "@/foreign"),
        WrongCommand("holder --state @/foreign", "party.json", "--state"),
        WrongCommand("holder map --state @/foreign", "party.json", "--state"),
        WrongCommand("holder map --apply --state @/foreign", "--apply", "give its file"),
        WrongCommand("holder dry-run @/broken.yaml --state @/foreign", "party.json", "--state"),
        WrongCommand("holder refuse flows --state @/foreign", "--reason"),
        WrongCommand("holder page", "--state"),
        WrongCommand("aggregator --role judge --state @/foreign", "judge", "leader"),
    ]

    @Test(arguments: wrongCommands)
    func `G10 a wrong command ends with status 2 and one sentence, and changes nothing`(
        command: WrongCommand
    ) async throws {
        try await withScratch { scratch in
            let folder = scratch.appending(path: "place")
            try makeInputs(in: folder)
            let before = try snapshot(of: folder)
            let words = { (text: String) in text.replacingOccurrences(of: "@", with: folder.path) }
            let regie = try RegieProcess(words(command.words).split(separator: " ").map(String.init), in: scratch)
            #expect(try await regie.end() == 2)
            let sentence = regie.errors
            for part in command.says { #expect(sentence.contains(words(part)), "\(sentence)") }
            for word in ["Swift.", "Optional(", "Fatal error", "Error Domain"] { #expect(!sentence.contains(word)) }
            #expect(try snapshot(of: folder) == before)
        }
    }

    private func makeInputs(in folder: URL) throws {
        let square = "[[[0,0],[0.1,0],[0.1,0.1],[0,0.1],[0,0]]]"
        let study = try String(
            contentsOf: packageRoot.appending(path: "datasets/mobility-trips/studies/flows.yaml"), encoding: .utf8)
        let files = [
            "foreign/of-somebody-else": "keep me\n",
            "file": "not GeoJSON\n",
            "flows.csv": "origin,dest,count\n1,1,30\n",
            "broken.csv": "origin,dest,count\n1,1,30\n1,1,many\n",
            "zones.geojson": """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1","name":"One"},\
            "geometry":{"type":"Polygon","coordinates":\(square)}}]}
            """,
            "broken.yaml": study.replacing("SELECT origin_zone, destination_zone,", with: "SELECT *,"),
        ]
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    /// Every file below a folder with its bytes.
    private func snapshot(of folder: URL) throws -> [String: Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return Dictionary(
            uniqueKeysWithValues: paths.map { path in
                (path, FileManager.default.contents(atPath: folder.appending(path: path).path) ?? Data())
            })
    }

    @Test func `study check ends with 0 for an allowed study and 3 for a refused one`() async throws {
        let studies = packageRoot.appending(path: "datasets/mobility-trips/studies")
        let refused = contents(of: studies.appending(path: "refused")).map { "refused/\($0)" }
        #expect(refused.count >= 3)
        try await withScratch { scratch in
            for (file, status) in [("flows.yaml", Int32(0))] + refused.map({ ($0, Int32(3)) }) {
                let regie = try RegieProcess(["study", "check", studies.appending(path: file).path], in: scratch)
                #expect(try await regie.end() == status, "\(file): \(regie.errors)")
                for part in ["Decision", "Budget", "Forecast"] { #expect(regie.output.contains(part), "\(file)") }
            }
        }
    }

    @Test func `the sandbox exported twice gives the same bytes, and other bytes for another seed`() async throws {
        try await withScratch { scratch in
            var exports: [[String: Data]] = []
            for (index, seed) in ["7", "7", "8"].enumerated() {
                let folder = scratch.appending(path: "export-\(index)")
                let regie = try RegieProcess(
                    ["sandbox", "export", folder.path, "--people", "500", "--seed", seed], in: scratch)
                #expect(try await regie.end() == 0, "\(regie.errors)")
                exports.append(try snapshot(of: folder))
            }
            #expect(exports[0].count > 5)
            #expect(exports[0] == exports[1])
            #expect(exports[0] != exports[2])
        }
    }
}
