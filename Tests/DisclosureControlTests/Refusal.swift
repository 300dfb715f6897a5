// SPDX-License-Identifier: Apache-2.0
//
// How tests of this module ask for a refusal: by its code.

import DisclosureControl

/// The code with which `body` refuses, or nil when it succeeds.
func refusal(_ body: () throws(DisclosureError) -> some Any) -> DisclosureError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return error.code
    }
}
