// SPDX-License-Identifier: Apache-2.0
//
// The draft this module speaks, draft-ietf-ppm-dap, in the one place that names its number. Sections
// are cited elsewhere by title, so that no citation can go stale alone.

/// The draft's number and the tags that depend on it.
package enum Draft {
    package static let number = 18

    static let tag = "dap-\(number)"

    /// "Upload Request": the HPKE info of an input share, for the aggregator that opens it.
    static func inputShareInfo(for role: Role) -> [UInt8] {
        Array("\(tag) input share".utf8) + [Role.client.rawValue, role.rawValue]
    }

    /// "Aggregate Share Encryption": the HPKE info of an aggregate share, from the aggregator that seals it.
    static func aggregateShareInfo(from role: Role) -> [UInt8] {
        Array("\(tag) aggregate share".utf8) + [role.rawValue, Role.collector.rawValue]
    }

    /// "Upload Request": the application context that the VDAF binds.
    package static func vdafContext(_ task: TaskID) -> [UInt8] {
        Array(tag.utf8) + task.bytes
    }
}

/// "Basic Type Definitions": who takes part.
package enum Role: UInt8, Hashable, Sendable {
    case collector = 0
    case client = 1
    case leader = 2
    case helper = 3
}
