// SPDX-License-Identifier: Apache-2.0
//
// The plan hash: one byte form per plan, the same on every machine, another for every change.

import Studies
import Testing

@Suite struct PlanHashTests {
    /// Changes only when the canonical form of studies, plans or statements does: a mandate carries it.
    @Test func `the hash of a fixed plan stays`() throws {
        let dataset = try Fixture.dataset()
        let fixed = Dataset(
            id: dataset.id, version: "1.0.0", title: dataset.title, table: dataset.table, unit: dataset.unit,
            columns: dataset.columns, timeColumn: dataset.timeColumn, recordPeriod: dataset.recordPeriod,
            referenceTables: [], sources: dataset.sources, territory: dataset.territory,
            descriptionHash: String(repeating: "0", count: 64))
        let plan = try Fixture.plan(Fixture.study, dataset: fixed)
        #expect(plan.hash == "c34eb547b8073c654b66156b54319a15e4a313476bed243f95a29a383c5d05d8")
        #expect(ContentHash.hex(of: plan.canonicalBytes) == plan.hash)
        #expect(try JSONValue(parsing: plan.canonicalBytes) == plan.json)
    }

    @Test(arguments: [
        ("id: flows", "id: flow"), ("Flux de déplacements", "Flux"), ("id: aom", "id: ao"),
        ("Autorité des mobilités", "Autorité"), ("kind: transport-authority", "kind: research"),
        ("dpv:ImproveTransportMobility", "dpv:PublicPolicyMaking"), ("Combien de personnes ?", "Combien ?"),
        ("How many people?", "How many?"), ("De meilleures lignes.", "De bonnes lignes."),
        ("[bus, bike]", "[bike, bus]"), ("[bus, bike]", "[bus]"), ("from: 2026-03-02", "from: 2026-03-09"),
        ("to: 2026-06-01", "to: 2026-05-25"), ("SELECT mode,", "SELECT  mode,"), ("epsilon: 3.5", "epsilon: 3.500001"),
        ("delta_exponent: 6", "delta_exponent: 7"), ("cells_per_unit: 2", "cells_per_unit: 3"),
        ("trips: 4", "trips: 5"), ("formats: [table]", "formats: [table, geojson]"),
        ("retention_days: 365", "retention_days: 366"), ("FROM trips\n", "FROM trips WHERE distance_m > 9\n"),
    ])
    func `G5 any change of the study is another plan`(part: String, other: String) throws {
        let yaml = Fixture.study.replacing("SELECT mode,", with: "SELECT mode, origin_zone,")
            .replacing("BY mode", with: "BY mode, origin_zone")
        let original = try Fixture.plan(yaml)
        let changed = try Fixture.plan(yaml.replacing(part, with: other))
        #expect(changed.hash != original.hash)
        #expect(CellChoice.key(of: changed.study) != CellChoice.key(of: original.study))
    }

    @Test(arguments: [
        ("\"version\": \"1.0.0\"", "\"version\": \"1.0.1\""), ("\"maximum\": 60000", "\"maximum\": 60001"),
        ("Réseau de bus", "Bus"), ("\"level\": \"high\"", "\"level\": \"special\""),
    ])
    func `G5 any change of the dataset is another plan`(part: String, other: String) throws {
        let original = try Fixture.plan(Fixture.study)
        let changed = try Fixture.plan(Fixture.study, dataset: Fixture.dataset(replacing: part, with: other))
        #expect(changed.hash != original.hash)
        #expect(changed.datasetHash != original.datasetHash)
    }

    @Test func `G5 another territory or other reference rows are another plan`() throws {
        let original = try Fixture.plan(Fixture.study)
        #expect(try Fixture.plan(Fixture.study, dataset: Fixture.dataset(zones: 27)).hash != original.hash)
        let territory = try Fixture.territory()
        let bare = try Dataset(directory: Fixture.folder, territory: territory)
        #expect(try Fixture.plan(Fixture.study, dataset: bare).hash != original.hash)
    }

    @Test func `where a study was written is no part of it`() throws {
        let moved = try Fixture.plan("# a comment\n\n" + Fixture.study)
        #expect(try moved.hash == Fixture.plan(Fixture.study).hash)
    }
}
