// SPDX-License-Identifier: Apache-2.0
//
// Time as an axis: `extract(hour|isodow|month from column)` of any time, and `date_trunc('day'|'week'|'month',
// column)` of the column that places a record in the period, whose days, weeks and months are then known.

enum TimeAxis {
    /// An extract call as an axis. The time column needs no cell for unknown times: the period leaves them out.
    static func parts(_ part: TimePart, _ scope: QueryScope, _ period: Period) -> GroupExpression {
        let isBounded = part.column.name == scope.dataset.timeColumn
        let numbers = part.field == .month && isBounded ? months(period) : part.field.range.map { Int($0) }
        let values = numbers.map { DomainValue(code: String($0), label: label(part.field, $0)) }
        let other = isBounded ? nil : GroupExpression.undeclared(besides: values)
        let number = "\(part.sql)::int4"
        var position = part.field == .hour ? number : "\(number) - 1"
        if numbers.count < part.field.range.count { position = chain(number, numbers) }
        if other != nil { position = "coalesce(\(position), \(values.count))" }
        return GroupExpression(
            kind: kind(part.field), column: part.column.name, columns: [part.column.name], values: values, other: other,
            position: .computed(position))
    }

    /// A date_trunc call as an axis.
    static func truncation(_ node: SQLNode, _ scope: QueryScope, _ period: Period) throws(StudyError) -> GroupExpression
    {
        let sql = scope.sql
        let offset = Refusal.start(of: node)
        let place = sql.span(at: offset, length: sql.callLength(at: offset))
        let arguments = node.nodes("args")
        let timeColumn = scope.dataset.timeColumn
        let usage = "write `date_trunc('day', \(timeColumn))`, or 'week' or 'month'"
        guard node.unknownField(besides: ["funcname", "args", "funcformat"]) == nil, arguments.count == 2,
            case .text(let unit)? = SQLLiteral(arguments[0], sql), ["day", "week", "month"].contains(unit)
        else {
            throw StudyError(
                .timeExpression, "this date_trunc is not part of the study language", at: place, help: usage)
        }
        guard arguments[1].type == "ColumnRef" else { throw Refusal.expression(arguments[1], sql) }
        guard case .record(let column) = try scope.resolve(arguments[1]), column.name == timeColumn else {
            throw StudyError(
                .timeExpression, "only `\(timeColumn)` is bounded by the period, so only its days are known beforehand",
                at: place, help: usage)
        }
        return truncation(unit, column, period)
    }

    private static func truncation(_ unit: String, _ column: Column, _ period: Period) -> GroupExpression {
        let day = column.kind == .date ? "t.\(column.name)" : "t.\(column.name)::date"
        let monday = period.start + (1 - period.start.isoWeekday)
        let starts: [Day]
        let position: String
        switch unit {
        case "day":
            starts = (0..<period.dayCount).map { period.start + $0 }
            position = "(\(day) - DATE '\(period.start)')"
        case "week":
            starts = stride(from: monday.daysSinceEpoch, to: period.end.daysSinceEpoch, by: 7)
                .map { Day(daysSinceEpoch: $0) }
            position = "((\(day) - DATE '\(monday)') / 7)"
        default:
            starts = monthStarts(period)
            position = chain("t.\(column.name)", starts, type: column.kind == .date ? "DATE" : "TIMESTAMP")
        }
        let kind: Dimension.Kind = unit == "day" ? .day : unit == "week" ? .week : .month
        let values = starts.map { DomainValue(code: $0.description, label: label(kind, $0)) }
        return GroupExpression(
            kind: kind, column: column.name, columns: [column.name], values: values, other: nil,
            position: .computed(position))
    }

    /// The first days of the months that the period touches.
    private static func monthStarts(_ period: Period) -> [Day] {
        var starts: [Day] = []
        var (year, month, _) = period.start.components
        while Day(year: year, month: month, day: 1) < period.end {
            starts.append(Day(year: year, month: month, day: 1))
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return starts
    }

    private static func months(_ period: Period) -> [Int] {
        Set(monthStarts(period).prefix(12).map(\.components.month)).sorted()
    }

    /// The position of a number among those that can occur; the last one needs no test.
    private static func chain(_ number: String, _ numbers: [Int]) -> String {
        let branches = numbers.dropLast().enumerated().map { "WHEN \($1) THEN \($0) " }.joined()
        return branches.isEmpty ? "0" : "CASE \(number) \(branches)ELSE \(numbers.count - 1) END"
    }

    /// The month that a time of the period lies in.
    private static func chain(_ column: String, _ starts: [Day], type: String) -> String {
        let branches = starts.dropFirst().enumerated().map { "WHEN \(column) < \(type) '\($1)' THEN \($0) " }.joined()
        return branches.isEmpty ? "0" : "CASE \(branches)ELSE \(starts.count - 1) END"
    }

    private static func kind(_ field: TimePart.Field) -> Dimension.Kind {
        switch field {
        case .hour: .hour
        case .isodow: .weekday
        case .month: .month
        }
    }

    private static func label(_ field: TimePart.Field, _ number: Int) -> Localized {
        switch field {
        case .hour: CivilWords.hour(number)
        case .isodow: CivilWords.weekday(number)
        case .month: CivilWords.month(number)
        }
    }

    private static func label(_ kind: Dimension.Kind, _ start: Day) -> Localized {
        switch kind {
        case .day: CivilWords.day(start)
        case .week: CivilWords.week(from: start)
        default: CivilWords.month(of: start)
        }
    }
}
