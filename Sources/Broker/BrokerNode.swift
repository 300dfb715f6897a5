// SPDX-License-Identifier: Apache-2.0
//
// The broker: takes ballots, votes and studies, makes mandates, and as the collector asks for totals and
// publishes. It never sees a report, and edges believe nothing that it says.

import DAP
import Foundation
import Governance
import Logging
import PostgreSQL
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
        /// False only for a fictitious trust that was started without noise.
        package let isNoised: Bool

        package init(
            key: SigningKey, collector: Collector, aggregators: MandateMaker.Aggregators, operatorToken: String,
            publications: URL, sourceLabel: Localized, isNoised: Bool
        ) {
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
    let dataset: Dataset
    let store: BrokerStore
    let now: @Sendable () -> Moment
    let logger: Logger

    package init(
        settings: Settings, root: TrustRoot, dataset: Dataset, pool: ConnectionPool,
        now: @escaping @Sendable () -> Moment, logger: Logger
    ) {
        self.settings = settings
        self.root = root
        self.dataset = dataset
        store = BrokerStore(pool: pool)
        self.now = now
        self.logger = logger
    }
}
