// SPDX-License-Identifier: Apache-2.0
//
// Reads a page or a picture with a strict XML parser and keeps what tests ask: elements, attributes, text. The
// parser takes the end of a text for the end of whatever is still open, so open elements are counted here.

import Foundation
import FoundationXML

final class WellFormed: NSObject, XMLParserDelegate {
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var text = ""
    private(set) var problem: String?
    private var open = 0

    init(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { problem = parser.parserError.map { "\($0) in line \(parser.lineNumber)" } ?? "unknown" }
        if problem == nil, open != 0 { problem = "\(open) elements that don't end" }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        elements.append((name, attributes))
        open += 1
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open -= 1
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        text += characters
    }

    func count(_ name: String) -> Int { elements.count { $0.name == name } }

    /// Attributes that make a browser fetch something, or run something.
    var loads: [String] {
        elements.flatMap { element in
            element.attributes.compactMap { key, value in
                let isLink = key == "href" && element.name == "a"
                let fetches =
                    ["src", "srcset", "href", "data", "poster", "action", "xlink:href"].contains(key) && !isLink
                return fetches || key.hasPrefix("on") || value.hasPrefix("javascript:") ? "\(element.name) \(key)" : nil
            }
        }
    }
}
