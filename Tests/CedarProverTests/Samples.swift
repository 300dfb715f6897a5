// SPDX-License-Identifier: Apache-2.0
//
// Short ways to ask the prover in tests, over one small schema that has a fact of every type.

import Cedar
import CedarProver
import Foundation
import Testing

enum Sample {
    static let schemaText = """
        entity User;
        entity Data enum ["trips", "fares", "other"];
        entity Purpose enum ["transport", "health", "other"];
        action run appliesTo { principal: User, resource: Data, context: {
          n: Long, k: Long, m?: Long, b: Bool, s: String, t: String, names: Set<String>, tags: Set<String>,
          d: decimal, at: datetime, u: duration, r?: { x: Long, y?: String }, q: { x: Long, y?: String },
          p: Purpose, ps: Set<Purpose>, ns: Set<Long>, who: User,
        } };
        """

    static func schema() throws -> Schema { try Schema.parse(schemaText, file: "test.cedarschema") }

    static func prover(catalogue: Catalogue = .none, stepLimit: UInt32? = nil) throws -> PolicyProver {
        try PolicyProver(schema: schema(), catalogue: catalogue, stepLimit: stepLimit)
    }

    static func set(_ text: String) throws -> PolicySet { try PolicySet.parse(text, file: "test.cedar") }

    /// One permit with this condition.
    static func permit(_ condition: String) throws -> PolicySet { try set(permitText(condition)) }

    static func permitText(_ condition: String) -> String {
        "permit(principal, action, resource) when { \(condition) };"
    }

    static let context: [String: Value] = [
        "n": .long(5), "k": .long(20), "b": .bool(true), "s": .string("a"), "t": .string("b"),
        "names": .strings(["a"]), "tags": .strings([]), "d": .decimal(Decimal4(tenThousandths: 5_000)),
        "at": .datetime(0), "u": .duration(0), "q": .record(["x": .long(1)]), "p": .entity("Purpose", "transport"),
        "ps": .entities("Purpose", ["transport"]), "ns": .set([.long(1)]), "who": .entity("User", "lea"),
    ]

    static func request(_ changes: [String: Value] = [:]) -> Request {
        Request(
            principal: EntityUID(type: "User", id: "lea"), action: EntityUID(type: "Action", id: "run"),
            resource: EntityUID(type: "Data", id: "trips"),
            context: context.merging(changes) { _, changed in changed })
    }
}

/// The demonstration trust's policies, read from the checkout.
enum Demonstration {
    static let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        .appendingPathComponent("policies")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    static func schema() throws -> Schema {
        try Schema.parse(text("schema.cedarschema"), file: "schema.cedarschema")
    }

    static func policies(_ name: String) throws -> PolicySet { try PolicySet.parse(text(name), file: name) }

    static let files = ["charter.cedar", "mobility.cedar", "energy.cedar"]

    /// The floors and both policies together, as decisions are made.
    static func all() throws -> PolicySet {
        try files.dropFirst().reduce(policies(files[0])) { try $0.merging(policies($1)) }
    }

    /// An ordinary study of an authority, allowed without a ballot.
    static func study(_ changes: [String: Value] = [:]) -> Request {
        let context: [String: Value] = [
            "purpose": .string("dpv:ImproveTransportMobility"), "requesterKind": .string("transport-authority"),
            "sources": .strings(["bus", "bike"]), "dimensions": .strings(["zone"]),
            "columnsRead": .strings(["departed_at", "destination_zone", "origin_zone", "person_id"]),
            "finestTimeGrainHours": .long(2_184), "zoneDimensions": .long(2), "cells": .long(841),
            "threshold": .long(11), "epsilonMicro": .long(4_000_000), "rhoMicro": .long(250_000),
            "deltaExponent": .long(6), "cellsPerUnit": .long(6), "periodStart": .datetime(1_772_409_600_000),
            "periodEnd": .datetime(1_780_272_000_000), "periodDays": .long(91), "daysSincePeriodEnd": .long(45),
            "retentionDays": .long(1_095), "unitOfPrivacy": .string("person"), "countsDistinctUnits": .bool(true),
            "approvedByBallot": .bool(false),
        ]
        return Request(
            principal: EntityUID(type: "Regie::Requester", id: "autorite-mobilites"),
            action: EntityUID(type: "Regie::Action", id: "run"),
            resource: EntityUID(type: "Regie::Dataset", id: "mobility-trips"),
            context: context.merging(changes) { _, changed in changed })
    }

    /// An energy agency's, also allowed without a ballot.
    static func energyStudy(_ changes: [String: Value] = [:]) -> Request {
        study(
            [
                "purpose": .string("dpv:PublicPolicyMaking"), "requesterKind": .string("energy-authority"),
                "sources": .strings(["distributor"]), "dimensions": .strings(["zone", "month"]),
                "columnsRead": .strings(["annee", "code_commune", "household_id", "kwh"]),
                "finestTimeGrainHours": .long(720), "zoneDimensions": .long(1), "cells": .long(336),
                "epsilonMicro": .long(2_000_000), "cellsPerUnit": .long(12), "periodDays": .long(365),
                "daysSincePeriodEnd": .long(120), "unitOfPrivacy": .string("household"),
            ].merging(changes) { _, changed in changed }
        )
        .setting(.resource, to: .entity("Regie::Dataset", "home-energy"))
    }

    /// What exists in the demonstration: vocabularies of facts; numbers are free.
    static let values: [Parameter: [Value]] = [
        .fact("purpose"): [
            "dpv:ImproveTransportMobility", "dpv:PublicPolicyMaking", "dpv:ScientificResearch", "dpv:Marketing",
            "dpv:CombatClimateChange", "dpv:PublicBenefit",
        ].map { .string($0) },
        .fact("requesterKind"): [
            "transport-authority", "energy-authority", "association", "citizens-group", "research",
        ].map { .string($0) },
        .fact("sources"): ["bus", "bike", "carpool", "distributor"].map { .string($0) },
        .fact("dimensions"): ["zone", "enumeration", "hour", "weekday", "month", "day", "week", "band", "boolean"].map {
            .string($0)
        },
        .fact("columnsRead"): [
            "person_id", "card_id", "departed_at", "arrived_at", "origin_zone", "destination_zone", "mode", "fare_kind",
            "distance_m", "household_id", "kwh", "annee", "code_commune", "renovation_aid_eur",
        ].map { .string($0) },
        .fact("unitOfPrivacy"): ["person", "household", "card"].map { .string($0) },
        .principal: [.entity("Regie::Requester", "autorite-mobilites")],
        .resource: ["mobility-trips", "home-energy", "dwellings"].map { .entity("Regie::Dataset", $0) },
    ]

    static func prover() throws -> PolicyProver {
        try PolicyProver(schema: schema(), catalogue: Catalogue(baselines: [study()], values: values))
    }
}
