// SPDX-License-Identifier: Apache-2.0
//
// Short ways to write policies and requests in the tests of Cedar.

import Cedar

/// A study by `User::"lea"` on `Dataset::"trips"`.
func sampleRequest(_ context: [String: Value] = [:]) -> Request {
    Request(
        principal: EntityUID(type: "User", id: "lea"), action: EntityUID(type: "Action", id: "run"),
        resource: EntityUID(type: "Dataset", id: "trips"), context: context)
}

func policies(_ text: String) throws(CedarError) -> PolicySet {
    try PolicySet.parse(text, file: "test.cedar")
}

/// The response to one permit with this condition.
func response(when condition: String, _ context: [String: Value] = [:]) throws(CedarError) -> Response {
    Authorizer.isAuthorized(
        sampleRequest(context), try policies("permit(principal, action, resource) when { \(condition) };"))
}

/// The code of the error that reading the text throws; nil when it reads well.
func parseError(_ text: String) -> CedarError.Code? {
    do throws(CedarError) {
        _ = try policies(text)
        return nil
    } catch {
        return error.code
    }
}
