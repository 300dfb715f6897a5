// SPDX-License-Identifier: Apache-2.0
//
// What the register says of a publication: which files, by the hash of their list, what was spent, and the smallest
// noised count of units among all that was released. A publication that the register doesn't take is taken away again.
// And the report of a year, once it is over.

import DisclosureControl
import Foundation
import Governance
import Studies

extension BrokerNode {
    /// Logs what stands in the publication's folder, once: after a crash the folder is there, and maybe the record.
    func log(_ release: Release, of mandate: Mandate) async throws {
        guard await register.state.mandates[mandate.id]?.publication == nil else { return }
        let directory = settings.publications.appending(path: mandate.study.id)
        let list = PublishedFiles(mandate: mandate.id, files: try BrokerNode.files(below: directory))
        do {
            try await register.append { draft in
                let hash = draft.store(list.bytes)
                try draft.say(publication(release, mandate, filesHash: hash, at: draft.now))
            }
        } catch let error as BrokerError where error.code == .doesNotFollow {
            try FileManager.default.removeItem(at: directory)
            throw error
        }
    }

    /// The report of the year that is over, as it was last written, once: pages may be drawn anew, the record stays.
    func logReport() async throws {
        let year = Int64(now().day.components.year - 1)
        guard await register.state.reports[year] == nil,
            let page = try? Data(contentsOf: settings.publications.appending(path: "report-\(year).html"))
        else { return }
        try await register.append { draft in
            try draft.say(.report(ReportEntry(year: year, hash: draft.store(Array(page)), at: draft.now)))
        }
    }

    func publication(_ release: Release, _ mandate: Mandate, filesHash: String, at moment: Moment) -> Statement {
        .publication(
            PublicationEntry(
                mandate: mandate.id, filesHash: filesHash, rhoMicro: mandate.rhoMicro,
                lowestUnits: release.lowestUnits, at: moment))
    }

    /// The bytes of each file, by its path.
    private static func files(below directory: URL) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
            let file = directory.appending(path: path)
            let isFile = try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile ?? false
            if isFile { files[path] = Array(try Data(contentsOf: file)) }
        }
        return files
    }
}

extension Release {
    /// Units are the first measure; nil when nothing was released.
    fileprivate var lowestUnits: Int64? {
        (cells + margins.map(\.figure)).compactMap { cell in
            if case .published(let values) = cell { values.first } else { nil }
        }.min()
    }
}
