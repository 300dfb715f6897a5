// SPDX-License-Identifier: Apache-2.0
//
// A party's own copy of the catalogue: the data packages of its datasets, the territory, and the rows of the
// reference tables. Every edge plans a study against its own copy and believes no one else's.

import Foundation
import Studies

struct PartyCatalogue: Sendable {
    struct Package: Sendable {
        /// The dataset's identifier.
        let id: String
        let data: Data
    }

    /// At least one; a study that names none of them is told of the first.
    let packages: [Package]
    let territory: Territory
    /// By table name, in the order of the table's fields.
    let referenceRows: [String: [[String]]]

    private struct Words: Codable {
        let datasets: [String]
        let id: String
        let name: [String]
        let outside: [String]
        let referenceRows: [String: [[String]]]
    }

    init(packages: [Package], territory: Territory, referenceRows: [String: [[String]]]) {
        self.packages = packages
        self.territory = territory
        self.referenceRows = referenceRows
    }

    init(from directory: URL) throws {
        do {
            let words = try JSONDecoder().decode(
                Words.self, from: Data(contentsOf: directory.appending(path: "catalogue.json")))
            guard words.name.count == 2, words.outside.count == 2, !words.datasets.isEmpty else {
                throw CocoaError(.fileReadCorruptFile)
            }
            packages = try words.datasets.map { id in
                Package(id: id, data: try Data(contentsOf: PartyCatalogue.file(of: id, in: directory)))
            }
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
            datasets: packages.map(\.id), id: territory.id, name: [territory.name.fr, territory.name.en],
            outside: [territory.outside.fr, territory.outside.en], referenceRows: referenceRows)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for package in packages {
            try package.data.write(to: PartyCatalogue.file(of: package.id, in: directory))
        }
        try encoder.encode(words).write(to: directory.appending(path: "catalogue.json"))
        try Data(territory.geoJSON()).write(to: directory.appending(path: "territory.geojson"))
    }

    private static func file(of id: String, in directory: URL) -> URL {
        directory.appending(path: "datapackage-\(id).json")
    }

    func catalogue() throws -> Catalogue {
        let datasets = try packages.map { package in
            try Dataset(dataPackage: package.data, territory: territory, referenceRows: referenceRows)
        }
        guard let first = datasets.first else {
            throw Refusal("the catalogue holds no dataset", help: "enrol the party again")
        }
        return try Catalogue(first, Array(datasets.dropFirst()))
    }
}
