// SPDX-License-Identifier: Apache-2.0
//
// A party's own copy of the catalogue: the dataset's data package, the territory, and the rows of its
// reference tables. Every edge plans a study against its own copy and believes no one else's.

import Foundation
import Studies

struct PartyCatalogue: Sendable {
    let dataPackage: Data
    let territory: Territory
    /// By table name, in the order of the table's fields.
    let referenceRows: [String: [[String]]]

    private struct Words: Codable {
        let id: String
        let name: [String]
        let outside: [String]
        let referenceRows: [String: [[String]]]
    }

    init(dataPackage: Data, territory: Territory, referenceRows: [String: [[String]]]) {
        self.dataPackage = dataPackage
        self.territory = territory
        self.referenceRows = referenceRows
    }

    init(from directory: URL) throws {
        do {
            dataPackage = try Data(contentsOf: directory.appending(path: "datapackage.json"))
            let words = try JSONDecoder().decode(
                Words.self, from: Data(contentsOf: directory.appending(path: "catalogue.json")))
            guard words.name.count == 2, words.outside.count == 2 else { throw CocoaError(.fileReadCorruptFile) }
            referenceRows = words.referenceRows
            territory = try Territory(
                id: words.id, name: Localized(fr: words.name[0], en: words.name[1]),
                outside: Localized(fr: words.outside[0], en: words.outside[1]),
                geoJSON: Array(Data(contentsOf: directory.appending(path: "territory.geojson"))))
        } catch let error as StudyError {
            throw error
        } catch {
            throw Refusal(
                "the catalogue in \(directory.path) can't be read", help: "enrol the party again, or restore its files")
        }
    }

    func save(to directory: URL) throws {
        let words = Words(
            id: territory.id, name: [territory.name.fr, territory.name.en],
            outside: [territory.outside.fr, territory.outside.en], referenceRows: referenceRows)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try dataPackage.write(to: directory.appending(path: "datapackage.json"))
        try encoder.encode(words).write(to: directory.appending(path: "catalogue.json"))
        try Data(territory.geoJSON()).write(to: directory.appending(path: "territory.geojson"))
    }

    func dataset() throws -> Dataset {
        try Dataset(dataPackage: dataPackage, territory: territory, referenceRows: referenceRows)
    }
}
