// SPDX-License-Identifier: Apache-2.0
//
// A page in two languages as a list of sections and blocks, French first and English below, each text in
// its place and in order. Everything a person wrote goes through the template's escaping; figures are our
// own SVG. The HTML is well-formed XML, without scripts and without anything loaded from elsewhere.

import Mustache
import Studies

package struct Page: Sendable {
    package struct Section: Sendable {
        /// The fragment's name, unique in a page; the language is added to it.
        package let id: String
        package let heading: Localized
        package let blocks: [Block]

        package init(id: String, heading: Localized, blocks: [Block]) {
            self.id = id
            self.heading = heading
            self.blocks = blocks
        }
    }

    package enum Block: Sendable {
        case paragraph(Localized)
        /// What must not be missed, set apart.
        case note(Localized)
        case list([Localized])
        case subheading(Localized)
        /// Terms and what is said of each.
        case facts([(term: Localized, text: Localized)])
        case keyFigures([(value: Localized, label: Localized)])
        case table(Table)
        /// The parameter of `svg` is the language; `narrow` takes its place on small screens when given.
        case figure(Figure)
        /// Code as written, in a language-neutral block.
        case code(String)
        /// `{language}` in an address stands for the language of the text round it.
        case links([(href: String, text: Localized, detail: Localized)])
        /// Short links side by side, as to the other pages of a set.
        case choices([(href: String, text: Localized)])
    }

    package struct Figure: Sendable {
        package let wide: @Sendable (Language) -> String
        package let narrow: (@Sendable (Language) -> String)?
        package let caption: Localized?

        package init(
            caption: Localized?, wide: @escaping @Sendable (Language) -> String,
            narrow: (@Sendable (Language) -> String)? = nil
        ) {
            self.caption = caption
            self.wide = wide
            self.narrow = narrow
        }
    }

    package struct Table: Sendable {
        package let caption: Localized
        /// A numeric column is set to the right.
        package let columns: [(title: Localized, isNumeric: Bool)]
        package let rows: [[Localized]]

        package init(caption: Localized, columns: [(title: Localized, isNumeric: Bool)], rows: [[Localized]]) {
            self.caption = caption
            self.columns = columns
            self.rows = rows
        }
    }

    /// A small line above the title: what kind of page it is.
    package let kind: Localized
    package let title: Localized
    /// The second, smaller part of the title: what the source is.
    package let subtitle: Localized?
    package let lead: Localized
    /// Who and when, one line under the title.
    package let byline: Localized
    package let warnings: [Localized]
    package let sections: [Section]
    /// At the foot of the page.
    package let colophon: Localized

    package init(
        kind: Localized, title: Localized, subtitle: Localized? = nil, lead: Localized, byline: Localized,
        warnings: [Localized],
        sections: [Section], colophon: Localized
    ) {
        self.kind = kind
        self.title = title
        self.subtitle = subtitle
        self.lead = lead
        self.byline = byline
        self.warnings = warnings
        self.sections = sections
        self.colophon = colophon
    }

    /// The whole document.
    /// - Throws: only when the template itself is broken.
    package func html() throws -> String {
        try MustacheTemplate(string: PageTemplate.text).render(context)
    }

    private var context: [String: Any] {
        [
            "style": PageStyle.text, "title": PageText.typeset(wholeTitle, .fr),
            "articles": Language.allCases.map(article),
        ]
    }

    private var wholeTitle: Localized {
        guard let subtitle else { return title }
        return Localized(fr: "\(title.fr) — \(subtitle.fr)", en: "\(title.en) — \(subtitle.en)")
    }

    private func article(_ language: Language) -> [String: Any] {
        func text(_ localized: Localized) -> String { PageText.typeset(localized, language) }
        let french = language == .fr
        return [
            "language": language.rawValue, "other": french ? "en" : "fr",
            "otherName": french ? "English version" : "Version française",
            "contents": french ? "Sur cette page" : "On this page",
            "kind": text(kind), "heading": text(title), "subtitle": subtitle.map { [text($0)] } ?? [],
            "lead": text(lead),
            "byline": text(byline),
            "warnings": warnings.map(text), "hasWarnings": !warnings.isEmpty, "colophon": text(colophon),
            "sections": sections.map { section -> [String: Any] in
                [
                    "id": "\(section.id)-\(language.rawValue)", "heading": text(section.heading),
                    "blocks": section.blocks.map { $0.context(language) },
                ]
            },
        ]
    }
}

package enum PageText {
    /// `plain`, with French punctuation kept on the line of the word before it, and « va-t-on » on one line.
    package static func typeset(_ text: Localized, _ language: Language) -> String {
        let bound =
            language == .fr ? TextMeasure.bound(text.fr).replacing("-t-", with: "\u{2011}t\u{2011}") : text.en
        return plain(bound.replacing("± ", with: "±\u{00A0}"))
    }

    /// Ready for the template: without characters that XML forbids, and with a zero-width space wherever a
    /// mark of HTML is one grapheme with its neighbours, since the template's escaping goes by graphemes.
    static func plain(_ text: String) -> String {
        var result = ""
        for character in text {
            let scalars = character.unicodeScalars.filter(MarkupWriter.isAllowed)
            let isHidden = scalars.count > 1 && scalars.contains { "<>&\"'".unicodeScalars.contains($0) }
            for (index, scalar) in scalars.enumerated() {
                if isHidden, index > 0 { result.unicodeScalars.append("\u{200B}") }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
