// SPDX-License-Identifier: Apache-2.0
//
// A dataset of the catalogue: the shape that every holder's table has, never its records. Read from a
// Frictionless Data Package (`datasets/<id>/datapackage.json`) by Dataset+DataPackage.swift.

/// Whom the guarantee protects.
package struct UnitOfPrivacy: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case person, household }
    package let kind: Kind
    /// The column that tells one unit from another inside one source. It never leaves the source.
    package let column: String

    package init(kind: Kind, column: String) {
        self.kind = kind
        self.column = column
    }
}

/// A value that a column may take, with the words for it.
package struct DomainValue: Hashable, Sendable {
    package let code: String
    package let label: Localized

    package init(code: String, label: Localized) {
        self.code = code
        self.label = label
    }
}

package struct Column: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Text from a closed list.
        case enumeration([DomainValue])
        /// A zone code of the territory, as text.
        case zone
        /// A whole number between two bounds, both included.
        case integer(ClosedRange<Int64>)
        case boolean
        case date
        /// Local civil time without a zone.
        case timestamp
        /// Text of any value (identifiers): may only be counted distinct when it is the unit of privacy.
        case identifier
    }

    package let name: String
    package let kind: Kind
    package let title: Localized
    /// May be NULL.
    package let optional: Bool
    /// What an amount is counted in, such as `kWh`; nil when its title says all.
    package let unit: String?

    package init(name: String, kind: Kind, title: Localized, optional: Bool, unit: String? = nil) {
        self.unit = unit
        self.name = name
        self.kind = kind
        self.title = title
        self.optional = optional
    }
}

/// A public table without persons that a study may join, such as zone groups.
package struct ReferenceTable: Hashable, Sendable {
    package let name: String
    package let keyColumn: String
    package let columns: [Column]
    /// The rows, in the order of `columns`; public, so they may be held in memory whole.
    package let rows: [[String]]

    package init(name: String, keyColumn: String, columns: [Column], rows: [[String]]) {
        self.name = name
        self.keyColumn = keyColumn
        self.columns = columns
        self.rows = rows
    }
}

/// A holder's table as a place where records of the dataset lie.
package struct SourceDescription: Hashable, Sendable {
    package let id: String
    package let title: Localized

    package init(id: String, title: Localized) {
        self.id = id
        self.title = title
    }
}

/// How much harm the records could do to a unit if they became known, and why: for impact assessments.
package struct Sensitivity: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable {
        case ordinary
        /// Reveals habits, places or a way of life.
        case high
        /// Special categories of article 9 of the GDPR, or what reveals them.
        case special
    }

    package let level: Level
    package let reason: Localized

    package init(level: Level, reason: Localized) {
        self.level = level
        self.reason = reason
    }
}

package struct Dataset: Hashable, Sendable {
    package let id: String
    package let version: String
    package let title: Localized
    /// The table that a study names in FROM.
    package let table: String
    package let unit: UnitOfPrivacy
    package let columns: [Column]
    /// The column that places a record in a period (`timestamp` or `date`).
    package let timeColumn: String
    /// The days that records may lie in; a budget belongs to it and never renews.
    package let recordPeriod: Period
    package let referenceTables: [ReferenceTable]
    package let sources: [SourceDescription]
    package let territory: Territory
    /// Lowercase hex SHA-256 of the canonical description (data package and territory codes).
    package let descriptionHash: String
    /// Nil when its description doesn't say.
    package let sensitivity: Sensitivity?
    /// What one record is, in the plural: "trips".
    package let recordWords: Localized
    /// Whether only units on a holder's list of consents are counted; those on its list of objections never are.
    package let needsConsent: Bool
    /// How derived columns were worked out, by named and dated methods.
    package let methods: [NamedMethod]
    /// Thresholds that law sets for tables of this kind: for readers to compare, beside the charter's own.
    package let legalThresholds: [LegalThreshold]

    package init(
        id: String, version: String, title: Localized, table: String, unit: UnitOfPrivacy, columns: [Column],
        timeColumn: String, recordPeriod: Period, referenceTables: [ReferenceTable], sources: [SourceDescription],
        territory: Territory, descriptionHash: String, sensitivity: Sensitivity? = nil,
        recordWords: Localized = Localized(fr: "enregistrements", en: "records"),
        methods: [NamedMethod] = [], legalThresholds: [LegalThreshold] = [], needsConsent: Bool = false
    ) {
        self.needsConsent = needsConsent
        self.methods = methods
        self.legalThresholds = legalThresholds
        self.recordWords = recordWords
        self.id = id
        self.version = version
        self.title = title
        self.table = table
        self.unit = unit
        self.columns = columns
        self.timeColumn = timeColumn
        self.recordPeriod = recordPeriod
        self.referenceTables = referenceTables
        self.sources = sources
        self.territory = territory
        self.descriptionHash = descriptionHash
        self.sensitivity = sensitivity
    }

    package func column(_ name: String) -> Column? {
        columns.first { $0.name == name }
    }
}
