// SPDX-License-Identifier: Apache-2.0
//
// One side of a comparison: a column of the records, a column of a joined reference table, or a part of a
// time. Zones and reference columns become lists of codes: "outside" is whatever is not a zone, and a
// reference table isn't in the holders' databases.

struct Operand {
    /// For messages.
    let name: String
    /// Over the table `t`; for a reference column, the column that its key is compared with.
    let sql: String
    let columns: [String]
    let domain: ValueDomain
    /// Of a column of the records; nil for everything else.
    let kind: Column.Kind?
    /// How a set of values is tested, when it isn't by a plain list.
    let set: CodeSet?
    let isReference: Bool

    init(_ part: TimePart) {
        name = "extract(\(part.field.rawValue) from \(part.column.name))"
        sql = part.sql
        columns = [part.column.name]
        domain = .integers(part.field.range)
        kind = nil
        set = nil
        isReference = false
    }

    /// Nil when the column has no declared values.
    init?(_ column: Column, _ territory: Territory) {
        switch column.kind {
        case .enumeration(let values):
            domain = .codes(values.map(\.code))
            set = nil
        case .zone:
            let codes = territory.zones.map(\.code)
            domain = .codes(codes + [Territory.outsideCode])
            set = .zones(codes)
        case .integer(let range):
            domain = .integers(range)
            set = nil
        case .boolean:
            domain = .booleans
            set = nil
        case .date:
            domain = .date
            set = nil
        case .timestamp:
            domain = .timestamp
            set = nil
        case .identifier: return nil
        }
        name = column.name
        sql = "t.\(column.name)"
        columns = [column.name]
        kind = column.kind
        isReference = false
    }

    /// - Throws: for a table that is LEFT JOINed, whose columns may be absent.
    init(_ reference: JoinedReference, _ column: Column, _ place: SourceSpan?) throws(StudyError) {
        guard !reference.keepsUnmatched else {
            throw StudyError(
                .join, "a condition on `\(reference.alias).\(column.name)` leaves unmatched records undecided",
                at: place,
                help: "write JOIN instead of LEFT JOIN")
        }
        let values = Set(reference.pairs(column).map(\.value))
        domain = .codes(values.sorted())
        name = "\(reference.alias).\(column.name)"
        sql = "t.\(reference.keyColumn.name)"
        columns = [reference.keyColumn.name]
        kind = nil
        set = .keys(reference, column)
        isReference = true
    }

    /// A point in time: only `period` may choose among those, since policies set limits on it.
    var isMoment: Bool {
        switch domain {
        case .date, .timestamp: true
        case .codes, .booleans, .integers: false
        }
    }

    /// `<` and BETWEEN mean something.
    var isOrdered: Bool {
        switch domain {
        case .integers, .date, .timestamp: true
        case .codes, .booleans: false
        }
    }
}

enum CodeSet {
    /// Every zone of the territory; all other codes are "outside".
    case zones([String])
    /// Through a reference table.
    case keys(JoinedReference, Column)

    func sql(_ column: String, wanted: Set<String>, negated: Bool) -> String {
        switch self {
        case .zones(let codes):
            let isOutsideWanted = wanted.contains(Territory.outsideCode)
            let listed = codes.filter { wanted.contains($0) != isOutsideWanted }
            return CodeSet.isOne(of: listed, column, isOutsideWanted == negated)
        case .keys(let reference, let referenceColumn):
            return list(column, reference.keys(where: referenceColumn, isIn: wanted), negated: negated)
        }
    }

    /// Whether two columns lie in one cell; nil when that is whether they are equal.
    func sameCell(_ left: String, _ right: String) -> String? {
        guard case .zones(let codes) = self else { return nil }
        let bothOutside = [left, right].map { "(" + CodeSet.isOne(of: codes, $0, false) + ")" }
        return "(\(left) = \(right)) IS TRUE OR (\(bothOutside.joined(separator: " AND ")))"
    }

    /// Never NULL.
    private static func isOne(of codes: [String], _ column: String, _ isOne: Bool) -> String {
        guard !codes.isEmpty else { return isOne ? "FALSE" : "TRUE" }
        return "(\(column) IN (\(codes.map(SQLQuote.text).joined(separator: ", ")))) IS \(isOne ? "" : "NOT ")TRUE"
    }

    private func list(_ column: String, _ codes: [String], negated: Bool) -> String {
        guard !codes.isEmpty else { return negated ? "\(column) IS NOT NULL" : "FALSE" }
        return "\(column)\(negated ? " NOT" : "") IN (\(codes.map(SQLQuote.text).joined(separator: ", ")))"
    }
}
