// SPDX-License-Identifier: Apache-2.0
//
// Parts of a policy set. Fewer policies keep their order and their ids, so nothing can clash.

extension PolicySet {
    /// One policy alone.
    package init(one policy: Policy) {
        policies = [policy]
    }

    /// The policies that the closure keeps.
    package func filter(_ isKept: (Policy) -> Bool) -> PolicySet {
        PolicySet(kept: policies.filter(isKept))
    }

    private init(kept: [Policy]) {
        policies = kept
    }
}
