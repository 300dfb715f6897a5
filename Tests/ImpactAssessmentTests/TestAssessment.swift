// SPDX-License-Identifier: Apache-2.0
//
// Assessments to test with, their plans made by the real planner and their releases by the real rule.

import DisclosureControl
import ImpactAssessment
import Studies

struct TestAssessment {
    var query = """
        SELECT origin_zone AS origin, destination_zone AS destination, count(DISTINCT person_id) AS people
        FROM trips GROUP BY 1, 2
        """
    var sources = ["bus", "bike"]
    var title = Localized(fr: "Qui va où ?", en: "Who goes where?")
    var administrators = ["Une", "Autre"]
    var epsilonMicro: Int64 = 2_000_000
    var isNoised = true
    var isFictitious = false
    var hasRelease = true
    var particulars = Particulars()

    var dataset: Dataset {
        get throws {
            func column(_ name: String, _ kind: Column.Kind) -> Column {
                Column(name: name, kind: kind, title: Localized(name), optional: false)
            }
            let fares = ["full", "student"].map { DomainValue(code: $0, label: Localized($0)) }
            let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 0)].map { Coordinate(longitude: $0.0, latitude: 46 + $0.1) }
            let zones = ["01", "02"].map {
                Zone(
                    code: $0, name: $0, polygons: [[corners]], anchor: Coordinate(longitude: 0.6, latitude: 46.3))
            }
            return Dataset(
                id: "mobility-trips", version: "1", title: Localized("Trips"), table: "trips",
                unit: UnitOfPrivacy(kind: .person, column: "person_id"),
                columns: [
                    column("person_id", .identifier), column("origin_zone", .zone), column("destination_zone", .zone),
                    column("departed_at", .timestamp), column("fare_kind", .enumeration(fares)),
                    column("distance_m", .integer(0...60_000)),
                ], timeColumn: "departed_at", recordPeriod: try period, referenceTables: [],
                sources: ["bus", "bike"].map { SourceDescription(id: $0, title: Localized($0)) },
                territory: try Territory(id: "t", name: Localized("t"), zones: zones, outside: Localized("outside")),
                descriptionHash: String(repeating: "ab", count: 32))
        }
    }

    var period: Period {
        get throws {
            try Period(start: Day(year: 2026, month: 3, day: 2), end: Day(year: 2026, month: 6, day: 1)).unwrapped
        }
    }

    var plan: Plan {
        get throws {
            let study = Study(
                id: "flows", title: title, requester: .init(id: "a", name: "Autorité", kind: .transportAuthority),
                purpose: "dpv:ImproveTransportMobility", question: title, benefit: title, dataset: "mobility-trips",
                sources: sources, period: try period, query: query,
                privacy: .init(
                    epsilonMicro: epsilonMicro, deltaExponent: 6, cellsPerUnit: query.contains("GROUP BY") ? 3 : 1,
                    perCell: [:]),
                formats: [.table], retentionDays: 30)
            return try Planner.plan(study, dataset: try dataset, file: "test.yaml")
        }
    }

    func release(_ plan: Plan) throws -> ReleaseRecord { ReleaseRecord(try made(plan)) }

    func made(_ plan: Plan) throws -> Release {
        let units = (0..<plan.cellCount).map { Int64(10 + 100 * ($0 % 4)) }
        let name = plan.measures[0].name
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: sources.count, betaMicro: 1000)
        let result =
            isNoised
            ? try AggregateResult(measures: [(name: name, values: units, standardDeviation: 4)])
            : try AggregateResult.withoutNoise(measures: [(name: name, values: units)])
        return try Release.make(from: result, rule: rule)
    }

    var assessment: Assessment {
        get throws {
            let plan = try plan
            let ballot = BallotRecord(
                id: "b1", policySetHash: "cd", openedAt: "2026-02-01", closedAt: "2026-02-08",
                colleges: [
                    CollegeCount(
                        college: "public", seats: 7, inFavour: 4, against: 2, abstained: 1, blank: 0, absent: 0,
                        recused: 0)
                ], outcome: Localized(fr: "Adopté.", en: "Adopted."))
            let clause = GovernanceRecord.Clause(
                id: "flows", title: Localized("Clause"), text: "permit (principal, action, resource);",
                sentence: Localized(fr: "Une phrase.", en: "A sentence."))
            let names = zip(["A", "B"], zip([AggregatorRecord.Role.leader, .helper], ["public", "civil-society"]))
            return Assessment(
                plan: plan, dataset: try dataset,
                governance: GovernanceRecord(decision: .allowed, clauses: [clause], ballot: ballot),
                budget: BudgetRecord(
                    rhoSpentMicro: plan.rhoMicro, rhoSpentOverAllMicro: plan.rhoMicro,
                    rhoLeftMicro: 1_000_000 - plan.rhoMicro, rhoTotalMicro: 1_000_000,
                    epsilonMicro: epsilonMicro, deltaExponent: 6, recordPeriod: try period),
                nodes: NodeRecord(
                    holders: [HolderRecord(id: "bus", title: Localized("Bus"))],
                    aggregators: zip(names, administrators).map {
                        AggregatorRecord(name: $0.0, role: $0.1.0, college: $0.1.1, administrator: $1)
                    }),
                release: hasRelease ? try release(plan) : nil, sourceLabel: Localized("test"),
                isFictitious: isFictitious, particulars: particulars)
        }
    }

    /// At submission: nothing decided, all that can be known beforehand.
    func preliminary() throws -> Assessment {
        let (plan, assessment) = (try plan, try assessment)
        return Assessment.preliminary(
            plan: plan, dataset: try dataset, budget: assessment.budget, nodes: assessment.nodes,
            sourceLabel: Localized("test"), isFictitious: isFictitious, particulars: try beforehand(plan))
    }

    func beforehand(_ plan: Plan) throws -> Particulars {
        var particulars = Particulars()
        particulars.forecast = try ForecastRecord(plan: plan, threshold: 11, betaMicro: 1000, units: 50_000)
        particulars.population = ReferencePopulation(title: Localized("census"), counts: ["01": 900, "02": 9100])
        particulars.sensitiveZones = [SensitiveZone(code: "02", reason: Localized(fr: "un foyer", en: "a shelter"))]
        particulars.opinion = OfficerOpinion(
            officer: "D. Officier", day: Day(year: 2026, month: 2, day: 1), position: .reserved,
            text: Localized(fr: "Zones larges d’abord.", en: "Coarse zones first."),
            signature: Array(repeating: 7, count: 64))
        return particulars
    }

    /// After the run: all that may be known.
    func measured() throws -> TestAssessment {
        let plan = try plan
        var test = self
        test.particulars = try beforehand(plan)
        test.particulars.representation = Representation(
            plan: plan, release: try made(plan), territory: try dataset.territory,
            population: try test.particulars.population.unwrapped)
        test.particulars.audit = AuditBound(epsilonLowerMicro: 900_000, runs: 2000, confidencePercent: 99.9)
        test.particulars.energy = EnergyUse(cpuSeconds: 36)
        test.particulars.dissent = [Localized(fr: "Trop fin.", en: "Too fine.")]
        test.particulars.contact = ContestContact(name: Localized("Régie"), address: "contact@example.org")
        test.particulars.preliminaryHash = String(repeating: "ef", count: 32)
        return test
    }

    /// Runs of blanks, also those that do not break, as one space each.
    func page() throws -> String {
        try TestAssessment.page(of: try assessment)
    }

    static func page(of assessment: Assessment) throws -> String {
        let html = try AssessmentPage(assessment, publishedAt: Day(year: 2026, month: 6, day: 12)).page.html()
        return html.split(whereSeparator: { $0.isWhitespace || $0 == "\u{202F}" }).joined(separator: " ")
    }
}

struct Missing: Error {}

extension Optional {
    var unwrapped: Wrapped {
        get throws {
            guard let self else { throw Missing() }
            return self
        }
    }
}
