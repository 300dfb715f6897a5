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
        /// `w`: at most this many cells count for one unit; 0 in a study that bounds by norms.
        package let cellsPerUnit: Int
        /// `b` for each measure that needs one, by measure name: the most that one unit adds to one cell.
        package let perCell: [String: Int64]
        /// Instead of both, for every measure by name: what one unit adds over all cells is scaled to this L2 norm.
        package let norms: [String: Int64]

        package init(
            epsilonMicro: Int64, deltaExponent: Int, cellsPerUnit: Int, perCell: [String: Int64],
            norms: [String: Int64] = [:]
        ) {
            self.norms = norms
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
        /// Zones coloured by the average per unit of the first amount.
        case choropleth
    }

    /// What the table is to be read as, besides a table: the change of those to whom something happened, less the
    /// change of similar ones to whom it didn't (difference of differences). It spends nothing: it is worked out
    /// from what is published. Every axis besides the two is what makes units similar.
    package struct Comparison: Hashable, Sendable {
        /// The axis of time, and its values before and after.
        package let timeAxis: String
        package let before: String
        package let after: String
        /// The axis that says what happened, and its value for "nothing".
        package let groupAxis: String
        package let reference: String
        /// Measures: what it cost, what of it was paid by others, and what is saved in money; nil when not asked.
        package let cost: String?
        package let aid: String?
        package let saving: String?
        /// The only time at which the cost arises; nil when it may arise at any. Other times would add noise alone.
        package let paid: String?

        package init(
            timeAxis: String, before: String, after: String, groupAxis: String, reference: String, cost: String? = nil,
            aid: String? = nil, saving: String? = nil, paid: String? = nil
        ) {
            self.paid = paid
            self.timeAxis = timeAxis
            self.before = before
            self.after = after
            self.groupAxis = groupAxis
            self.reference = reference
            self.cost = cost
            self.aid = aid
            self.saving = saving
        }
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
    /// Nil for most studies.
    package let comparison: Comparison?
    /// Where its parts stand in a file; no part of what the study is.
    package let places: StudyPlaces

    package init(
        id: String, title: Localized, requester: Requester, purpose: String, question: Localized, benefit: Localized,
        dataset: String, sources: [String], period: Period, query: String, privacy: Privacy, formats: [Format],
        retentionDays: Int, comparison: Comparison? = nil, places: StudyPlaces = .none
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
        self.comparison = comparison
        self.places = places
    }
}
