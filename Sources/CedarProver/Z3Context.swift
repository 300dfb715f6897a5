// SPDX-License-Identifier: Apache-2.0
//
// One Z3 context and the few term builders that level 0 needs. Terms live as long as the context, which is never
// shared between threads. A refused call is kept and thrown at the next check: no verdict rests on a broken term.

import CZ3

final class Z3Context {
    let pointer: Z3_context
    let integers: Z3_sort
    private let booleans: Z3_sort
    private let truth: Z3_ast
    /// The first thing that Z3 refused.
    private(set) var refusal: ProverError?
    private var variables = 0

    init() throws(ProverError) {
        let configuration = Z3_mk_config()
        defer { Z3_del_config(configuration) }
        guard let context = Z3_mk_context(configuration) else { throw Z3Context.failure("no context") }
        // Z3's own handler ends the process.
        Z3_set_error_handler(context) { _, _ in }
        guard let booleans = Z3_mk_bool_sort(context), let integers = Z3_mk_int_sort(context),
            let truth = Z3_mk_true(context)
        else {
            Z3_del_context(context)
            throw Z3Context.failure("no sorts")
        }
        pointer = context
        self.booleans = booleans
        self.integers = integers
        self.truth = truth
    }

    deinit {
        Z3_del_context(pointer)
    }

    static func failure(_ what: String) -> ProverError {
        ProverError(.solver, "Z3 refused a call: \(what)", help: "report it as a bug: no verdict was given")
    }

    /// The term, or a harmless one after noting the refusal.
    private func kept(_ term: Z3_ast?) -> Z3_ast {
        if let term { return term }
        note()
        return truth
    }

    func note() {
        let code = Z3_get_error_code(pointer)
        let message = Z3_get_error_msg(pointer, code).map { String(cString: $0) } ?? "code \(code.rawValue)"
        refusal = refusal ?? Z3Context.failure(message)
    }

    // MARK: Variables

    func newBoolean() -> Z3_ast { variable(booleans) }

    func newInteger() -> Z3_ast { variable(integers) }

    func variable(_ sort: Z3_sort) -> Z3_ast {
        variables += 1
        return kept(Z3_mk_const(pointer, Z3_mk_int_symbol(pointer, Int32(variables)), sort))
    }

    func integer(_ value: Int64) -> Z3_ast {
        kept(Z3_mk_int64(pointer, value, integers))
    }

    /// A sort with exactly these many members.
    func enumeration(_ count: Int) -> (sort: Z3_sort, members: [Z3_ast])? {
        variables += 1
        let name = Z3_mk_string_symbol(pointer, "vocabulary\(variables)")
        let names = (0..<count).map { Z3_mk_string_symbol(pointer, "v\(variables).\($0)") as Z3_symbol? }
        var constants = [Z3_func_decl?](repeating: nil, count: count)
        var testers = [Z3_func_decl?](repeating: nil, count: count)
        guard count > 0,
            let sort = Z3_mk_enumeration_sort(pointer, name, UInt32(count), names, &constants, &testers)
        else {
            note()
            return nil
        }
        return (sort, constants.map { kept(Z3_mk_app(pointer, $0, 0, nil)) })
    }

    // MARK: Booleans

    func not(_ term: Z3_ast) -> Z3_ast { kept(Z3_mk_not(pointer, term)) }

    func and(_ terms: [Z3_ast]) -> Z3_ast {
        let list: [Z3_ast?] = terms
        return kept(Z3_mk_and(pointer, UInt32(list.count), list))
    }

    func or(_ terms: [Z3_ast]) -> Z3_ast {
        let list: [Z3_ast?] = terms
        return kept(Z3_mk_or(pointer, UInt32(list.count), list))
    }

    func equal(_ left: Z3_ast, _ right: Z3_ast) -> Z3_ast { kept(Z3_mk_eq(pointer, left, right)) }

    func choice(_ test: Z3_ast, _ then: Z3_ast, _ otherwise: Z3_ast) -> Z3_ast {
        kept(Z3_mk_ite(pointer, test, then, otherwise))
    }

    func lessOrEqual(_ left: Z3_ast, _ right: Z3_ast) -> Z3_ast { kept(Z3_mk_le(pointer, left, right)) }

    /// The weights of the true terms add up to at most a limit.
    func weighs(_ terms: [(term: Z3_ast, weight: Int32)], atMost limit: Int32) -> Z3_ast {
        let list: [Z3_ast?] = terms.map(\.term)
        let weights = terms.map(\.weight)
        return kept(Z3_mk_pble(pointer, UInt32(list.count), list, weights, limit))
    }
}
