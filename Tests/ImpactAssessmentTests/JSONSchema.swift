// SPDX-License-Identifier: Apache-2.0
//
// As much of JSON Schema 2020-12 as the schemas of this project use: `$ref` into `$defs`, `type`, `const`,
// `enum`, `required`, `properties`, `additionalProperties: false`, `items`, `pattern`, `minimum`, `maximum`,
// `minItems`. A keyword that it doesn't know is a problem, never a silent pass.

import Foundation

struct JSONSchema {
    private let root: [String: Any]

    init(_ data: Data) throws {
        root = try (JSONSerialization.jsonObject(with: data) as? [String: Any]).unwrapped
    }

    /// What is wrong with a document, each with its place.
    func problems(_ document: Data) throws -> [String] {
        problems(try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed), root, "$")
    }

    private static let known: Set = [
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "const", "enum", "required", "properties",
        "additionalProperties", "items", "pattern", "minimum", "maximum", "minItems",
    ]

    private func problems(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        var found = schema.keys.filter { !JSONSchema.known.contains($0) }.map { "\(place): unknown keyword \($0)" }
        if let reference = schema["$ref"] as? String {
            let name = reference.replacingOccurrences(of: "#/$defs/", with: "")
            guard let other = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
                return ["\(place): no definition \(reference)"]
            }
            return found + problems(value, other, place)
        }
        let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] }
        if let types, !types.contains(where: { conforms(value, to: $0) }) {
            return found + ["\(place): not \(types.joined(separator: " or "))"]
        }
        if let constant = schema["const"], !equal(value, constant) { found.append("\(place): not \(constant)") }
        if let values = schema["enum"] as? [Any], !values.contains(where: { equal(value, $0) }) {
            found.append("\(place): none of the values")
        }
        if let text = value as? String, let pattern = schema["pattern"] as? String,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            found.append("\(place): doesn't match \(pattern)")
        }
        found += range(value, schema, place)
        if let object = value as? [String: Any] { found += members(object, schema, place) }
        if let array = value as? [Any] { found += elements(array, schema, place) }
        return found
    }

    private func range(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard conforms(value, to: "number"), let number = value as? NSNumber else { return [] }
        let (low, high) = (schema["minimum"] as? NSNumber, schema["maximum"] as? NSNumber)
        let isLow = low.map { number.doubleValue < $0.doubleValue } ?? false
        let isHigh = high.map { number.doubleValue > $0.doubleValue } ?? false
        return isLow || isHigh ? ["\(place): out of range"] : []
    }

    private func members(_ object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): no \($0)" }
        let rest = schema["additionalProperties"]
        for (key, member) in object {
            if let own = properties[key] {
                found += problems(member, own, "\(place).\(key)")
            } else if let other = rest as? [String: Any] {
                found += problems(member, other, "\(place).\(key)")
            } else if rest as? Bool == false {
                found.append("\(place): \(key) is not foreseen")
            }
        }
        return found
    }

    private func elements(_ array: [Any], _ schema: [String: Any], _ place: String) -> [String] {
        var found: [String] = []
        if let least = schema["minItems"] as? Int, array.count < least { found.append("\(place): too few") }
        guard let items = schema["items"] as? [String: Any] else { return found }
        for (index, element) in array.enumerated() { found += problems(element, items, "\(place)[\(index)]") }
        return found
    }

    private func equal(_ left: Any, _ right: Any) -> Bool { (left as? NSObject) == (right as? NSObject) }

    private func conforms(_ value: Any, to type: String) -> Bool {
        let number = value as? NSNumber
        // Foundation reads booleans and numbers into one class.
        let isBoolean = number.map { String(cString: $0.objCType) == "c" } ?? false
        switch type {
        case "null": return value is NSNull
        case "string": return value is String
        case "object": return value is [String: Any]
        case "array": return value is [Any]
        case "boolean": return isBoolean
        case "number": return number != nil && !isBoolean
        case "integer": return number.map { !isBoolean && $0.doubleValue == $0.doubleValue.rounded() } ?? false
        default: return false
        }
    }
}
