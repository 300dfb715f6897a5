// SPDX-License-Identifier: Apache-2.0
//
// One page for a council: the question, the picture, what the intervals let one say, what they don't, who
// decided and where the rest is. HTML by itself; weasyprint sets the same HTML as PDF, with the picture as PNG
// because it draws less of SVG than browsers do.

import Foundation
import ImpactAssessment
import Studies

struct CouncilNote {
    enum Picture {
        case drawing(String)
        /// No higher than so many millimetres.
        case png([UInt8], height: Int)
    }

    private let input: PublicationInput
    private let sentences: [Localized]
    private let language: Language

    init(_ input: PublicationInput, _ table: PublishedTable, language: Language) {
        self.input = input
        self.language = language
        sentences = SupportedSentences(input, table).all
    }

    /// Well-formed HTML without anything loaded from elsewhere.
    func html(picture: Picture) -> String {
        let study = input.plan.study
        let warnings = input.warnings.map { text($0) }
        let banner = warnings.isEmpty ? "" : "<p class=\"warning\">\(warnings.joined(separator: ". ")).</p>\n"
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)" xml:lang="\(language.rawValue)" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="author" content="\(escaped(study.requester.name))"/>
            <title>\(text(study.title))</title>
            <style>
            \(CouncilNote.style)
            </style>
            </head>
            <body>
            <main>
            \(banner)<p class="kind">\(words("Note au conseil, une page", "Council note, one page"))</p>
            <h1>\(text(study.title))</h1>
            <p class="lead">\(text(study.question))</p>
            <h2>\(words("Ce que l’on peut dire", "What can be said"))</h2>
            <ul>
            \(sentences.map { "<li>\(text($0))</li>" }.joined(separator: "\n"))
            </ul>
            <div class="picture">\(drawn(picture))</div>
            <h2>\(words("Ce que l’on ne peut pas dire", "What cannot be said"))</h2>
            <p>\(text(limits))</p>
            <h2>\(words("D’où cela vient", "Where this comes from"))</h2>
            <p>\(text(origin))</p>
            </main>
            </body>
            </html>

            """
    }

    /// Set on one page: the more sentences, the smaller the picture. Nil when it can't be set, or not on one.
    func pdf(_ png: [UInt8], _ renderers: Renderers) -> [UInt8]? {
        let identifier = String(input.plan.hash.prefix(30)) + language.rawValue
        for height in CouncilNote.heights.dropFirst(sentences.count > 6 ? 1 : 0) {
            guard let pdf = renderers.pdf(html: html(picture: .png(png, height: height)), identifier: identifier) else {
                return nil
            }
            if Renderers.pageCount(pdf) == 1 { return pdf }
        }
        return nil
    }

    private static let heights = [118, 90, 66, 45]

    private func drawn(_ picture: Picture) -> String {
        switch picture {
        case .drawing(let svg): svg
        case .png(let bytes, let height):
            "<img alt=\"\(text(input.plan.study.title))\" style=\"max-height:\(height)mm\" "
                + "src=\"data:image/png;base64,\(Data(bytes).base64EncodedString())\"/>"
        }
    }

    /// The first three limits: whom it doesn't see, clipping, double counts.
    private var limits: Localized {
        let few = input.assessment.limits.prefix(3)
        return Localized(
            fr: few.map(\.fr).joined(separator: " ")
                + " Deux nombres dont les intervalles se touchent ne se départagent "
                + "pas.",
            en: few.map(\.en).joined(separator: " ") + " Two numbers whose intervals touch cannot be ranked.")
    }

    private var origin: Localized {
        let study = input.plan.study
        let protection = PublicationMap.protection(input)
        let outcome = input.assessment.governance?.ballot.outcome
        return Localized.each { language in
            let (period, day) = (language.period(study.period), language.day(input.publishedAt))
            let vote = outcome.map { " " + $0[language] } ?? ""
            let hash = input.plan.hash.prefix(16)
            return (
                """
                Source : \(input.sourceLabel.fr). Période : \(period). Demandé par \(study.requester.name), publié le \
                \(day). \(protection.fr).\(vote) Tables, méthode et analyse d’impact : dossier « \(study.id) », \
                empreinte \(hash)….
                """,
                """
                Source: \(input.sourceLabel.en). Period: \(period). Requested by \(study.requester.name), published on \
                \(day). \(protection.en).\(vote) Tables, method and impact assessment: folder “\(study.id)”, hash \
                \(hash)….
                """
            )
        }
    }

    private func words(_ french: String, _ english: String) -> String { text(Localized(fr: french, en: english)) }

    private func text(_ localized: Localized) -> String { escaped(PageText.typeset(localized, language)) }

    private func escaped(_ text: String) -> String { MarkupWriter.escaped(text) }

    private static let style = """
        @page { size: A4; margin: 12mm 14mm; }
        html { color: #16202b; background: #fff; font-family: Liberation Sans, Arial, sans-serif; font-size: 10pt;
          line-height: 1.4; }
        body { margin: 0; }
        main { max-width: 182mm; margin: 0 auto; padding: 0; }
        @media screen { main { padding: 1.5rem 1rem; font-size: 1rem; } }
        p, ul { margin: 0 0 2mm; }
        ul { padding-left: 5mm; }
        li { margin-bottom: .8mm; }
        h1 { font-size: 17pt; line-height: 1.15; color: #0e2a47; margin: 0 0 2mm; }
        h2 { font-size: 11.5pt; color: #0e2a47; margin: 3mm 0 1mm; }
        .kind { color: #45525f; font-weight: 700; margin: 0 0 1mm; }
        .lead { font-size: 11pt; }
        .warning { color: #7a1914; font-weight: 700; border: 1.5pt solid #7a1914; padding: 1.2mm 2.5mm; }
        .picture { text-align: center; margin: 2mm 0; }
        .picture svg { width: 100%; height: auto; }
        .picture img { max-width: 100%; }
        """
}
