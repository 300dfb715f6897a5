// SPDX-License-Identifier: Apache-2.0
//
// The documents of a preliminary assessment, made once at submission and kept: the page, the JSON whose SHA-256 a
// ballot votes on, and the file for the CNIL's tool. They are published as they were read before the decision.

import ImpactAssessment
import Studies

extension Evidence {
    package static let preliminaryNames = ["preliminary.html", "preliminary.json", "preliminary-pia.json"]

    /// In the order of `preliminaryNames`.
    /// - Throws: `.mismatch` when the assessment is measured, `.write` when a template of the program is broken.
    package static func preliminary(_ assessment: Assessment, on day: Day) throws(PublicationError) -> [Document] {
        guard assessment.release == nil else {
            throw PublicationError(
                .mismatch, "the assessment of `\(assessment.plan.study.id)` speaks of a release already",
                help: "make the preliminary one from the plan")
        }
        do {
            let pages: [[UInt8]] = [
                Array(try AssessmentPage(assessment, publishedAt: day).page.html().utf8), assessment.preliminaryBytes,
                try PIAFile(assessment, day: day).json().bytes(),
            ]
            return zip(preliminaryNames, pages).compactMap { name, bytes in document(named: name, bytes) }
        } catch {
            throw PublicationError(
                .write, "the preliminary assessment of `\(assessment.plan.study.id)` could not be made",
                help: "report this: a template of the program is broken")
        }
    }

    /// One of them as it was kept; nil for another name.
    package static func document(named name: String, _ bytes: [UInt8]) -> Document? {
        titles[name].flatMap { Document(name: name, title: $0, bytes: bytes) }
    }

    private static let titles = [
        "preliminary.html": Localized(
            fr: "l’analyse d’impact préliminaire, telle qu’elle a été lue avant la décision",
            en: "the preliminary impact assessment, as it was read before the decision"),
        "preliminary.json": Localized(
            fr: "la même, pour les machines ; son SHA-256 est l’empreinte sur laquelle on vote",
            en: "the same, for machines; its SHA-256 is the hash that a ballot votes on"),
        "preliminary-pia.json": Localized(
            fr: "la même, à importer dans l’outil PIA de la CNIL", en: "the same, for import into the CNIL’s PIA tool"),
    ]
}
