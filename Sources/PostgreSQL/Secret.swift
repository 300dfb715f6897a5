// SPDX-License-Identifier: Apache-2.0
//
// A password that no log, error or dump prints: every textual form says only that there is one. It leaves out
// wiping memory, which Swift strings do not allow.

package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The password itself, for the one call that needs it.
    package let revealed: String

    package init(_ text: String) {
        revealed = text
    }

    /// 32 random bytes in hexadecimal: 256 bits when the generator is the system's.
    package init(using generator: inout some RandomNumberGenerator) {
        let digits = (0..<32).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        revealed = digits.joined()
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Takes as long for any two passwords of one length.
    package static func == (left: Secret, right: Secret) -> Bool {
        let (left, right) = (Array(left.revealed.utf8), Array(right.revealed.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
