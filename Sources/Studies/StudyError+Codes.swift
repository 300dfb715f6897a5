// SPDX-License-Identifier: Apache-2.0
//
// Everything that this module refuses, by name. A code is part of what programs may rely on; a message is not.

extension StudyError.Code {
    // Files.
    package static let yamlSyntax = Self("yaml-syntax")
    package static let unknownKey = Self("unknown-key")
    package static let missingKey = Self("missing-key")
    package static let wrongType = Self("wrong-type")
    package static let invalidValue = Self("invalid-value")
    package static let encoding = Self("encoding")
    package static let tooLarge = Self("too-large")
    package static let dataset = Self("dataset")

    // What a study asks of its dataset.
    package static let wrongDataset = Self("wrong-dataset")
    package static let unknownSource = Self("unknown-source")
    package static let duplicate = Self("duplicate")
    package static let period = Self("period")
    package static let privacyRange = Self("privacy-range")
    package static let perCell = Self("per-cell")
    package static let format = Self("format")
    package static let tooManyCells = Self("too-many-cells")

    // The shape of the query.
    package static let sqlSyntax = Self("sql-syntax")
    package static let severalStatements = Self("several-statements")
    package static let notSelect = Self("not-select")
    package static let clause = Self("clause")
    package static let selectStar = Self("select-star")
    package static let subselect = Self("sub-select")
    package static let fromClause = Self("from")
    package static let join = Self("join")
    package static let unknownTable = Self("unknown-table")
    package static let unknownColumn = Self("unknown-column")
    package static let ambiguousColumn = Self("ambiguous-column")

    // What the query selects and groups by.
    package static let rawColumn = Self("raw-column")
    package static let unitColumn = Self("unit-column")
    package static let ungrouped = Self("ungrouped")
    package static let groupBy = Self("group-by")
    package static let unboundedGroup = Self("unbounded-group")
    package static let unnamed = Self("unnamed")
    package static let name = Self("name")
    package static let aggregate = Self("aggregate")
    package static let countDistinct = Self("count-distinct")
    package static let sumColumn = Self("sum-column")

    // Expressions.
    package static let unknownFunction = Self("unknown-function")
    package static let volatileFunction = Self("volatile-function")
    package static let arithmetic = Self("arithmetic")
    package static let cast = Self("cast")
    package static let parameter = Self("parameter")
    package static let expression = Self("expression")
    package static let operatorName = Self("operator")
    package static let qualifiedOperator = Self("qualified-operator")
    package static let literal = Self("literal")
    package static let caseExpression = Self("case")
    package static let timeExpression = Self("time-expression")
}
