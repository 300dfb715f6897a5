// SPDX-License-Identifier: Apache-2.0
//
// What a page must keep to: known elements in places where HTML allows them, known attributes, one title,
// languages, ids once and references that lead somewhere, headings without leaps, and a name for every link,
// picture, table and landmark.

import Foundation
import FoundationXML

final class PageRules: NSObject, XMLParserDelegate {
    private(set) var problems: [String] = []
    private var stack: [(name: String, text: String, attributes: [String: String])] = []
    private var ids: Set<String> = []
    private var references: [(id: String, place: String)] = []
    private var level = 0
    private var titles = 0

    init(_ page: String) {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        if !parser.parse() { problems.append("not XML, line \(parser.lineNumber)") }
        if !stack.isEmpty { problems.append("\(stack.count) elements that don't end") }
        if titles != 1 { problems.append("\(titles) titles of the document") }
        if level == 0 { problems.append("no heading") }
        for reference in references where !ids.contains(reference.id) {
            problems.append("a reference to `\(reference.id)`, which isn't there, in \(reference.place)")
        }
    }

    private static let flow: Set = [
        "article", "div", "dl", "figure", "footer", "h1", "h2", "h3", "header", "main", "nav", "p", "pre", "section",
        "table", "ul",
    ]
    private static let phrasing: Set = ["a", "code", "img", "span", "svg"]
    private static let drawing: Set = ["circle", "desc", "g", "line", "path", "rect", "text", "title"]

    /// What each element may hold beside text.
    private static let content: [String: Set<String>] = [
        "html": ["head", "body"], "head": ["meta", "title", "style"], "body": flow, "main": flow, "article": flow,
        "section": flow, "header": flow, "footer": flow, "nav": flow, "div": flow.union(phrasing).union(["dt", "dd"]),
        "figure": flow.union(["figcaption"]), "figcaption": phrasing, "p": phrasing, "h1": phrasing, "h2": phrasing,
        "h3": phrasing, "a": ["span"], "span": phrasing, "pre": ["code"], "code": [], "ul": ["li"],
        "li": flow.union(phrasing), "dl": ["div"], "dt": phrasing, "dd": phrasing,
        "table": ["caption", "thead", "tbody"], "caption": phrasing, "thead": ["tr"], "tbody": ["tr"],
        "tr": ["th", "td"], "th": phrasing, "td": phrasing, "svg": drawing, "g": drawing, "text": [],
        "path": ["title"], "title": [], "desc": [], "style": [], "meta": [], "img": [], "circle": [], "line": [],
        "rect": [],
    ]
    private static let global: Set = [
        "id", "class", "lang", "xml:lang", "role", "aria-label", "aria-labelledby", "xmlns",
    ]
    private static let attributes: [String: Set<String>] = [
        "a": ["href", "hreflang"], "meta": ["charset", "name", "content", "http-equiv"], "th": ["scope"],
        "div": ["tabindex"], "pre": ["tabindex"], "img": ["src", "alt"],
    ]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        if let parent = stack.last?.name {
            if PageRules.content[name] == nil { problems.append("unknown element <\(name)>") }
            if let allowed = PageRules.content[parent], !allowed.contains(name) {
                problems.append("<\(name)> is not allowed in <\(parent)>")
            }
        }
        check(name, attributes)
        stack.append((name, "", attributes))
    }

    private func check(_ name: String, _ attributes: [String: String]) {
        let isDrawing = stack.contains { $0.name == "svg" } || name == "svg"
        let known = PageRules.global.union(PageRules.attributes[name] ?? [])
        for key in attributes.keys where !isDrawing && !known.contains(key) {
            problems.append("unknown attribute \(key) of <\(name)>")
        }
        if let id = attributes["id"], !ids.insert(id).inserted { problems.append("the id `\(id)` twice") }
        for id in (attributes["aria-labelledby"] ?? "").split(separator: " ") { references.append((String(id), name)) }
        if let href = attributes["href"], href.hasPrefix("#") { references.append((String(href.dropFirst()), name)) }
        if ["html", "article"].contains(name), !["fr", "en"].contains(attributes["lang"] ?? "") {
            problems.append("<\(name)> without its language")
        }
        // SVG 2 has them, HTML's validators don't take them.
        for key in ["lang", "paint-order"] where isDrawing && attributes[key] != nil {
            problems.append("\(key) is not allowed in a drawing")
        }
        if name == "svg", attributes["role"] != "img" || attributes["aria-labelledby"] == nil {
            problems.append("a picture without a name")
        }
        if name == "img", (attributes["alt"] ?? "").isEmpty { problems.append("a picture without a name") }
        if name == "th", attributes["scope"] == nil { problems.append("a header cell without its scope") }
        if name == "nav" || attributes["role"] == "region",
            (attributes["aria-label"] ?? "").isEmpty, attributes["aria-labelledby"] == nil
        {
            problems.append("a landmark without a name")
        }
        if let new = heading(name) {
            if new > level + 1 { problems.append("heading <\(name)> after level \(level)") }
            level = new
        }
        if name == "article" { level = 0 }
        if name == "title", !isDrawing { titles += 1 }
    }

    private func heading(_ name: String) -> Int? {
        name.count == 2 && name.hasPrefix("h") ? Int(name.dropFirst()) : nil
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        for index in stack.indices { stack[index].text += characters }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        guard let element = stack.popLast() else { return }
        let text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
        let named: Set = ["a", "h1", "h2", "h3", "caption", "th", "title", "desc", "figcaption", "li"]
        if named.contains(name), text.isEmpty, name != "th" || stack.last?.name == "tr" {
            problems.append(name == "a" ? "a link without a name" : "<\(name)> is empty")
        }
    }
}
