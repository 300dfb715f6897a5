// SPDX-License-Identifier: Apache-2.0
//
// The broker: keeps the register, takes what others sign and studies, makes mandates, and as the collector asks for
// totals and publishes. It never sees a report, and edges believe nothing that it says.

import DAP
import Foundation
import Governance
import Logging
import PostgreSQL
import Publication
import Studies

package struct BrokerNode: Sendable {
    package struct Settings: Sendable {
        package let key: SigningKey
        package let collector: Collector
        package let aggregators: MandateMaker.Aggregators
        /// Shown by whoever opens ballots and submits studies.
        package let operatorToken: String
        /// Where publications are written, one directory each.
        package let publications: URL
        /// What pages say the records are.
        package let sourceLabel: Localized
        /// The same for datasets that it isn't true of, by identifier.
        package let sourceLabels: [String: Localized]
        /// False only for a fictitious trust that was started without noise.
        package let isNoised: Bool
        /// What makes PNG and PDF files of a publication.
        package let renderers: Renderers
        /// What the index of the publications says of the trust; without it there is no index.
        package let site: Site.Trust?
        /// What assessments and reports know beside plans and ledgers.
        package let assessments: AssessmentSettings
        /// Who cosigns the register: every enrolled witness must be among them.
        package let witnesses: [WitnessAddress]
        let witnessNetwork: Network

        package init(
            key: SigningKey, collector: Collector, aggregators: MandateMaker.Aggregators, operatorToken: String,
            publications: URL, sourceLabel: Localized, sourceLabels: [String: Localized] = [:], isNoised: Bool,
            renderers: Renderers = .none, site: Site.Trust? = nil,
            assessments: AssessmentSettings = AssessmentSettings(), witnesses: [WitnessAddress] = [],
            witnessNetwork: @escaping Network = { _ in Exchange.Response(status: 404) }
        ) {
            self.assessments = assessments
            self.witnesses = witnesses
            self.witnessNetwork = witnessNetwork
            self.renderers = renderers
            self.site = site
            self.sourceLabels = sourceLabels
            self.key = key
            self.collector = collector
            self.aggregators = aggregators
            self.operatorToken = operatorToken
            self.publications = publications
            self.sourceLabel = sourceLabel
            self.isNoised = isNoised
        }
    }

    let settings: Settings
    let root: TrustRoot
    let catalogue: Catalogue
    let register: BrokerRegister
    let store: BrokerStore
    let checks: PolicyChecks
    let now: @Sendable () -> Moment
    let logger: Logger

    /// - Parameter checks: nil for the prover's.
    package init(
        settings: Settings, register: BrokerRegister, catalogue: Catalogue, pool: ConnectionPool,
        checks: PolicyChecks? = nil, now: @escaping @Sendable () -> Moment, logger: Logger
    ) {
        self.settings = settings
        self.register = register
        root = register.root
        self.catalogue = catalogue
        store = BrokerStore(pool: pool)
        self.checks = checks ?? .proven(register.root)
        self.now = now
        self.logger = logger
    }
}
