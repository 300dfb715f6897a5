// SPDX-License-Identifier: Apache-2.0
//
// Checking a mandate by a party that knows several datasets. Which of them the mandate is about is read from the
// study in its body before anything is believed; the check itself then holds the study against that very one.

import Studies

extension MandateCheck {
    /// The same check, against the party's own description of the dataset that the study names. A mandate about a
    /// dataset that the party doesn't know is refused as one about another dataset.
    package static func check(
        _ document: [UInt8], root: TrustRoot, catalogue: Catalogue, now: Moment, ledger: Ledger, edge: Edge,
        newestPolicy: Moment? = nil
    ) throws(GovernanceError) -> Mandate {
        try check(
            document, root: root, dataset: catalogue.dataset(ofStudy: studyText(document)), now: now, ledger: ledger,
            edge: edge, newestPolicy: newestPolicy)
    }

    /// Empty when the document is none: the check says why.
    private static func studyText(_ document: [UInt8]) -> String {
        guard let signed = try? MandateDocument(bytes: document), let body = try? MandateBody(json: signed.body) else {
            return ""
        }
        return body.studyText
    }
}
