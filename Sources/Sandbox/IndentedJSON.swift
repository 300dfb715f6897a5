// SPDX-License-Identifier: Apache-2.0
//
// JSON for people to read: one member a line, two spaces a level, keys in the order of their bytes.

import Studies

extension JSONValue {
    /// Ends with a line feed. The same value gives the same bytes.
    var indentedBytes: [UInt8] {
        var text = ""
        append(to: &text, indent: "")
        return Array((text + "\n").utf8)
    }

    private func append(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += (index > 0 ? ",\n" : "") + inner
                element.append(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            text += "{\n"
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                text += (index > 0 ? ",\n" : "") + inner + JSONValue.string(member.key).canonicalText + ": "
                member.value.append(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        default:
            text += canonicalText
        }
    }
}

extension Localized {
    var json: JSONValue { .object(["fr": .string(fr), "en": .string(en)]) }
}
