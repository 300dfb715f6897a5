// SPDX-License-Identifier: Apache-2.0
//
// The way out of a misspelt name: the nearest known one, and the list of what is known.

enum Suggestion {
    /// "write `mode`" when one known name is near, else "use one of `a`, `b`, ... (n in all)".
    static func help(for name: String, among known: [String]) -> String {
        if let near = nearest(to: name, among: known) { return "write `\(near)`" }
        return known.isEmpty ? "leave it out" : "use " + oneOf(known)
    }

    /// "`a`", "`a` or `b`", "one of `a`, `b`, `c`", at most twelve of them.
    static func oneOf(_ names: [String]) -> String {
        let quoted = names.prefix(12).map { "`\($0)`" }
        if names.count == 1 { return quoted[0] }
        if names.count == 2 { return quoted.joined(separator: " or ") }
        let tail = names.count > quoted.count ? ", ... (\(names.count) in all)" : ""
        return "one of " + quoted.joined(separator: ", ") + tail
    }

    /// The known name within a third of its length in single-letter edits, if there is exactly one nearest.
    static func nearest(to name: String, among known: [String]) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let lowered = Array(name.lowercased().unicodeScalars)
        let ranked = known.filter { $0.utf8.count <= 64 }
            .map { ($0, distance(lowered, Array($0.lowercased().unicodeScalars))) }
            .sorted { $0.1 < $1.1 }
        guard let best = ranked.first, best.1 <= max(1, best.0.count / 3) else { return nil }
        return ranked.count > 1 && ranked[1].1 == best.1 ? nil : best.0
    }

    /// Levenshtein distance.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var previous = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (scalar == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
