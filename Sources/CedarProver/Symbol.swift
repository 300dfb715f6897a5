// SPDX-License-Identifier: Apache-2.0
//
// Values of the encoding: what an expression is worth for every request at once. Sets are lists of members, each with
// the formula under which it belongs; records are looked into only where a policy does.

import CZ3
import Cedar

indirect enum Symbol {
    case truth(Formula)
    case number(Number)
    /// Alternatives, of which exactly one guard holds.
    case choice([(guard: Formula, atom: Atom)])
    case set([(guard: Formula, member: Symbol)])
    case record(RecordSymbol)

    /// A string or an entity.
    enum Atom {
        case constant(Value)
        case variable(Z3_ast, vocabulary: Int, type: CedarType)

        var type: CedarType? {
            switch self {
            case .constant(let value): value.scalarType
            case .variable(_, _, let type): type
            }
        }
    }

    /// A long, or another type as its count of ten-thousandths or milliseconds.
    struct Number {
        enum Term {
            case constant(Int64)
            case term(Z3_ast)
        }

        let term: Term
        let type: CedarType
    }

    indirect enum RecordSymbol {
        /// The context, or a record in it.
        case declared([String], [String: AttributeType])
        case built([String: Symbol])
        case merged(Formula, RecordSymbol, RecordSymbol)
    }

    /// A literal; nil for a set or a record, which no literal is.
    init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .truth(.constant(value))
        case .long(let value): self = .number(Number(term: .constant(value), type: .long))
        case .decimal(let value): self = .number(Number(term: .constant(value.tenThousandths), type: .decimal))
        case .datetime(let value): self = .number(Number(term: .constant(value), type: .datetime))
        case .duration(let value): self = .number(Number(term: .constant(value), type: .duration))
        case .string, .entity: self = .choice([(.constant(true), .constant(value))])
        case .set(let members):
            let symbols = members.sorted { $0.description < $1.description }.compactMap { Symbol($0) }
            guard symbols.count == members.count else { return nil }
            self = .set(symbols.map { (.constant(true), $0) })
        case .record: return nil
        }
    }
}

extension Value {
    /// The inverse of a number's encoding.
    static func number(_ count: Int64, _ type: CedarType) -> Value {
        switch type {
        case .decimal: .decimal(Decimal4(tenThousandths: count))
        case .datetime: .datetime(count)
        case .duration: .duration(count)
        default: .long(count)
        }
    }

    /// A number's count, whatever its type.
    var count: Int64? {
        switch self {
        case .long(let count), .datetime(let count), .duration(let count): count
        case .decimal(let decimal): decimal.tenThousandths
        default: nil
        }
    }
}
