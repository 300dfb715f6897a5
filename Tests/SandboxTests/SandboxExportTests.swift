// SPDX-License-Identifier: Apache-2.0
//
// The exported files: what they hold, and that a place already taken is left alone.

import Foundation
import Sandbox
import Studies
import Testing

struct SandboxExportTests {
    /// A folder of the test's own, removed afterwards.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func entries(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func text(_ url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }

    @Test func `the tables, the zones, a few persons and their description are written`() throws {
        try inFolder { folder in
            let sandbox = try Sandbox(seed: 2, people: 600)
            let place = folder.appendingPathComponent("out")
            let export = try sandbox.export(to: place)
            #expect(
                try entries(place) == [
                    "README.md", "bike", "bus", "datapackage.json", "distributor", "objections.csv", "persons",
                    "territory.geojson", "zone_groups.csv",
                ])
            #expect(try entries(folder) == ["out"])
            #expect(try entries(place.appendingPathComponent("persons")).count == 5)
            for id in ["bus", "bike"] {
                let lines = try text(place.appendingPathComponent("\(id)/trips.csv"))
                #expect(lines.hasPrefix("person_id,card_id,departed_at,arrived_at,origin_zone,destination_zone,mode,"))
                let rows = String(decoding: try sandbox.bytes(of: id), as: UTF8.self)
                #expect(lines.drop(while: { $0 != "\n" }).dropFirst() == rows)
            }
            #expect(
                try Array(Data(contentsOf: place.appendingPathComponent("territory.geojson")))
                    == sandbox.territory.geoJSON())
            #expect(
                try text(place.appendingPathComponent("zone_groups.csv")).hasPrefix("zone,zone_group\n99F01,inland\n"))
            #expect(export.tripCount == (try sandbox.rows(of: "bus").count + sandbox.rows(of: "bike").count))
        }
    }

    @Test func `the data package names every other file with its size and its columns`() throws {
        try inFolder { folder in
            let place = folder.appendingPathComponent("out")
            try Sandbox(seed: 2, people: 300).export(to: place)
            let data = try Data(contentsOf: place.appendingPathComponent("datapackage.json"))
            let package = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let resources = try #require(package["resources"] as? [[String: Any]])
            #expect(resources.count == 12)
            for resource in resources {
                let path = try #require(resource["path"] as? String)
                let bytes = try Data(contentsOf: place.appendingPathComponent(path))
                #expect(resource["bytes"] as? Int == bytes.count, "\(path)")
                guard path.hasSuffix(".csv") else { continue }
                let schema = try #require(resource["schema"] as? [String: Any])
                let names = try #require(schema["fields"] as? [[String: Any]]).compactMap { $0["name"] as? String }
                let header = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
                #expect(names.joined(separator: ",") == header, "\(path)")
            }
        }
    }

    @Test func `the exported description calls a distributor's columns what the catalogue calls them`() throws {
        func fields(_ package: URL, _ resource: String) throws -> [[String: Any]] {
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: package)) as? [String: Any]
            let resources = try #require(object?["resources"] as? [[String: Any]])
            let found = try #require(resources.first { $0["name"] as? String == resource })
            return try #require((found["schema"] as? [String: Any])?["fields"] as? [[String: Any]])
        }
        try inFolder { folder in
            let place = folder.appendingPathComponent("out")
            try Sandbox(seed: 2, people: 100).export(to: place)
            let package = HomeEnergyTests.folder.appendingPathComponent("datapackage.json")
            let own = try fields(place.appendingPathComponent("datapackage.json"), "distributor-consumption")
            let catalogue = try fields(package, "consumption")
            #expect(own.count == catalogue.count)
            for (own, field) in zip(own, catalogue) {
                let unit = (field["regie"] as? [String: Any])?["unit"] as? String
                let title = try #require(field["title"] as? String)
                #expect(own["name"] as? String == field["name"] as? String)
                #expect(own["title"] as? String == title + (unit.map { " (\($0))" } ?? ""))
                #expect(own["type"] as? String == field["type"] as? String, "\(title)")
                let (first, second) = (own["constraints"], field["constraints"])
                let isRequired = (first as? [String: Any])?["required"] as? Bool
                #expect(isRequired == ((second as? [String: Any])?["required"] as? Bool ?? false), "\(title)")
            }
        }
    }

    @Test func `a person's own records are those of both operators, under unlike numbers`() throws {
        try inFolder { folder in
            let place = folder.appendingPathComponent("out")
            let sandbox = try Sandbox(seed: 2, people: 2_000)
            try sandbox.export(to: place)
            let rows = ["bus": try sandbox.rows(of: "bus"), "bike": try sandbox.rows(of: "bike")]
            var cards: [Int] = []
            for number in 1...5 {
                let data = try Data(contentsOf: place.appendingPathComponent("persons/person-\(number).json"))
                let person = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                let accounts = try #require(person["accounts"] as? [[String: Any]])
                #expect(accounts.count == (number <= 3 ? 2 : 1))
                var numbers: Set<Substring> = []
                for account in accounts {
                    let id = try #require(account["person_id"] as? String)
                    let trips = try #require(account["trips"] as? [[String: Any]])
                    let holder = try #require(account["operator"] as? String)
                    let departures = rows[holder]?.filter { $0.person == id }.map(\.departed)
                    #expect(trips.compactMap { $0["departed_at"] as? String } == departures)
                    numbers.insert(id.dropFirst())
                    cards.append((account["cards"] as? [String])?.count ?? 0)
                }
                #expect(numbers.count == accounts.count)
            }
            #expect(cards[0] == 2)
        }
    }

    @Test func `G10 a directory that holds something is refused and left as it was`() throws {
        try inFolder { folder in
            let note = folder.appendingPathComponent("note.txt")
            try Data("mine".utf8).write(to: note)
            let error = try #require(throws: StudyError.self) { try Sandbox(seed: 2, people: 50).export(to: folder) }
            #expect(error.description == "`\(folder.path)` is not empty; give the name of a new or empty directory")
            #expect(try entries(folder) == ["note.txt"])
            #expect(try text(note) == "mine")
            #expect(throws: StudyError(.sandbox, "", help: "")) { try Sandbox(seed: 2, people: 50).export(to: note) }
            #expect(throws: StudyError(.sandbox, "", help: "")) {
                try Sandbox(seed: 2, people: 50).export(to: note.appendingPathComponent("below"))
            }
            #expect(try entries(folder) == ["note.txt"])
        }
    }

    @Test func `an empty directory is used, and the same sandbox gives the same files`() throws {
        try inFolder { folder in
            let places = ["first", "second"].map { folder.appendingPathComponent($0) }
            try FileManager.default.createDirectory(at: places[0], withIntermediateDirectories: false)
            let exports = try places.map { try Sandbox(seed: 4, people: 120).export(to: $0) }
            #expect(exports[0].files == exports[1].files)
            for file in exports[0].files {
                let contents = places.map {
                    FileManager.default.contents(atPath: $0.appendingPathComponent(file.path).path)
                }
                #expect(contents[0] != nil && contents[0] == contents[1], "\(file.path)")
            }
            #expect(try entries(folder) == ["first", "second"])
        }
    }

    @Test func `counted trips say what is real and what is drawn`() throws {
        try inFolder { folder in
            let flows = try FlowsFile(name: "counts.csv", bytes: Array("origin,dest,count\n99F15,99F11,40\n".utf8))
            let sandbox = try Sandbox(territory: try FictitiousTerritory.standard(), flows: flows)
            let place = folder.appendingPathComponent("out")
            let export = try sandbox.export(to: place)
            #expect(export.tripCount == 40)
            let readme = try text(place.appendingPathComponent("README.md"))
            #expect(readme.contains("flows file counts.csv") && readme.contains("Counts by zone are the source's"))
            #expect(try entries(place.appendingPathComponent("persons")).count == 5)
        }
    }

    @Test func `zones that nobody grouped have no groups, in no file`() throws {
        try inFolder { folder in
            let zones = try FictitiousTerritory.standard().zones
            let territory = try Territory(
                id: "counted-territory", name: Localized("Counted"), zones: zones, outside: Localized("elsewhere"))
            let flows = try FlowsFile(name: "counts.csv", bytes: Array("origin,dest,count\n99F15,99F11,40\n".utf8))
            let sandbox = try Sandbox(territory: territory, flows: flows)
            #expect(sandbox.zoneGroups.isEmpty)
            let place = folder.appendingPathComponent("out")
            try sandbox.export(to: place)
            #expect(!(try entries(place)).contains("zone_groups.csv"))
            #expect(!(try text(place.appendingPathComponent("datapackage.json"))).contains("zone_group"))
        }
    }
}
