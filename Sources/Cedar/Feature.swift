// SPDX-License-Identifier: Apache-2.0
//
// What level 0 leaves out of the language (RFC 76, and the totality rule: nothing that needs entity data, nothing
// that can fail on a validated request). These parse, and are then refused by name, each with its alternative.

package enum Feature: String, CaseIterable, Hashable, Sendable {
    case entityAttributes = "entity attributes"
    case tags = "tags"
    case hierarchy = "entity hierarchy"
    case arithmetic = "arithmetic"
    case like = "like"
    case ip = "ip addresses"
    case templates = "templates"
    case dateArithmetic = "date arithmetic"

    /// How to say the same within level 0.
    package var alternative: String {
        switch self {
        case .entityAttributes: "put the fact in the context and read `context.<name>`"
        case .tags: "put the fact in the context and read `context.<name>`"
        case .hierarchy: "compare with `==` or `is`, or put the set of groups in the context and use `contains`"
        case .arithmetic: "have the sum or product computed before the request and read it from the context"
        case .like: "compare with `==`, or list the allowed values and use `contains`"
        case .ip: "put the outcome of the address check in the context as a boolean"
        case .templates: "write one policy for each case"
        case .dateArithmetic: "compare datetimes with `<` and `>=`, or put the duration in the context"
        }
    }

    package func refused(at span: CedarSpan) -> CedarError {
        CedarError(
            .outOfSubset(self), "\(rawValue) \(isPlural ? "are" : "is") not in level 0: `\(span.text.firstLine)`",
            at: span, help: alternative)
    }

    private var isPlural: Bool {
        switch self {
        case .entityAttributes, .tags, .ip, .templates: true
        case .hierarchy, .arithmetic, .like, .dateArithmetic: false
        }
    }
}

extension String {
    var firstLine: String { String(prefix { !$0.isNewline }) }
}
