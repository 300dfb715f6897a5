// SPDX-License-Identifier: Apache-2.0
//
// What a policy set becomes as its rules expire. A permit's last day is its `@expire`; without a readable one it never
// permits. A forbid doesn't expire: what expires can only tighten (G11). Floors are to be proved of every stage.

import Cedar

/// A stretch of days during which a set stays the same.
package struct Stage: Sendable {
    /// `2031-01-01`, the first day; nil for the stage that holds before any rule expires.
    package let from: String?
    /// The rules whose last day was the day before.
    package let expired: [String]
    /// The rules that remain.
    package let policies: PolicySet
}

extension PolicySet {
    /// The set as it is at first, then after each day on which a permit expires, in their order.
    package var stages: [Stage] {
        let dated = policies.filter { $0.effect == .permit }.map { ($0, $0.lastDay) }
        let days = Set(dated.compactMap(\.1)).sorted()
        let first = filter { $0.effect == .forbid || $0.lastDay != nil }
        let undated = dated.filter { $0.1 == nil }.map(\.0.id)
        return [Stage(from: nil, expired: undated, policies: first)]
            + days.map { day in
                Stage(
                    from: Self.text(day + 1), expired: dated.filter { $0.1 == day }.map(\.0.id),
                    policies: filter { $0.effect == .forbid || ($0.lastDay ?? day) > day })
            }
    }

    /// The first days on which the set differs from the day before.
    package var changeDates: [String] { stages.compactMap(\.from) }

    private static func text(_ day: Int64) -> String {
        String(CivilTime.text(milliseconds: day * Policy.dayLength).prefix(10))
    }
}

extension Policy {
    fileprivate static let dayLength: Int64 = 86_400_000

    /// The day of `@expire`, counted from 1970-01-01; nil when it isn't written `2030-12-31`.
    fileprivate var lastDay: Int64? {
        guard let text = annotations["expire"], text.utf8.count == 10,
            let milliseconds = CivilTime.milliseconds(text)
        else { return nil }
        return milliseconds / Policy.dayLength
    }
}
