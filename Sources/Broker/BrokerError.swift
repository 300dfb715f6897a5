// SPDX-License-Identifier: Apache-2.0
//
// What the broker refuses, as one sentence and as a problem document (RFC 9457). Equality is on the code.

import Studies

package struct BrokerError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        /// The HTTP status that goes with it.
        package let status: Int

        package static let malformed = Self(name: "malformed", status: 400)
        package static let unauthorized = Self(name: "unauthorized", status: 401)
        package static let refused = Self(name: "refused", status: 403)
        package static let notFound = Self(name: "not-found", status: 404)
        package static let alreadyThere = Self(name: "already-there", status: 409)
        package static let tooLarge = Self(name: "too-large", status: 413)
        package static let badStudy = Self(name: "bad-study", status: 422)
        package static let noPolicy = Self(name: "no-policy", status: 409)
        /// A record that does not follow from those in the register.
        package static let doesNotFollow = Self(name: "does-not-follow", status: 409)
        package static let clockSetBack = Self(name: "clock-set-back", status: 503)
        package static let damagedState = Self(name: "damaged-state", status: 500)
    }

    package let code: Code
    /// What, where, and how to mend it.
    package let sentence: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    package static func == (left: BrokerError, right: BrokerError) -> Bool { left.code == right.code }

    package var description: String { sentence }

    package var problemDocument: [UInt8] {
        JSONValue.object([
            "type": .string("urn:regie:error:\(code.name)"), "title": .string(code.name),
            "status": .int(Int64(code.status)), "detail": .string(sentence),
        ]).canonicalBytes
    }
}
