// SPDX-License-Identifier: Apache-2.0
//
// The datasets that a party knows, by identifier. A study names one of them; whoever plans it plans it against
// its own description of that one.

package struct Catalogue: Hashable, Sendable {
    private let first: Dataset
    private let others: [Dataset]

    /// - Throws: `.dataset` when two bear one identifier.
    package init(_ first: Dataset, _ others: [Dataset] = []) throws(StudyError) {
        let names = [first.id] + others.map(\.id)
        guard Set(names).count == names.count else {
            throw StudyError(.dataset, "two datasets of the catalogue have one name", help: "keep one of them")
        }
        self.first = first
        self.others = others
    }

    package var datasets: [Dataset] { [first] + others }

    /// The dataset of this identifier; the first one when there is none, so that planning against it says by name
    /// what is wrong.
    package func dataset(named id: String) -> Dataset {
        others.first { $0.id == id } ?? first
    }

    /// The dataset that a study's text names; the first one when the text is no study, for the same reason.
    package func dataset(ofStudy text: String) -> Dataset {
        dataset(named: (try? Study(yaml: text, file: "study.yaml"))?.dataset ?? "")
    }
}
