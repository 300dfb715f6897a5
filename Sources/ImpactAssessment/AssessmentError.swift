// SPDX-License-Identifier: Apache-2.0
//
// Why an assessment can't be made from what a trust wrote, in one sentence: what, where, how to mend it.

package struct AssessmentError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }

        /// The trust's terms can't be read.
        package static let terms = Self("assessment-terms")
        /// An opinion that is none, or that the officer did not sign.
        package static let opinion = Self("officer-opinion")
    }

    package let code: Code
    /// Lowercase, no final stop.
    package let message: String
    /// The file concerned; nil when it is none.
    package let path: String?
    package let help: String

    package init(_ code: Code, _ message: String, at path: String? = nil, help: String) {
        self.code = code
        self.message = message
        self.path = path
        self.help = help
    }

    package static func == (left: AssessmentError, right: AssessmentError) -> Bool { left.code == right.code }

    package var description: String {
        let place = path.map { "\($0): " } ?? ""
        return "\(place)\(message); \(help)"
    }
}
