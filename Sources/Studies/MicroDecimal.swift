// SPDX-License-Identifier: Apache-2.0
//
// Decimal numbers of at most six places as whole millionths: exact, where a floating-point number is not.

package enum MicroDecimal {
    /// `3.5` is 3,500,000. Nil unless the text is digits with at most six more after a point, below 10,000.
    package static func parse(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard (1...2).contains(parts.count), isDigits, parts[0].utf8.count <= 4, let whole = Int64(parts[0]) else {
            return nil
        }
        guard parts.count == 2 else { return whole * 1_000_000 }
        guard parts[1].utf8.count <= 6 else { return nil }
        let padded = parts[1] + String(repeating: "0", count: 6 - parts[1].utf8.count)
        return Int64(padded).map { whole * 1_000_000 + $0 }
    }

    /// The shortest text that `parse` reads back: 3,500,000 is `3.5`. The value is at least 0.
    package static func text(_ micro: Int64) -> String {
        let digits = String(micro.magnitude % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.count) + digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = String(micro.magnitude / 1_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}
