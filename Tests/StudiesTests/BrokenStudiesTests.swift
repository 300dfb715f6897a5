// SPDX-License-Identifier: Apache-2.0
//
// Broken studies, each with the one sentence it gives: its code, its place (line and column in the file), the
// text underlined, and a way out.

import Studies
import Testing

/// A study that is wrong in one way.
struct BrokenStudy: Sendable, CustomTestStringConvertible {
    let yaml: String
    let code: StudyError.Code
    /// `line:column text` as underlined.
    let place: String

    var testDescription: String { "\(code.name) at \(place)" }

    /// A wrong query.
    init(_ query: String, _ code: StudyError.Code, _ place: String) {
        yaml = Fixture.study(query: query)
        self.code = code
        self.place = place
    }

    /// One part of the good file replaced.
    init(_ part: String, to other: String, _ code: StudyError.Code, _ place: String) {
        yaml = Fixture.study.replacing(part, with: other)
        self.code = code
        self.place = place
    }
}

@Suite struct BrokenStudiesTests {
    private func check(_ broken: BrokenStudy) throws {
        let error = try #require(throws: StudyError.self) { try Fixture.plan(broken.yaml) }
        #expect(error.code.name == broken.code.name)
        #expect(error.underlined == broken.place, "\(error)")
        #expect(!error.help.isEmpty)
        #expect(!error.message.hasSuffix("."))
        let first = error.message.first
        #expect(
            first?.isLowercase == true || first?.isLetter == false || error.message.prefix(2).allSatisfy(\.isUppercase))
    }

    @Test func `G10 the study that the broken ones are bent from is good`() throws {
        #expect(try Fixture.plan(Fixture.study).cellCount == 4)
    }

    @Test func `G10 a hidden character is named, and not shown again`() throws {
        let yaml = Fixture.study.replacing("Flux de", with: "Flux\u{202E} de")
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml) }
        #expect(error.message.contains("`U+202E` (RIGHT-TO-LEFT OVERRIDE)"))
        #expect(!error.description.unicodeScalars.contains("\u{202E}"))
        #expect(error.description.contains("title: Flux\u{FFFD} de"))
    }

    @Test(arguments: [
        ("retention_days: 365", "retention_days: 9223372036854775807", "a number of 19 digits"),
        ("to: 2026-06-01", "to: 2026-03-02", "begins and ends on `2026-03-02`"),
        ("GROUP BY mode", "GROUP BY mode\n  FETCH FIRST 3 ROWS ONLY", "FETCH FIRST would choose cells"),
        ("GROUP BY mode", "GROUP BY mode\n  LIMIT 3", "LIMIT would choose cells"),
    ])
    func `G10 a refusal says what was written and not something near it`(
        part: String, other: String, says: String
    ) throws {
        let yaml = Fixture.study.replacing(part, with: other)
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml) }
        #expect(error.message.contains(says), "\(error)")
    }

    @Test func `G10 of a line too long for a screen only the part around the fault is shown`() throws {
        let yaml = Fixture.study.replacing("id: flows", with: "id: " + String(repeating: "x", count: 20_000) + "!")
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml) }
        let lines = error.description.split(separator: "\n").dropFirst()
        #expect(lines.allSatisfy { $0.count <= 180 })
        #expect(lines.contains { $0.hasPrefix("1 | id: xxx") && $0.hasSuffix("x...") })
        let late = Fixture.study.replacing(
            "id: flows", with: "id: flows # " + String(repeating: "é", count: 5_000) + "\u{202E}")
        let shown = try #require(throws: StudyError.self) { try Fixture.plan(late) }.description
        let parts = shown.split(separator: "\n")
        #expect(parts.count == 4 && parts.allSatisfy { $0.count <= 180 })
        let caret = try #require(parts[3].firstIndex(of: "^"))
        #expect(
            parts[2][
                parts[2].index(
                    parts[2].startIndex,
                    offsetBy: parts[3].distance(
                        from: parts[3].startIndex, to: caret))] == "\u{FFFD}")
    }

    @Test func `G10 a byte that is not UTF-8 is refused with its line and column`() throws {
        let bytes = Array("id: flows\ntitle: é".utf8) + [0xE9, 0x0A]
        let error = try #require(throws: StudyError.self) { try Study.text(of: bytes, file: "study.yaml") }
        #expect(error.code == .encoding)
        #expect(error.underlined == "2:9 \u{FFFD}")
        #expect(try Study.text(of: Array("id: é".utf8), file: "study.yaml") == "id: é")
    }

    @Test(arguments: BrokenStudy.files)
    func `G10 a broken file gives one sentence with its place`(broken: BrokenStudy) throws { try check(broken) }

    @Test(arguments: BrokenStudy.terms)
    func `G10 impossible terms give one sentence with its place`(broken: BrokenStudy) throws { try check(broken) }

    @Test(arguments: BrokenStudy.clauses)
    func `G10 a clause outside the language gives one sentence with its place`(broken: BrokenStudy) throws {
        try check(broken)
    }

    @Test(arguments: BrokenStudy.selections)
    func `G10 a selection outside the language gives one sentence with its place`(broken: BrokenStudy) throws {
        try check(broken)
    }

    @Test(arguments: BrokenStudy.expressions)
    func `G10 an expression outside the language gives one sentence with its place`(broken: BrokenStudy) throws {
        try check(broken)
    }
}

extension StudyError {
    /// `line:column text`, or "nowhere".
    var underlined: String {
        guard let span else { return "nowhere" }
        return "\(span.line):\(span.column) \(span.lineText.dropFirst(span.column - 1).prefix(span.length))"
    }
}

extension BrokenStudy {
    static let files: [BrokenStudy] = [
        BrokenStudy("id: flows", to: "id: Flux!", .invalidValue, "1:5 Flux!"),
        BrokenStudy("id: flows", to: "id: [a]", .wrongType, "1:5 [a]"),
        BrokenStudy("id: flows", to: "id:", .invalidValue, "1:4 "),
        BrokenStudy("id: flows", to: "name: flows", .unknownKey, "1:1 name"),
        BrokenStudy("id: flows\n", to: "", .missingKey, "1:1 title: Flux de déplacements"),
        BrokenStudy("id: flows", to: "id: flows\nid: again", .duplicate, "2:1 id"),
        BrokenStudy("id: flows", to: "id: \"flows", .yamlSyntax, "1:5 \""),
        BrokenStudy("  fr: Combien de personnes ?\n", to: "", .missingKey, "6:3 en: How many people?"),
        BrokenStudy("  en: How many people?", to: "  de: Wie viele?", .unknownKey, "7:3 de"),
        BrokenStudy(
            "kind: transport-authority", to: "kind: transport-autority", .invalidValue, "3:59 transport-autority"),
        BrokenStudy("dpv:ImproveTransportMobility", to: "améliorer", .invalidValue, "4:10 améliorer"),
        BrokenStudy("sources: [bus, bike]", to: "sources: bus", .wrongType, "10:10 bus"),
        BrokenStudy("sources: [bus, bike]", to: "sources: [bus, bus]", .duplicate, "10:16 bus"),
        BrokenStudy("to: 2026-06-01", to: "to: 2026-06-31", .invalidValue, "11:33 2026-06-31"),
        BrokenStudy("to: 2026-06-01", to: "to: 2026-03-01", .period, "11:33 2026-03-01"),
        BrokenStudy("to: 2026-06-01", to: "to: 2026-03-02", .period, "11:33 2026-03-02"),
        BrokenStudy("epsilon: 3.5", to: "epsilon: 3,5", .invalidValue, "17:12 3,5"),
        BrokenStudy("delta_exponent: 6", to: "delta_exponent: six", .wrongType, "18:19 six"),
        BrokenStudy("per_cell: { trips: 4 }", to: "per_cell: 4", .wrongType, "20:13 4"),
        BrokenStudy("Flux de", to: "Flux\u{202E} de", .hiddenCharacter, "2:12 \u{202E}"),
        BrokenStudy("De meilleures", to: "De\u{200B} meilleures", .hiddenCharacter, "8:12 \u{200B}"),
        BrokenStudy("Flux de déplacements", to: "\"Flux\\u202Ede\"", .hiddenCharacter, "2:8 \"Flux\\u202Ede\""),
        BrokenStudy("id: flows", to: "id: flows # \u{2066}", .hiddenCharacter, "1:13 \u{2066}"),
        BrokenStudy("Autorité des", to: "Autorité\u{2028}des", .hiddenCharacter, "3:37 "),
        BrokenStudy("id: flows", to: "\u{FEFF}id: flows", .hiddenCharacter, "1:1 \u{FEFF}"),
        BrokenStudy("id: flows", to: "id: flows # \u{0}", .hiddenCharacter, "1:13 \u{0}"),
        BrokenStudy("formats: [table]", to: "formats: [tabel]", .invalidValue, "21:11 tabel"),
        BrokenStudy("formats: [table]", to: "formats: [table, table]", .duplicate, "21:18 table"),
        BrokenStudy("retention_days: 365", to: "retention_days: 0", .invalidValue, "22:17 0"),
        BrokenStudy(
            "retention_days: 365", to: "retention_days: 9223372036854775807", .invalidValue,
            "22:17 9223372036854775807"),
    ]

    static let terms: [BrokenStudy] = [
        BrokenStudy("dataset: mobility-trips", to: "dataset: energy", .wrongDataset, "9:10 energy"),
        BrokenStudy("sources: [bus, bike]", to: "sources: [bus, bikes]", .unknownSource, "10:16 bikes"),
        BrokenStudy("from: 2026-03-02", to: "from: 2026-03-01", .period, "11:17 2026-03-01"),
        BrokenStudy("to: 2026-06-01", to: "to: 2026-06-02", .period, "11:33 2026-06-02"),
        BrokenStudy("epsilon: 3.5", to: "epsilon: 0", .privacyRange, "17:12 0"),
        BrokenStudy("epsilon: 3.5", to: "epsilon: 20.000001", .privacyRange, "17:12 20.000001"),
        BrokenStudy("epsilon: 3.5", to: "epsilon: 0.000001", .privacyRange, "17:12 0.000001"),
        BrokenStudy("delta_exponent: 6", to: "delta_exponent: 3", .privacyRange, "18:19 3"),
        BrokenStudy("cells_per_unit: 2", to: "cells_per_unit: 0", .privacyRange, "19:19 0"),
        BrokenStudy("cells_per_unit: 2", to: "cells_per_unit: 5", .privacyRange, "19:19 5"),
        BrokenStudy("{ trips: 4 }", to: "{ trips: 0 }", .perCell, "20:22 0"),
        BrokenStudy("{ trips: 4 }", to: "{ trips: 1000000000 }", .privacyRange, "20:22 1000000000"),
        BrokenStudy("{ trips: 4 }", to: "{ rides: 4 }", .perCell, "13:16 count(*)"),
        BrokenStudy("{ trips: 4 }", to: "{ trips: 4, rides: 4 }", .perCell, "20:32 4"),
        BrokenStudy("formats: [table]", to: "formats: [table, flow-map]", .format, "21:18 flow-map"),
        BrokenStudy("formats: [table]", to: "formats: [geojson]", .format, "21:11 geojson"),
    ]

    static let clauses: [BrokenStudy] = [
        BrokenStudy("SELECT mode, FROM trips", .sqlSyntax, "13:16 FROM"),
        BrokenStudy("SELECT mode, count(*) AS trips\nFROM trips GROUP BY", .sqlSyntax, "14:22 "),
        BrokenStudy("SELECT 'été' AS é, FROM trips", .sqlSyntax, "13:22 FROM"),
        BrokenStudy("-- nothing", .sqlSyntax, "13:3 --"),
        BrokenStudy("SELECT count(*) AS trips FROM trips -- \u{202E}", .hiddenCharacter, "13:42 \u{202E}"),
        BrokenStudy("SELECT count(*) AS trips FROM trips;\nSELECT 1", .severalStatements, "14:3 SELECT"),
        BrokenStudy("DELETE FROM trips", .notSelect, "13:3 DELETE"),
        BrokenStudy("SELECT * FROM trips", .selectStar, "13:10 *"),
        BrokenStudy("SELECT trips.* FROM trips", .selectStar, "13:10 trips.*"),
        BrokenStudy("SELECT count(*) AS trips", .fromClause, "13:3 SELECT"),
        BrokenStudy("SELECT count(*) AS trips FROM trips, zone_groups", .fromClause, "13:40 zone_groups"),
        BrokenStudy("SELECT count(*) AS trips FROM (SELECT mode FROM trips) t", .subselect, "13:34 SELECT"),
        BrokenStudy("SELECT count(*) AS trips FROM generate_series(1, 9)", .fromClause, "13:28 FROM"),
        BrokenStudy("SELECT count(*) AS trips FROM ONLY trips", .fromClause, "13:38 trips"),
        BrokenStudy("SELECT count(*) AS trips FROM public.trips", .unknownTable, "13:33 public.trips"),
        BrokenStudy("SELECT count(*) AS trips FROM persons", .unknownTable, "13:33 persons"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips JOIN trips b ON b.mode = trips.mode", .unknownTable, "13:44 trips"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips\nJOIN objections o ON o.person_id = trips.person_id", .unknownTable,
            "14:8 objections"),
        BrokenStudy("SELECT count(*) AS trips FROM trips CROSS JOIN zone_groups", .join, "13:50 zone_groups"),
        BrokenStudy("SELECT count(*) AS trips FROM trips JOIN zone_groups g USING (zone)", .join, "13:44 zone_groups"),
        BrokenStudy("SELECT count(*) AS trips FROM trips JOIN zone_groups g ON g.zone = trips.mode", .join, "13:68 ="),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips JOIN zone_groups g ON g.zone > trips.origin_zone", .join, "13:68 >"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips JOIN zone_groups g ON g.zone OPERATOR(pg_catalog.=) trips.origin_zone",
            .qualifiedOperator, "13:68 OPERATOR(pg_catalog.=)"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips RIGHT JOIN zone_groups g ON g.zone = trips.origin_zone", .join,
            "13:50 zone_groups"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips t\nJOIN zone_groups t ON t.zone = t.origin_zone", .duplicate,
            "14:8 zone_groups"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips t\nLEFT JOIN zone_groups g ON g.zone = t.origin_zone"
                + "\nWHERE g.zone_group = 'coast'", .join, "15:9 g.zone_group"),
        BrokenStudy("WITH t AS (SELECT 1) SELECT count(*) AS trips FROM trips", .clause, "13:3 WITH"),
        BrokenStudy("SELECT DISTINCT mode FROM trips", .clause, "13:10 DISTINCT"),
        BrokenStudy(
            "SELECT mode, count(*) AS trips FROM trips GROUP BY mode HAVING count(*) > 10", .clause, "13:59 HAVING"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY mode\nORDER BY trips", .clause, "14:3 ORDER"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY mode LIMIT 3", .clause, "13:59 LIMIT"),
        BrokenStudy("SELECT mode FROM trips UNION SELECT mode FROM trips", .clause, "13:26 UNION"),
        BrokenStudy("SELECT mode, count(*) AS trips INTO copy FROM trips GROUP BY mode", .clause, "13:34 INTO"),
        BrokenStudy("SELECT count(*) AS trips FROM trips FOR UPDATE", .clause, "13:39 FOR"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WINDOW w AS (ORDER BY mode)", .clause, "13:39 WINDOW"),
        BrokenStudy("VALUES (1)", .clause, "13:3 VALUES"),
    ]

    static let selections: [BrokenStudy] = [
        BrokenStudy(
            "SELECT person_id, count(*) AS trips FROM trips GROUP BY person_id", .unitColumn, "13:10 person_id"),
        BrokenStudy("SELECT departed_at, count(*) AS trips FROM trips", .rawColumn, "13:10 departed_at"),
        BrokenStudy("SELECT card_id FROM trips", .rawColumn, "13:10 card_id"),
        BrokenStudy("SELECT card_id, count(*) AS trips FROM trips GROUP BY card_id", .unboundedGroup, "13:10 card_id"),
        BrokenStudy(
            "SELECT distance_m, count(*) AS trips FROM trips GROUP BY distance_m", .unboundedGroup, "13:10 distance_m"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips", .ungrouped, "13:10 mode"),
        BrokenStudy("SELECT count(*) AS trips FROM trips GROUP BY mode", .groupBy, "13:48 mode"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY 2", .groupBy, "13:54 2"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY mode, trips", .groupBy, "13:60 trips"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY mode, mode", .duplicate, "13:60 mode"),
        BrokenStudy("SELECT mode, count(*) AS trips FROM trips GROUP BY ROLLUP (mode)", .groupBy, "13:54 ROLLUP"),
        BrokenStudy("SELECT mode, fare_kind AS mode FROM trips GROUP BY mode", .name, "13:16 fare_kind"),
        BrokenStudy(
            "SELECT mode, count(*) AS trips, sum(distance_m) AS trips FROM trips GROUP BY mode", .duplicate, "13:35 sum"
        ),
        BrokenStudy("SELECT mode AS a, mode AS b FROM trips GROUP BY a, b", .duplicate, "13:21 mode"),
        BrokenStudy("SELECT mode, count(*) FROM trips GROUP BY mode", .unnamed, "13:16 count"),
        BrokenStudy("SELECT mode, count(*) AS \"Trips\" FROM trips GROUP BY mode", .name, "13:16 count"),
        BrokenStudy("SELECT mode, count(*) AS cell FROM trips GROUP BY mode", .name, "13:16 count"),
        BrokenStudy("SELECT mode, count(*) AS units FROM trips GROUP BY mode", .perCell, "13:16 count(*)"),
        BrokenStudy("SELECT mode AS units, count(*) AS trips FROM trips GROUP BY units", .name, "13:18 units"),
        BrokenStudy(
            "SELECT mode, count(*) AS trips, count(*) AS more FROM trips GROUP BY mode", .duplicate, "13:35 count(*)"),
        BrokenStudy("SELECT mode, count(mode) AS trips FROM trips GROUP BY mode", .aggregate, "13:16 count(mode)"),
        BrokenStudy(
            "SELECT mode, count(DISTINCT card_id) AS trips FROM trips GROUP BY mode", .countDistinct,
            "13:16 count(DISTINCT card_id)"),
        BrokenStudy(
            "SELECT mode, sum(distance_m) AS metres FROM trips GROUP BY mode", .perCell, "13:16 sum(distance_m)"),
        BrokenStudy("SELECT mode, sum(mode) AS trips FROM trips GROUP BY mode", .sumColumn, "13:16 sum(mode)"),
        BrokenStudy(
            "SELECT mode, sum(DISTINCT distance_m) AS trips FROM trips GROUP BY mode", .sumColumn,
            "13:16 sum(DISTINCT distance_m)"),
        BrokenStudy("SELECT mode, sum(distance_m / 2) AS trips FROM trips GROUP BY mode", .arithmetic, "13:31 /"),
        BrokenStudy(
            "SELECT mode, avg(distance_m) AS metres FROM trips GROUP BY mode", .aggregate, "13:16 avg(distance_m)"),
        BrokenStudy(
            "SELECT mode, max(distance_m) AS metres FROM trips GROUP BY mode", .aggregate, "13:16 max(distance_m)"),
        BrokenStudy("SELECT count(*) FILTER (WHERE mode = 'bus') AS trips FROM trips", .clause, "13:10 count(*)"),
        BrokenStudy("SELECT mode, count(*) OVER () AS trips FROM trips GROUP BY mode", .clause, "13:16 count(*)"),
        BrokenStudy("SELECT modes, count(*) AS trips FROM trips GROUP BY modes", .unknownColumn, "13:10 modes"),
        BrokenStudy("SELECT t.mode, count(*) AS trips FROM trips GROUP BY mode", .unknownTable, "13:10 t.mode"),
        BrokenStudy(
            "SELECT zone, count(*) AS trips FROM trips\nJOIN zone_groups a ON a.zone = trips.origin_zone"
                + "\nJOIN zone_groups b ON b.zone = trips.destination_zone\nGROUP BY zone", .ambiguousColumn,
            "13:10 zone"),
        BrokenStudy(
            "SELECT origin_zone, destination_zone,\n  date_trunc('day', departed_at) AS day,"
                + "\n  extract(hour from departed_at) AS hour\nFROM trips GROUP BY 1, 2, 3, 4", .tooManyCells,
            "15:5 extract"),
    ]

    static let expressions: [BrokenStudy] = [
        BrokenStudy("SELECT lower(mode) AS m FROM trips GROUP BY m", .unknownFunction, "13:10 lower(mode)"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE random() < 0.5", .volatileFunction, "13:45 random()"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE departed_at < now()", .volatileFunction, "13:59 now()"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE departed_at < current_date", .volatileFunction,
            "13:59 current_date"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE distance_m / 1000 > 2", .arithmetic, "13:56 /"),
        BrokenStudy("SELECT distance_m / 1000 AS km FROM trips GROUP BY km", .arithmetic, "13:21 /"),
        BrokenStudy("SELECT departed_at::date AS day FROM trips GROUP BY day", .cast, "13:21 ::"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE CAST(mode AS int) = 1", .cast, "13:45 CAST"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode = $1", .parameter, "13:52 $1"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode IN (SELECT 'bus')", .subselect, "13:50 IN"),
        BrokenStudy("SELECT (SELECT 1) AS one FROM trips", .subselect, "13:10 ("),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE EXISTS (SELECT 1)", .subselect, "13:45 EXISTS"),
        BrokenStudy("SELECT coalesce(mode, 'bus') AS m FROM trips GROUP BY m", .expression, "13:10 coalesce"),
        BrokenStudy("SELECT 1 AS one FROM trips GROUP BY one", .expression, "13:10 1"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE true", .expression, "13:45 true"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode", .expression, "13:45 mode"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE person_id = 'B0000001'", .unitColumn, "13:45 person_id"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE card_id = 'C1'", .expression, "13:45 card_id"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode = 'tram'", .literal, "13:52 'tram'"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode IN ('bus', 'bikes')", .literal, "13:61 'bikes'"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE origin_zone = 'Z99'", .literal, "13:59 'Z99'"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode = NULL", .literal, "13:52 NULL"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE distance_m < -5", .literal, "13:58 -5"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE distance_m < 2.5", .literal, "13:58 2.5"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE distance_m = '5'", .literal, "13:58 '5'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE departed_at >= '2026-02-30'", .literal, "13:60 '2026-02-30'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE departed_at >= '2026-04-01 07:30'", .timeExpression,
            "13:60 '2026-04-01 07:30'"),
        BrokenStudy(
            "SELECT CASE WHEN departed_at < '2026-04-01 07:30:01' THEN 'a' ELSE 'b' END AS d FROM trips GROUP BY d",
            .timeExpression, "13:34 '2026-04-01 07:30:01'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE extract(hour from departed_at) = 24", .literal, "13:78 24"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode < 'bus'", .operatorName, "13:52 'bus'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE mode BETWEEN 'bike' AND 'bus'", .operatorName, "13:58 'bike'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE mode OPERATOR(pg_catalog.=) 'bus'", .qualifiedOperator,
            "13:50 OPERATOR(pg_catalog.=)"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips WHERE NOT distance_m OPERATOR(evil.<) 5", .qualifiedOperator,
            "13:60 OPERATOR(evil.<)"),
        BrokenStudy(
            "SELECT CASE WHEN mode = 'bus' THEN E'a\\u202Eb' END AS m FROM trips GROUP BY m", .hiddenCharacter,
            "13:38 E"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode LIKE 'b%'", .operatorName, "13:50 LIKE"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode = ANY (ARRAY['bus'])", .operatorName, "13:50 ="),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode IS DISTINCT FROM 'bus'", .operatorName, "13:50 IS"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE mode = origin_zone", .operatorName, "13:52 origin_zone"),
        BrokenStudy("SELECT count(*) AS trips FROM trips WHERE count(*) > 3", .aggregate, "13:45 count(*)"),
        BrokenStudy(
            "SELECT extract(minute from departed_at) AS m FROM trips GROUP BY m", .timeExpression,
            "13:10 extract(minute from departed_at)"),
        BrokenStudy(
            "SELECT extract(hour from mode) AS m FROM trips GROUP BY m", .timeExpression,
            "13:10 extract(hour from mode)"),
        BrokenStudy(
            "SELECT date_part('hour', departed_at) AS m FROM trips GROUP BY m", .timeExpression,
            "13:10 date_part('hour', departed_at)"),
        BrokenStudy(
            "SELECT date_trunc('hour', departed_at) AS m FROM trips GROUP BY m", .timeExpression,
            "13:10 date_trunc('hour', departed_at)"),
        BrokenStudy(
            "SELECT date_trunc('day', arrived_at) AS m FROM trips GROUP BY m", .timeExpression,
            "13:10 date_trunc('day', arrived_at)"),
        BrokenStudy(
            "SELECT CASE WHEN mode = 'bus' THEN fare_kind END AS m FROM trips GROUP BY m", .caseExpression,
            "13:38 fare_kind"),
        BrokenStudy("SELECT CASE WHEN mode = 'bus' THEN 1 END AS m FROM trips GROUP BY m", .caseExpression, "13:38 1"),
        BrokenStudy("SELECT CASE mode WHEN 'tram' THEN 'x' END AS m FROM trips GROUP BY m", .literal, "13:25 'tram'"),
        BrokenStudy(
            "SELECT count(*) AS trips FROM trips\nWHERE CASE WHEN mode = 'bus' THEN true END", .caseExpression,
            "14:9 CASE"),
        BrokenStudy("SELECT mode COLLATE \"C\" AS m FROM trips GROUP BY m", .expression, "13:15 COLLATE"),
    ]
}
