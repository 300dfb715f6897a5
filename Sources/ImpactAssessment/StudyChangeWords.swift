// SPDX-License-Identifier: Apache-2.0
//
// The planner's advice in words: which change of a question would let it say more.

import Studies

package enum StudyChangeWords {
    package static func of(_ change: StudyChange, plan: Plan, dataset: Dataset) -> Localized {
        switch change {
        case .zones(let count): zones(count, plan)
        case .without(let axis): without(axis, plan, dataset)
        case .epsilonMicro(let micro):
            .each { language in
                let (more, now) = (language.micro(micro), language.micro(plan.study.privacy.epsilonMicro))
                return (
                    "avec moins de bruit, donc moins de protection : ε = \(more) au lieu de \(now)",
                    "with less noise, so less protection: ε = \(more), not \(now)"
                )
            }
        case .cellsPerUnit(let count):
            .each { language in
                (
                    "\(language.count(count, "cellule", "cellules")) au plus par \(UnitWords.bare(plan.unit.kind).fr)",
                    "at most \(language.count(count, "cell", "cells")) for \(UnitWords.one(plan.unit.kind).en)"
                )
            }
        case .norm(let norm):
            .each { language in
                (
                    "réduire chaque contribution à une norme de \(language.integer(norm)), sans choisir de cellules",
                    "each contribution scaled to a norm of \(language.integer(norm)), without choosing cells"
                )
            }
        case .onlyUnits:
            Localized(
                fr: "le seul compte de \(UnitWords.many(plan.unit.kind).fr)",
                en: "only the count of \(UnitWords.many(plan.unit.kind).en)")
        }
    }

    /// The same question with one axis left out.
    static func without(_ axis: String, _ plan: Plan, _ dataset: Dataset) -> Localized {
        let dimension = plan.dimensions.first { $0.name == axis }
        let title = dimension.flatMap { dataset.column($0.column)?.title } ?? Localized(axis)
        return Localized(
            fr: "sans distinguer : \(title.fr.lowercased())", en: "without telling apart: \(title.en.lowercased())")
    }

    private static func zones(_ count: Int, _ plan: Plan) -> Localized {
        .each { language in
            (
                "avec des zones plus larges : \(language.integer(count)) zones",
                "with coarser zones: \(language.integer(count)) zones"
            )
        }
    }
}
