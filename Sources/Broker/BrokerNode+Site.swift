// SPDX-License-Identifier: Apache-2.0
//
// The site beside the publications: index, feeds, catalogue, refusals, yearly reports. It is written by the one loop
// that also publishes, so that two writers never cross; a refusal that a crash left unshown is shown at the next look.

import Foundation
import Publication
import Studies

extension BrokerNode {
    /// Writes the site when a study was refused since.
    func showRefusals() async throws {
        guard settings.site != nil else { return }
        let unshown = try await store.unshownRefusals()
        guard !unshown.isEmpty else { return }
        try await writeSite()
        for study in unshown { try await store.markShown(study) }
    }

    func writeSite() async throws {
        guard let trust = settings.site else { return }
        let refusals = try await store.refusals()
        try Site(
            trust, publications: settings.publications, refusals: refusals,
            references: settings.assessments.references
        ).write(to: settings.publications)
    }
}
