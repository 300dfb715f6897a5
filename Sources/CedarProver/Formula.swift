// SPDX-License-Identifier: Apache-2.0
//
// Booleans of the encoding. What is known beforehand is folded here, so that Z3 never sees a branch that can't run.

import CZ3

enum Formula {
    case constant(Bool)
    case term(Z3_ast)

    var isFalse: Bool { if case .constant(false) = self { true } else { false } }
    var isTrue: Bool { if case .constant(true) = self { true } else { false } }
}

extension Z3Context {
    func not(_ formula: Formula) -> Formula {
        switch formula {
        case .constant(let value): .constant(!value)
        case .term(let term): .term(not(term))
        }
    }

    func all(_ formulas: [Formula]) -> Formula {
        var terms: [Z3_ast] = []
        for formula in formulas {
            switch formula {
            case .constant(true): continue
            case .constant(false): return .constant(false)
            case .term(let term): terms.append(term)
            }
        }
        return terms.isEmpty ? .constant(true) : .term(terms.count == 1 ? terms[0] : and(terms))
    }

    func any(_ formulas: [Formula]) -> Formula {
        var terms: [Z3_ast] = []
        for formula in formulas {
            switch formula {
            case .constant(false): continue
            case .constant(true): return .constant(true)
            case .term(let term): terms.append(term)
            }
        }
        return terms.isEmpty ? .constant(false) : .term(terms.count == 1 ? terms[0] : or(terms))
    }

    func both(_ left: Formula, _ right: Formula) -> Formula { all([left, right]) }

    func either(_ left: Formula, _ right: Formula) -> Formula { any([left, right]) }

    func implies(_ left: Formula, _ right: Formula) -> Formula { any([not(left), right]) }

    func same(_ left: Formula, _ right: Formula) -> Formula {
        switch (left, right) {
        case (.constant(let value), let other), (let other, .constant(let value)): value ? other : not(other)
        case (.term(let one), .term(let two)): .term(equal(one, two))
        }
    }

    func choice(_ test: Formula, _ then: Formula, _ otherwise: Formula) -> Formula {
        switch test {
        case .constant(let value): value ? then : otherwise
        case .term: any([both(test, then), both(not(test), otherwise)])
        }
    }
}
