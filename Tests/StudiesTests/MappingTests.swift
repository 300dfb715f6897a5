// SPDX-License-Identifier: Apache-2.0
//
// Mappings read from YAML: what they take, the views they become, and everything they refuse, with its code.

import Foundation
import Sandbox
import Studies
import Testing

@Suite struct MappingTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets")

    /// The catalogue's dataset of trips; with consent where a test wants it.
    static func catalogue(_ change: (String) -> String = { $0 }) throws -> Catalogue {
        let sandbox = try Sandbox(seed: 1, people: 1)
        let file = folder.appending(path: "mobility-trips/datapackage.json")
        let package = change(try String(contentsOf: file, encoding: .utf8))
        let rows = sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }
        return try Catalogue(
            Dataset(dataPackage: package.utf8, territory: sandbox.territory, referenceRows: ["zone_groups": rows]))
    }

    static func wantingConsent(_ package: String) -> String {
        package.replacing("\"recordWords\"", with: "\"consent\": \"required\", \"recordWords\"")
    }

    static let good = """
        dataset: mobility-trips
        table: ops.voyages
        where: etat <> 'annule'
        columns:
          person_id: "'B-' || client::text"
          card_id: carte
          departed_at: { from: depart, time_zone: Europe/Paris }
          arrived_at: arrivee
          origin_zone: insee_depart
          destination_zone: coalesce(insee_arrivee, 'outside')
          mode: { from: vehicule, values: { B: bus, V: bike } }
          fare_kind: { from: tarif, values: { PT: full, TR: reduced }, otherwise: subscription }
          distance_m: metres
        objections: { table: ops.oppositions, unit: "'B-' || client::text", where: levee IS NULL }

        """

    static let types = [
        "person_id": "text", "card_id": "integer", "departed_at": "timestamp with time zone",
        "arrived_at": "timestamp without time zone", "origin_zone": "character varying", "destination_zone": "text",
        "mode": "character", "fare_kind": "enum", "distance_m": "numeric",
    ]

    private func mapping(_ text: String, _ change: (String) -> String = { $0 }) throws -> Mapping {
        try Mapping(yaml: text, file: "map.yaml", catalogue: MappingTests.catalogue(change))
    }

    @Test func `a mapping becomes views with the dataset's names`() throws {
        let mapping = try mapping(MappingTests.good)
        let view = try mapping.recordsView(types: MappingTests.types)
        for part in [
            "('B-' || client::text\n)::text AS \"person_id\"", "(carte\n)::text AS \"card_id\"",
            "AT TIME ZONE 'Europe/Paris'", "(arrivee\n) AS \"arrived_at\"",
            "CASE (vehicule\n)::text WHEN 'B' THEN 'bus' WHEN 'V' THEN 'bike' END AS \"mode\"",
            "ELSE 'subscription' END AS \"fare_kind\"",
            "CASE WHEN (metres\n) BETWEEN 0 AND 60000 THEN round((metres\n)::numeric)::int8 END",
            "FROM \"ops\".\"voyages\" AS source\nWHERE (etat <> 'annule'\n)",
        ] { #expect(view.contains(part)) }
        let list = try mapping.listView(mapping.objections, type: "text")
        #expect(list.contains("FROM \"ops\".\"oppositions\" AS source\nWHERE (levee IS NULL\n)"))
        #expect(Mapping.schema(of: mapping.dataset) == "regie_mobility_trips")
    }

    @Test(arguments: [
        ("carte", "carte / 2"), ("carte", "carte + 1"), ("carte", "carte::integer"), ("carte", "carte::varchar(3)"),
        ("carte", "random()"), ("carte", "(SELECT 1)"), ("carte", "carte || client"), ("carte", "now()"),
        ("carte", "substr(carte, -1)"), ("carte", "carte LIKE 'a%'"), ("carte", "carte[1]"), ("carte", "source.*"),
        ("carte", "a, b"), ("carte", "a AS b"), ("carte", "count(*)"), ("carte", "lower(carte) OVER ()"),
        ("carte", "a FROM b"), ("carte", "$1"), ("carte", "ARRAY[a]"), ("carte", "-carte"), ("carte", "a; b"),
        ("carte", "a OPERATOR(pg_catalog.+) b"), ("carte", "CASE WHEN a THEN 1 / b END"), ("metres", "sqrt(metres)"),
        ("etat <> 'annule'", "1 / n = 2"), ("carte", "DISTINCT carte"), ("carte", "carte COLLATE \"C\""),
    ])
    func `an expression that could fail is refused with its place`(_ part: String, _ written: String) throws {
        let quoted = "\"" + written.replacing("\"", with: "\\\"") + "\""
        let name = part.hasPrefix("etat") ? "where" : part == "carte" ? "card_id" : "distance_m"
        let text = MappingTests.good.replacing("\(name): \(part)", with: "\(name): \(quoted)")
        #expect(text != MappingTests.good)
        do {
            _ = try mapping(text)
            Issue.record("it was taken")
        } catch let error as StudyError {
            #expect([.mapping, .severalStatements, .sqlSyntax].contains(error.code))
            #expect(error.span?.file.hasPrefix("map.yaml") == true)
        }
    }

    @Test(arguments: [
        "carte", "Carte", "s.carte", "'x'", "lower(carte)", "coalesce(a, b)", "nullif(a, '')", "greatest(a, b)",
        "CASE a WHEN 1 THEN 'x' ELSE b END", "CASE WHEN a IN (1, 2) OR b IS NULL THEN c END",
        "a::text || '-' || b::text",
        "left(a, 5)", "trim(a)", "a BETWEEN 1 AND 2", "a IS TRUE", "NOT a", "DATE '2026-01-01'", "a -- note",
        "a IS DISTINCT FROM b",
    ])
    func `an expression that can't fail is taken`(_ written: String) throws {
        _ = try mapping(MappingTests.good.replacing("card_id: carte", with: "card_id: \"\(written)\""))
    }

    private static let refusals: [(String, String, StudyError.Code)] = [
        ("dataset: mobility-trips", "dataset: mobility", .wrongDataset),
        ("table: ops.voyages", "table: a.b.c", .invalidValue), ("table: ops.voyages", "table: a.", .invalidValue),
        ("table: ops.voyages", "table: 'a\"b'", .invalidValue), ("card_id: carte", "card: carte", .unknownKey),
        ("  card_id: carte\n", "", .missingKey), ("{ B: bus, V: bike }", "{ B: tram }", .invalidValue),
        ("{ B: bus, V: bike }", "{}", .wrongType), ("{ B: bus, V: bike }", "bus", .wrongType),
        ("otherwise: subscription", "otherwise: none", .invalidValue),
        ("card_id: carte", "card_id: { from: carte, values: { a: b } }", .mapping),
        ("card_id: carte", "card_id: { from: carte, time_zone: Europe/Paris }", .mapping),
        ("mode: { from: vehicule, values: { B: bus, V: bike } }", "mode: { from: a, otherwise: bus }", .mapping),
        ("distance_m: metres", "distance_m: { from: km, times: 0 }", .invalidValue),
        ("distance_m: metres", "distance_m: { from: km, times: -1 }", .invalidValue),
        ("card_id: carte", "card_id: { from: carte, times: 1000 }", .mapping),
        ("Europe/Paris", "\"Paris'; DROP\"", .invalidValue), ("dataset:", "dataset", .yamlSyntax),
        ("objections:", "consents: { table: a, unit: b }\nobjections:", .mapping),
        ("table: ops.voyages", "table: ops.voyages\ntable: b", .duplicate),
    ]

    @Test(arguments: refusals)
    func `G10 a mapping that is wrong gets one sentence`(
        _ part: String, _ written: String, _ code: StudyError.Code
    ) throws {
        let text = MappingTests.good.replacing(part, with: written)
        #expect(text != MappingTests.good)
        #expect(throws: StudyError(code, "", help: "")) { try mapping(text) }
    }

    @Test func `a list of objections is never optional, and one of consents exactly where it is wanted`() throws {
        let without = MappingTests.good.split(separator: "\n").filter { !$0.hasPrefix("objections") }
            .joined(separator: "\n")
        #expect(throws: StudyError(.missingKey, "", help: "")) { try mapping(without) }
        #expect(throws: StudyError(.missingKey, "", help: "")) {
            try mapping(MappingTests.good, MappingTests.wantingConsent)
        }
        let consenting = MappingTests.good + "consents: { table: ops.accords, unit: client }\n"
        #expect(try mapping(consenting, MappingTests.wantingConsent).consents?.table.description == "ops.accords")
    }

    @Test(arguments: [
        ("departed_at", "timestamp without time zone", true), ("arrived_at", "timestamp with time zone", false),
        ("arrived_at", "date", true), ("arrived_at", "text", false), ("distance_m", "bigint", true),
        ("distance_m", "text", true), ("distance_m", "date", false), ("card_id", "uuid", true),
        ("card_id", "jsonb", false), ("origin_zone", "boolean", false), ("mode", "jsonb", true),
    ])
    func `a type becomes the dataset's only where it can't fail`(_ column: String, _ type: String, _ isTaken: Bool)
        throws
    {
        let mapping = try mapping(MappingTests.good)
        var types = MappingTests.types
        types[column] = type
        if isTaken {
            _ = try mapping.recordsView(types: types)
        } else {
            #expect(throws: StudyError(.mapping, "", help: "")) { try mapping.recordsView(types: types) }
        }
    }

    @Test func `a dataset that wants consent counts only who is on the list`() throws {
        let plain = try #require(MappingTests.catalogue().datasets.first)
        let consenting = try #require(MappingTests.catalogue(MappingTests.wantingConsent).datasets.first)
        #expect(!plain.needsConsent && consenting.needsConsent)
        let study = try Study(
            yaml: String(
                contentsOf: MappingTests.folder.appending(path: "mobility-trips/studies/flows.yaml"), encoding: .utf8),
            file: "flows.yaml")
        let condition = "EXISTS (SELECT 1 FROM consents AS c WHERE c.person_id = t.person_id)"
        let statements = try [plain, consenting].map {
            try Planner.plan(study, dataset: $0, file: "flows.yaml").statement
        }
        #expect(!statements[0].records.contains("consents") && !statements[0].touched.contains("consents"))
        #expect(statements[1].records.contains("\n  AND \(condition)"))
        #expect(statements[1].bounded.contains("\n  AND \(condition)"))
        #expect(statements[1].touched.contains("c.person_id IS NULL AS unconsented"))
    }

    @Test func `G11 a word for consent that isn't known is refused`() throws {
        #expect(throws: StudyError(.dataset, "", help: "")) {
            try MappingTests.catalogue {
                MappingTests.wantingConsent($0).replacing("\"consent\": \"required\"", with: "\"consent\": \"wanted\"")
            }
        }
    }
}
