// SPDX-License-Identifier: Apache-2.0
//
// The law that a report answers to, as data (`trustees/legal-references.json`): laws change, and a change of
// law is no change of program. The file says when it was last read through.

import ImpactAssessment
import Studies

package struct LegalReferences: Hashable, Sendable {
    package struct Reference: Hashable, Sendable {
        package let id: String
        package let article: Localized
        package let asks: Localized
        package let note: Localized?
    }

    static let schema = "regie-legal-references/1"

    package let reviewedAt: Day
    package let references: [Reference]

    /// - Parameter file: what messages call the bytes.
    /// - Throws: `.references` when they aren't such a file.
    package init(json bytes: [UInt8], file: String) throws(PublicationError) {
        guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == LegalReferences.schema,
            let reviewedAt = json["reviewed_at"]?.string.flatMap({ Day($0) }),
            let listed = json["references"]?.array
        else { throw LegalReferences.error("can't be read", file) }
        let references = listed.compactMap(Reference.init)
        guard references.count == listed.count, !references.isEmpty,
            Set(references.map(\.id)).count == references.count
        else { throw LegalReferences.error("has a reference without its parts, or one twice", file) }
        self.reviewedAt = reviewedAt
        self.references = references
    }

    /// What impact assessments quote of it: the references `assessment` and `officer-opinion`.
    package var assessmentLaw: AssessmentLaw {
        func article(_ id: String) -> Localized? { references.first { $0.id == id }?.article }
        return AssessmentLaw(assessment: article("assessment"), opinion: article("officer-opinion"))
    }

    private static func error(_ what: String, _ file: String) -> PublicationError {
        PublicationError(
            .references, "the file of legal references \(what)", at: file,
            help: "write `schema`, `reviewed_at` and `references` with `id`, `article`, `asks` and `note`")
    }
}

extension LegalReferences.Reference {
    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let article = Localized(summary: json["article"]),
            let asks = Localized(summary: json["asks"]), let note = json["note"]
        else { return nil }
        if note != .null, Localized(summary: note) == nil { return nil }
        self.init(id: id, article: article, asks: asks, note: Localized(summary: note))
    }
}

extension PublicationError.Code {
    /// A file of legal references that isn't one.
    package static let references = Self("legal-references")
}
