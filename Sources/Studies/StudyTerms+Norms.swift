// SPDX-License-Identifier: Apache-2.0
//
// The bounds of a study that scales each unit's contribution to an L2 norm instead of choosing cells: one norm for
// each measure, in the measure's own unit. Counts are carried in steps of 1/1024; amounts are large whole numbers
// and need no steps.

import DisclosureControl

extension StudyTerms {
    /// Bits after the point of a count.
    static let countBits = 10
    /// A norm in fixed point goes up to 2¹⁵, so that SQL scales in 64 bits what is up to 2.8 norms in one cell.
    static let scaledNorm: Int64 = 1 << 15

    /// - Parameter place: where the measure is asked for.
    func norm(of name: String, _ kind: Measure.Kind, at place: SourceSpan?) throws(StudyError) -> NormBound {
        let bits = if case .sum = kind { 0 } else { StudyTerms.countBits }
        let most = StudyTerms.scaledNorm >> Int64(bits)
        guard let bound = study.privacy.norms[name] else {
            throw StudyError(
                .perCell, "`\(name)` has no norm for what one unit adds to the table", at: place,
                help: "add `\(name): \(kind == .distinctUnits ? 2 : 6)` below `privacy.norm`")
        }
        guard (1...most).contains(bound), let norm = try? NormBound(bound: bound, fractionBits: bits) else {
            throw StudyError(
                .perCell, "the norm of `\(name)` is `\(bound)`", at: study.places.span("privacy.norm.\(name)"),
                help: "write between 1 and \(most), or sum a coarser unit")
        }
        return norm
    }

    /// Every bound and norm names a measure.
    func checkNames(_ measures: [Measure]) throws(StudyError) {
        let privacy = study.privacy
        let hasUnits = measures.contains { $0.kind == .distinctUnits }
        let written =
            privacy.perCell.keys.sorted().map { ("per_cell", $0) } + privacy.norms.keys.sorted().map { ("norm", $0) }
        for (key, name) in written where !measures.contains(where: { $0.name == name }) {
            if key == "norm", name == "units", !hasUnits { continue }
            throw StudyError(
                .perCell, "no measure of the query is named `\(name)`", at: study.places.span("privacy.\(key).\(name)"),
                help: "leave the bound out, or name a measure with AS")
        }
    }
}
