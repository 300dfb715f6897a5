// SPDX-License-Identifier: Apache-2.0
//
// What the text of a proposal changes, rule by rule, matched by `@id`: rules that are new, gone, or of another text. It
// says nothing of what the change allows: PolicyChange does.

import Cedar
import ImpactAssessment
import Studies

package struct RuleChange: Sendable {
    package enum Kind: String, Hashable, Sendable {
        case added, removed, changed
    }

    package let kind: Kind
    /// As proposed; where it is removed, as it was.
    package let policy: Policy
    /// The whole rule where it is added or removed; where it is changed, the conditions that go and that come, and what
    /// else is another.
    package let gone: [Localized]
    package let come: [Localized]

    /// Whether it is a floor of the charter, in either folder.
    package let isFloor: Bool

    /// - Throws: for a rule that no sentence says.
    static func between(
        _ old: PolicyFolder, _ new: PolicyFolder
    ) throws(CedarError) -> [RuleChange] {
        var changes: [RuleChange] = []
        for policy in new.all.policies {
            guard let before = old.all[policy.id] else {
                changes.append(
                    RuleChange(
                        kind: .added, policy: policy, gone: [], come: try whole(policy, new.sentences),
                        isFloor: new.floors[policy.id] != nil))
                continue
            }
            let wasFloor = old.floors[policy.id] != nil
            let isFloor = new.floors[policy.id] != nil
            guard wasFloor != isFloor || !before.hasSameTree(as: policy) else { continue }
            let moved = wasFloor == isFloor ? [] : [(place(wasFloor), place(isFloor))]
            let (gone, come) = try difference(before, old.sentences, policy, new.sentences)
            changes.append(
                RuleChange(
                    kind: .changed, policy: policy, gone: moved.map(\.0) + gone, come: moved.map(\.1) + come,
                    isFloor: wasFloor || isFloor))
        }
        for policy in old.all.policies where new.all[policy.id] == nil {
            changes.append(
                RuleChange(
                    kind: .removed, policy: policy, gone: try whole(policy, old.sentences), come: [],
                    isFloor: old.floors[policy.id] != nil))
        }
        return changes
    }

    private static func place(_ isFloor: Bool) -> Localized {
        isFloor
            ? Localized(fr: "un garde-fou de la charte", en: "a floor of the charter")
            : Localized(fr: "une simple règle", en: "a plain rule")
    }

    /// The rule, and when it ends.
    private static func whole(_ policy: Policy, _ words: Sentences) throws(CedarError) -> [Localized] {
        [try words.sentence(policy)] + [end(of: policy)].compactMap { $0 }
    }

    private static func difference(
        _ old: Policy, _ oldWords: Sentences, _ new: Policy, _ newWords: Sentences
    ) throws(CedarError) -> (gone: [Localized], come: [Localized]) {
        var gone: [Localized] = []
        var come: [Localized] = []
        if old.effect == new.effect, old.scope == new.scope {
            gone = old.conditions.filter { !new.conditions.contains($0) }.map(oldWords.words)
            come = new.conditions.filter { !old.conditions.contains($0) }.map(newWords.words)
        } else {
            (gone, come) = ([try oldWords.sentence(old)], [try newWords.sentence(new)])
        }
        for name in Set(old.annotations.keys).union(new.annotations.keys).sorted()
        where old.annotations[name] != new.annotations[name] {
            gone += [note(name, of: old)].compactMap { $0 }
            come += [note(name, of: new)].compactMap { $0 }
        }
        return (gone, come)
    }

    /// An annotation in words, if the rule has it.
    private static func note(_ name: String, of policy: Policy) -> Localized? {
        guard let text = policy.annotations[name] else { return nil }
        return switch name {
        case "expire": end(of: policy)
        case "titre": Localized(fr: "titre : \(text)", en: "title: \(text)")
        case "base_legale": Localized(fr: "base légale : \(text)", en: "legal basis: \(text)")
        default: Localized("@\(name) : \(text)")
        }
    }

    private static func end(of policy: Policy) -> Localized? {
        guard let day = policy.expiry else { return nil }
        let (fr, en) = (Language.fr.day(day), Language.en.day(day))
        return policy.effect == .permit
            ? Localized(fr: "permet jusqu’au \(fr)", en: "permits until \(en)")
            : Localized(fr: "à revoir le \(fr), interdit encore après", en: "to be reviewed on \(en), forbids after it")
    }
}

extension RuleChange {
    /// What happened to it, and whether it permits or forbids: its conditions alone wouldn't say.
    package var head: Localized {
        let isPermit = policy.effect == .permit
        let words = isFloor ? kind.floorWords : kind.words
        return Localized(
            fr: "\(words.fr), qui \(isPermit ? "permet" : "interdit")",
            en: "\(words.en), which \(isPermit ? "permits" : "forbids")")
    }
}

extension RuleChange.Kind {
    package var words: Localized {
        switch self {
        case .added: Localized(fr: "nouvelle règle", en: "new rule")
        case .removed: Localized(fr: "règle retirée", en: "rule taken away")
        case .changed: Localized(fr: "règle modifiée", en: "rule changed")
        }
    }

    package var floorWords: Localized {
        switch self {
        case .added: Localized(fr: "nouveau garde-fou", en: "new floor")
        case .removed: Localized(fr: "garde-fou retiré", en: "floor taken away")
        case .changed: Localized(fr: "garde-fou modifié", en: "floor changed")
        }
    }
}
