// SPDX-License-Identifier: Apache-2.0
//
// Z3's solver with its limits. It answers yes, no or "unknown" with Z3's reason: out of time, out of effort. A refused
// call anywhere before the check is thrown instead of any answer.

import CZ3

/// How long and how hard Z3 may try at each check.
struct Effort: Sendable {
    /// Milliseconds.
    let time: UInt32
    /// Z3's own count of steps, the same on every machine; 0 is no limit.
    let steps: UInt32
}

/// What a check found: nothing, a witness, or that it could not tell.
enum Answer<Witness> {
    case none
    case some(Witness)
    case unknown(String)
}

final class Solver {
    private let z3: Z3Context
    private let pointer: Z3_solver

    init(_ z3: Z3Context, effort: Effort) throws(ProverError) {
        guard let pointer = Z3_mk_simple_solver(z3.pointer) else { throw Z3Context.failure("no solver") }
        // At once: Z3 lets go of an object that nobody holds when it makes the next one.
        Z3_solver_inc_ref(z3.pointer, pointer)
        self.z3 = z3
        self.pointer = pointer
        guard let parameters = Z3_mk_params(z3.pointer) else { throw Z3Context.failure("no parameters") }
        Z3_params_inc_ref(z3.pointer, parameters)
        func name(_ text: String) -> Z3_symbol? { Z3_mk_string_symbol(z3.pointer, text) }
        Z3_params_set_uint(z3.pointer, parameters, name("timeout"), effort.time)
        if effort.steps > 0 { Z3_params_set_uint(z3.pointer, parameters, name("rlimit"), effort.steps) }
        // Z3 would take over the process's handler of the interrupt signal.
        Z3_params_set_bool(z3.pointer, parameters, name("ctrl_c"), false)
        Z3_solver_set_params(z3.pointer, pointer, parameters)
        Z3_params_dec_ref(z3.pointer, parameters)
        if Z3_get_error_code(z3.pointer) != Z3_OK { z3.note() }
    }

    deinit {
        Z3_solver_dec_ref(z3.pointer, pointer)
    }

    func assert(_ formula: Formula) {
        switch formula {
        case .constant(true): return
        case .constant(false): Z3_solver_assert(z3.pointer, pointer, Z3_mk_false(z3.pointer))
        case .term(let term): Z3_solver_assert(z3.pointer, pointer, term)
        }
        if Z3_get_error_code(z3.pointer) != Z3_OK { z3.note() }
    }

    /// What the body asserts is forgotten after it.
    func scoped<Result>(_ body: () throws(ProverError) -> Result) throws(ProverError) -> Result {
        Z3_solver_push(z3.pointer, pointer)
        defer { Z3_solver_pop(z3.pointer, pointer, 1) }
        return try body()
    }

    /// - Parameter read: takes what is wanted of the model.
    func check<Witness>(
        _ read: (Model) throws(ProverError) -> Witness
    ) throws(ProverError) -> Answer<Witness> {
        if let refusal = z3.refusal { throw refusal }
        switch Z3_solver_check(z3.pointer, pointer) {
        case Z3_L_FALSE: return .none
        case Z3_L_TRUE:
            guard let model = Z3_solver_get_model(z3.pointer, pointer) else { throw Z3Context.failure("no model") }
            Z3_model_inc_ref(z3.pointer, model)
            defer { Z3_model_dec_ref(z3.pointer, model) }
            return .some(try read(Model(z3: z3, pointer: model)))
        default:
            let reason = Z3_solver_get_reason_unknown(z3.pointer, pointer).map { String(cString: $0) }
            return .unknown(reason ?? "unknown")
        }
    }
}

/// One satisfying assignment, valid while its check is being read.
struct Model {
    fileprivate let z3: Z3Context
    fileprivate let pointer: Z3_model

    fileprivate init(z3: Z3Context, pointer: Z3_model) {
        self.z3 = z3
        self.pointer = pointer
    }

    /// The term's value; what the model leaves open gets some value.
    func value(of term: Z3_ast) throws(ProverError) -> Z3_ast {
        var result: Z3_ast?
        guard Z3_model_eval(z3.pointer, pointer, term, true, &result), let result else {
            throw Z3Context.failure("no value in a model")
        }
        return result
    }

    func truth(of term: Z3_ast) throws(ProverError) -> Bool {
        Z3_get_bool_value(z3.pointer, try value(of: term)) == Z3_L_TRUE
    }

    func truth(of formula: Formula) throws(ProverError) -> Bool {
        switch formula {
        case .constant(let value): value
        case .term(let term): try truth(of: term)
        }
    }

    func integer(of term: Z3_ast) throws(ProverError) -> Int64 {
        var number: Int64 = 0
        guard Z3_get_numeral_int64(z3.pointer, try value(of: term), &number) else {
            throw Z3Context.failure("a number beyond 64 bits")
        }
        return number
    }
}
