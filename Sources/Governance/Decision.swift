// SPDX-License-Identifier: Apache-2.0
//
// What the policies in force and the floors say of a plan: allowed, allowed if the trustees vote it, or
// refused, with the clauses that decided. Decisions.swift makes them.

import Cedar
import Studies

package struct Decision: Sendable {
    package enum Verdict: String, Hashable, Sendable {
        /// The standing authorisation of a policy in force, or a vote on this very study.
        case allowed
        case needsBallot = "needs-ballot"
        case refused
    }

    /// A rule, or a part of one, that made the decision.
    package struct Clause: Hashable, Sendable {
        package enum Part: String, Hashable, Sendable {
            /// A rule that permits the study.
            case permits
            /// A rule that would permit it after a ballot.
            case permitsByBallot = "permits-by-ballot"
            /// A rule that forbids it.
            case forbids
            /// A condition of a permitting rule that the study doesn't meet.
            case unmet
            /// A rule that permitted until it expired.
            case expired
            /// A rule that is suspended in an emergency.
            case suspended
            /// A rule that could not be evaluated.
            case failed
        }

        package let part: Part
        /// The rule's `@id`.
        package let rule: String
        /// Its `@titre`.
        package let title: String
        /// Its `@base_legale`.
        package let basis: String
        /// The rule, or the condition of it, as it is written.
        package let source: String
        /// File, line and column of it.
        package let place: String
        /// The fact that it read, such as `context.epsilonMicro is 6000000`; nil when it read none or several.
        package let fact: String?
        package let sentence: Localized
    }

    package let verdict: Verdict
    /// Never empty; the rules nearest to permitting come first.
    package let clauses: [Clause]
    package let facts: Facts
    /// Whether it counts on a ballot that was held on this very study.
    package let approvedByBallot: Bool
    package let policyHash: String
    package let floorsHash: String
    /// The day it was made for: that of the facts and of the expiry dates.
    package let day: Day
}

extension Decision {
    package var verdictSentence: Localized {
        switch verdict {
        case .allowed where approvedByBallot:
            Localized(fr: "Autorisée par un vote sur cette étude.", en: "Allowed by a ballot on this study.")
        case .allowed:
            Localized(fr: "Autorisée par la politique en vigueur.", en: "Allowed by the policy in force.")
        case .needsBallot:
            Localized(
                fr: "Pas autorisée d'avance : il faut un vote des régisseurs sur cette étude.",
                en: "Not allowed beforehand: the trustees must vote on this study.")
        case .refused:
            Localized(fr: "Refusée.", en: "Refused.")
        }
    }

    /// For a terminal: the verdict, then each clause with its place.
    package func text(in language: KeyPath<Localized, String>) -> String {
        var lines = [verdictSentence[keyPath: language]]
        for clause in clauses {
            lines.append("  - \(clause.sentence[keyPath: language])")
            lines.append("    \(clause.place) [\(clause.rule)] \(clause.fact ?? clause.title)")
        }
        return lines.joined(separator: "\n")
    }

    /// What a mandate carries: places are left out, since files may be called otherwise elsewhere.
    package var json: JSONValue {
        .object([
            "approvedByBallot": .bool(approvedByBallot),
            "clauses": .array(
                clauses.map {
                    .object([
                        "basis": .string($0.basis), "part": .string($0.part.rawValue), "rule": .string($0.rule),
                        "source": .string($0.source), "title": .string($0.title),
                    ])
                }),
            "day": .string(day.description),
            "facts": facts.json,
            "verdict": .string(verdict.rawValue),
        ])
    }
}
