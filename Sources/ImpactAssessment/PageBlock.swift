// SPDX-License-Identifier: Apache-2.0
//
// What the template sees of a block: a dictionary with one key, the block's kind.

import Studies

extension Page.Block {
    func context(_ language: Language) -> [String: Any] {
        func text(_ localized: Localized) -> String { PageText.typeset(localized, language) }
        switch self {
        case .paragraph(let paragraph): return ["paragraph": text(paragraph)]
        case .note(let note): return ["note": text(note)]
        case .subheading(let heading): return ["subheading": text(heading)]
        case .list(let items): return ["list": ["items": items.map(text)]]
        case .code(let code): return ["code": PageText.plain(code)]
        case .facts(let facts):
            return ["facts": ["items": facts.map { ["term": text($0.term), "text": text($0.text)] }]]
        case .keyFigures(let figures):
            return ["keyFigures": ["items": figures.map { ["value": text($0.value), "label": text($0.label)] }]]
        case .links(let links):
            return [
                "links": [
                    "items": links.map {
                        [
                            "href": Page.Block.address($0.href, language), "text": text($0.text),
                            "detail": text($0.detail),
                        ]
                    }
                ]
            ]
        case .choices(let links):
            return [
                "choices": [
                    "items": links.map { ["href": Page.Block.address($0.href, language), "text": text($0.text)] }
                ]
            ]
        case .table(let table): return ["table": table.context(language)]
        case .figure(let figure): return ["figure": figure.context(language)]
        }
    }

    private static func address(_ href: String, _ language: Language) -> String {
        PageText.plain(href.replacing("{language}", with: language.rawValue))
    }
}

extension Page.Table {
    fileprivate func context(_ language: Language) -> [String: Any] {
        func text(_ localized: Localized) -> String { PageText.typeset(localized, language) }
        let rows = rows.map { row -> [String: Any] in
            let cells = zip(row, columns).enumerated().map { index, pair -> [String: Any] in
                ["text": text(pair.0), "numeric": pair.1.isNumeric, "first": index == 0]
            }
            return ["cells": cells]
        }
        return [
            "caption": text(caption),
            "columns": columns.map { ["text": text($0.title), "numeric": $0.isNumeric] as [String: Any] },
            "rows": rows,
        ]
    }
}

extension Page.Figure {
    fileprivate func context(_ language: Language) -> [String: Any] {
        var context: [String: Any] = ["wide": wide(language), "hasNarrow": narrow != nil]
        if let narrow { context["narrow"] = narrow(language) }
        if let caption { context["caption"] = PageText.typeset(caption, language) }
        return context
    }
}
