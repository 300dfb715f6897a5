// SPDX-License-Identifier: Apache-2.0
//
// What the exported files say of themselves: the Data Package (Frictionless Data Package and Table Schema,
// version 1) and the README, French first.

import Studies

extension Sandbox {
    // MARK: Data package

    func dataPackage(_ files: [SandboxExport.File]) -> JSONValue {
        .object([
            "name": .string("sandbox-\(territory.id)"),
            "title": .string("\(territory.name.fr) / \(territory.name.en)"),
            "description": .string("\(notice.fr) / \(notice.en)"),
            "profile": "data-package",
            "sources": [.object(["title": .string("\(sourceLabel.fr) / \(sourceLabel.en)")])],
            "temporal": .object([
                "start": .string(period.start.description), "end": .string(period.end.description),
            ]),
            "resources": .array(files.filter { $0.path != "README.md" }.map(resource)),
        ])
    }

    private func resource(_ file: SandboxExport.File) -> JSONValue {
        let parts = file.path.split(separator: ".")
        let name = parts[0].replacing("/", with: "-").replacing("_", with: "-")
        var members: [String: JSONValue] = [
            "name": .string(String(name)), "path": .string(file.path), "bytes": .int(Int64(file.bytes)),
            "encoding": "utf-8", "format": .string(String(parts[1])),
        ]
        if file.rows != nil {
            members["profile"] = "tabular-data-resource"
            members["schema"] = schema(of: file.path)
        }
        return .object(members)
    }

    private func schema(of path: String) -> JSONValue {
        switch path {
        case "zone_groups.csv":
            let groups = ZoneGroup.allCases.map(\.rawValue)
            return Self.schema(
                [
                    Self.field("zone", "string", "Code de zone / zone code"),
                    Self.choice("zone_group", "Groupe / group", groups),
                ],
                key: "zone")
        case "objections.csv":
            return Self.schema(
                [
                    Self.choice("operator", "Opérateur / operator", operators.map(\.id)),
                    Self.field("person_id", "string", "Personne qui s'est opposée / person who objected"),
                ], key: "person_id")
        case "distributor/consumption.csv":
            return Self.schema(ConsumptionFields.schema, key: nil)
        case "distributor/objections.csv":
            return Self.schema(
                [Self.field("household_id", "integer", "Foyer qui s'est opposé / household that objected")],
                key: "household_id")
        default:
            return Self.schema(tripFields, key: nil)
        }
    }

    /// In the order of `TripRecord.columns`.
    private var tripFields: [JSONValue] {
        let zones = territory.zones.map(\.code) + [Territory.outsideCode]
        let fares = Customers.FareKind.allCases.map { "\($0)" }
        return [
            Self.field(
                "person_id", "string", "Client chez cet opérateur : l'unité protégée / customer: the unit of privacy"),
            Self.field(
                "card_id", "string",
                "Carte : jamais l'unité protégée / card: never the unit of privacy"),
            Self.field(
                "departed_at", "datetime", "Départ, heure locale / departure, local time", format: Self.timeFormat),
            Self.field(
                "arrived_at", "datetime", "Arrivée, heure locale / arrival, local time", format: Self.timeFormat),
            Self.choice("origin_zone", "Zone d'origine / origin zone", zones),
            Self.choice("destination_zone", "Zone de destination / destination zone", zones),
            Self.choice("mode", "Mode", ["bus", "bike", "carpool"]),
            Self.choice("fare_kind", "Tarif / fare", fares),
            .object([
                "name": "distance_m", "type": "integer", "title": "Distance (m)",
                "constraints": .object(["required": true, "minimum": 0, "maximum": 60_000]),
            ]),
        ]
    }

    private static let timeFormat = "%Y-%m-%d %H:%M:%S"

    private static func schema(_ fields: [JSONValue], key: String?) -> JSONValue {
        var members: [String: JSONValue] = ["fields": .array(fields), "missingValues": [""]]
        if let key { members["primaryKey"] = .string(key) }
        return .object(members)
    }

    private static func field(_ name: String, _ type: String, _ title: String, format: String? = nil) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "type": .string(type), "title": .string(title),
            "constraints": .object(["required": true]),
        ]
        if let format { members["format"] = .string(format) }
        return .object(members)
    }

    private static func choice(_ name: String, _ title: String, _ values: [String]) -> JSONValue {
        .object([
            "name": .string(name), "type": "string", "title": .string(title),
            "constraints": .object(["required": true, "enum": .array(values.map(JSONValue.string))]),
        ])
    }

    // MARK: README

    func readme(_ files: [SandboxExport.File]) -> [UInt8] {
        let rows = files.filter { $0.rows != nil }.map { "| `\($0.path)` | \($0.rows ?? 0) |" }.joined(separator: "\n")
        let text = """
            # \(territory.name.fr)

            **\(notice.fr)** Source : \(sourceLabel.fr). Départs du \(period.start) au \(period.end) exclu.

            | fichier | lignes |
            |---|---|
            \(rows)

            - `territory.geojson` : les zones (RFC 7946, WGS 84). Les codes sont du texte ; `outside` veut dire
              « \(territory.outside.fr) ».
            - `zone_groups.csv` (territoire fictif seulement) : le groupe de chaque zone.
            - `bus/trips.csv`, `bike/trips.csv` : la table de chaque opérateur (virgules, UTF-8, heure locale). Les
              numéros de client d'un opérateur ne se déduisent pas de ceux de l'autre. Une personne peut avoir eu
              plusieurs cartes : compter les personnes, jamais les cartes.
            - `objections.csv` : les personnes qui se sont opposées à l'usage de leurs données, à laisser de côté.
            - `distributor/consumption.csv`, `distributor/objections.csv` (données fictives seulement) : les relevés
              mensuels de foyers inventés, du \(HomeEnergy.period.start) au \(HomeEnergy.period.end) exclu. Leurs
              colonnes sont décrites dans `datapackage.json`.
            - `persons/` : les données de quelques personnes, telles que chacune les recevrait de ses opérateurs.
            - `datapackage.json` : la description des tables (Frictionless Data Package).

            # \(territory.name.en)

            **\(notice.en)** Source: \(sourceLabel.en). Departures from \(period.start) to \(period.end), excluded.

            | file | rows |
            |---|---|
            \(rows)

            - `territory.geojson`: the zones (RFC 7946, WGS 84). Codes are text; `outside` means
              "\(territory.outside.en)".
            - `zone_groups.csv` (fictitious territory only): the group of each zone.
            - `bus/trips.csv`, `bike/trips.csv`: each operator's table (commas, UTF-8, local time). One operator's
              customer numbers say nothing about the other's. A person may have had several cards: count persons,
              never cards.
            - `objections.csv`: people who objected to the use of their records, to be left out.
            - `distributor/consumption.csv`, `distributor/objections.csv` (fictitious data only): monthly readings of
              invented households, from \(HomeEnergy.period.start) to \(HomeEnergy.period.end), excluded.
              `datapackage.json` describes their columns.
            - `persons/`: a few people's own records, as each would get them from their operators.
            - `datapackage.json`: the description of the tables (Frictionless Data Package).

            """
        return Array(text.utf8)
    }
}
