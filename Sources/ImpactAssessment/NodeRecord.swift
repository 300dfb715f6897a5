// SPDX-License-Identifier: Apache-2.0
//
// Who held the data and who added it up.

import Studies

package struct HolderRecord: Hashable, Sendable {
    package let id: String
    package let title: Localized

    package init(id: String, title: Localized) {
        self.id = id
        self.title = title
    }
}

package struct AggregatorRecord: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable { case leader, helper }

    package let name: String
    package let role: Role
    /// The college that enrolled it.
    package let college: String
    /// Who runs the machine.
    package let administrator: String

    package init(name: String, role: Role, college: String, administrator: String) {
        self.name = name
        self.role = role
        self.college = college
        self.administrator = administrator
    }
}

package struct NodeRecord: Hashable, Sendable {
    package let holders: [HolderRecord]
    package let aggregators: [AggregatorRecord]

    package init(holders: [HolderRecord], aggregators: [AggregatorRecord]) {
        self.holders = holders
        self.aggregators = aggregators
    }

    /// One administrator could read both aggregators: names are compared without case and outer blanks, and
    /// fewer than two aggregators count as one hand.
    package var sameAdministrator: Bool {
        let names = aggregators.map { NodeRecord.folded($0.administrator) }
        return names.count < 2 || Set(names).count < names.count
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
