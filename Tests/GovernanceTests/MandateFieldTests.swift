// SPDX-License-Identifier: Apache-2.0
//
// Every field of a mandate, changed one at a time: on the way (under the broker's signature as it was),
// and by the broker itself (signed anew). Each must be refused.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

/// A document with one thing changed, and where.
struct Change {
    let path: String
    let value: JSONValue

    /// Every leaf altered, every member and element taken away, one more added wherever there can be.
    static func all(of value: JSONValue, path: String = "") -> [Change] {
        switch value {
        case .null: [Change(path: path, value: true)]
        case .bool(let bool): [Change(path: path, value: .bool(!bool)), Change(path: path, value: .null)]
        case .int(let int): [int + 1, -int - 1].map { Change(path: path, value: .int($0)) }
        case .string(let text): strings(near: text).map { Change(path: path, value: .string($0)) }
        case .array(let elements): inside(elements, value: value, path: path)
        case .object(let members): inside(members, value: value, path: path)
        }
    }

    private static func strings(near text: String) -> [String] {
        let last = text.last == "a" ? "b" : "a"
        return [text.dropLast() + last, ""]
    }

    private static func inside(_ elements: [JSONValue], value: JSONValue, path: String) -> [Change] {
        let deeper = elements.enumerated().flatMap { index, element in
            all(of: element, path: "").map { change in
                Change(
                    path: "\(path)[\(index)]\(change.path)",
                    value: .array(elements.enumerated().map { $0 == index ? change.value : $1 }))
            }
        }
        return deeper + [
            Change(path: path + "+", value: .array(elements + [elements.last ?? "x"])),
            Change(path: path + "-", value: .array(elements.isEmpty ? [.null] : Array(elements.dropFirst()))),
        ]
    }

    private static func inside(_ members: [String: JSONValue], value: JSONValue, path: String) -> [Change] {
        let deeper = members.sorted { $0.key < $1.key }.flatMap { name, member in
            all(of: member, path: "").map { change in
                Change(
                    path: "\(path).\(name)\(change.path)",
                    value: .object(members.merging([name: change.value]) { _, new in new }))
            }
        }
        let without = members.keys.sorted().map { name in
            Change(path: "\(path).\(name)-", value: .object(members.filter { $0.key != name }))
        }
        return deeper + without + [
            Change(path: path + ".unheardOf", value: .object(members.merging(["unheardOf": 1]) { _, new in new }))
        ]
    }
}

@Suite struct MandateFieldTests {
    let scene: MandateCase
    let document: JSONValue

    init() throws {
        scene = try MandateCase()
        document = try JSONValue(parsing: scene.make().document)
    }

    @Test func `G5 a mandate changed on the way is refused, whatever field it is`() throws {
        let changes = Change.all(of: document)
        #expect(changes.count > 300)
        let refusals: Set<GovernanceError.Code> = [.mandateSignature, .malformedDocument, .mandatePolicyText]
        for change in changes {
            let code = scene.refusalCode(change.value.canonicalBytes)
            #expect(code.map(refusals.contains) == true, "\(change.path)")
        }
    }

    /// What its own ledger held before is for the broker to say; the register will check it.
    private static let brokersOwn: Set<String> = [".body.spentRhoMicro"]

    @Test func `G5 a mandate changed and signed anew by the broker is refused, whatever field it is`() throws {
        var accepted: Set<String> = []
        for change in Change.all(of: document) where !change.path.hasPrefix(".signature") {
            guard change.value["body"] != nil else { continue }
            if scene.refusalCode(try scene.forged(change.value)) == nil { accepted.insert(change.path) }
        }
        #expect(accepted == MandateFieldTests.brokersOwn)
    }
}
