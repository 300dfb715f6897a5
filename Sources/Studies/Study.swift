// SPDX-License-Identifier: Apache-2.0
//
// A study as its requester submits it: a question in plain words, a SQL aggregate and the privacy it
// asks for. Nothing here is checked against a dataset yet: Planner makes a Plan of it, or refuses.

package struct Study: Hashable, Sendable {
    package enum RequesterKind: String, Hashable, Sendable, CaseIterable {
        case transportAuthority = "transport-authority"
        case energyAuthority = "energy-authority"
        case association
        case citizensGroup = "citizens-group"
        case research
    }

    package struct Requester: Hashable, Sendable {
        package let id: String
        package let name: String
        package let kind: RequesterKind

        package init(id: String, name: String, kind: RequesterKind) {
            self.id = id
            self.name = name
            self.kind = kind
        }
    }

    /// What the requester asks of privacy. ε is in micro-units, δ is 10⁻ⁿ given as n.
    package struct Privacy: Hashable, Sendable {
        package let epsilonMicro: Int64
        package let deltaExponent: Int
        /// `w`: at most this many cells count for one unit.
        package let cellsPerUnit: Int
        /// `b` for each measure that needs one, by measure name: the most that one unit adds to one cell.
        package let perCell: [String: Int64]

        package init(epsilonMicro: Int64, deltaExponent: Int, cellsPerUnit: Int, perCell: [String: Int64]) {
            self.epsilonMicro = epsilonMicro
            self.deltaExponent = deltaExponent
            self.cellsPerUnit = cellsPerUnit
            self.perCell = perCell
        }
    }

    package enum Format: String, Hashable, Sendable, CaseIterable {
        case table
        case flowMap = "flow-map"
        case geoJSON = "geojson"
    }

    package let id: String
    package let title: Localized
    package let requester: Requester
    /// A DPV purpose, such as `dpv:ImproveTransportMobility`.
    package let purpose: String
    package let question: Localized
    package let benefit: Localized
    /// The dataset's identifier in the catalogue.
    package let dataset: String
    /// Sources by identifier, without duplicates.
    package let sources: [String]
    package let period: Period
    package let query: String
    package let privacy: Privacy
    package let formats: [Format]
    package let retentionDays: Int
    /// Where its parts stand in a file; no part of what the study is.
    package let places: StudyPlaces

    package init(
        id: String, title: Localized, requester: Requester, purpose: String, question: Localized, benefit: Localized,
        dataset: String, sources: [String], period: Period, query: String, privacy: Privacy, formats: [Format],
        retentionDays: Int, places: StudyPlaces = .none
    ) {
        self.id = id
        self.title = title
        self.requester = requester
        self.purpose = purpose
        self.question = question
        self.benefit = benefit
        self.dataset = dataset
        self.sources = sources
        self.period = period
        self.query = query
        self.privacy = privacy
        self.formats = formats
        self.retentionDays = retentionDays
        self.places = places
    }
}
