// SPDX-License-Identifier: Apache-2.0
//
// Which change of a study would help most, and for a few people the true answer: not with these zones; with so
// many, yes. Every change is forecast as the study itself is; they are ranked by the share of all that people
// do which published cells would then tell.

import DisclosureControl

/// One change of a study that its requester could make.
package enum StudyChange: Hashable, Sendable {
    /// Every zone axis with so many zones.
    case zones(Int)
    /// Without grouping by this.
    case without(String)
    case epsilonMicro(Int64)
    case cellsPerUnit(Int)
    /// Scaling each unit's contribution to this norm instead of choosing cells.
    case norm(Int64)
    /// Only the count of units, all other measures left out.
    case onlyUnits
}

package struct StudyAdvice: Hashable, Sendable {
    package let change: StudyChange
    package let cellCount: Int
    package let outcome: Forecast.Outcome
    /// The share of all that people do that published cells would tell, 0 to 1.
    package let toldShare: Double
}

extension StudySketch {
    /// No study may ask for more (StudyTerms).
    private static let mostEpsilonMicro = StudyTerms.epsilonMicro.upperBound

    var zoneCount: Int { axes.filter { $0.role == .zone }.map(\.declared).max() ?? 0 }

    /// One change of each kind, each about halving what makes the cells small.
    func changes() -> [(change: StudyChange, sketch: StudySketch)] {
        var changes: [(change: StudyChange, sketch: StudySketch)] = []
        if zoneCount > 1 { changes.append((.zones(zoneCount / 2), with(zones: zoneCount / 2))) }
        for axis in axes where axis.role != .zone { changes.append((.without(axis.name), without(axis.name))) }
        if epsilonMicro < Self.mostEpsilonMicro {
            var other = self
            other.epsilonMicro = min(Self.mostEpsilonMicro, epsilonMicro * 2)
            changes.append((.epsilonMicro(other.epsilonMicro), other))
        }
        if case .cells(let width) = bound, width > 1 {
            var other = self
            other.bound = .cells(width / 2)
            changes.append((.cellsPerUnit(width / 2), other))
            other.bound = bound.other
            if case .norm(let norm) = other.bound { changes.append((.norm(norm), other)) }
        }
        if measures > 1 {
            var other = self
            other.measures = 1
            changes.append((.onlyUnits, other))
        }
        return changes
    }

    func with(zones: Int) -> StudySketch {
        var other = self
        for index in axes.indices where axes[index].role == .zone {
            other.axes[index].declared = min(zones, axes[index].declared)
        }
        return other
    }

    private func without(_ name: String) -> StudySketch {
        var other = self
        other.axes.removeAll { $0.name == name }
        return other
    }

    /// Of what people do, not of what their bound leaves.
    func toldShare(_ outcome: Forecast.Outcome) -> Double {
        outcome.toldShare * keptPerUnit / max(keptPerUnit, filledCells)
    }
}

extension StudyForecast {
    /// The changes that would help most with so many units, the best first; fewer when fewer help at all, and
    /// none when every cell that can be filled would be published.
    package func advice(units: Int64, atMost count: Int = 2) throws(DisclosureError) -> [StudyAdvice] {
        let outcome = outcome(units: units)
        guard outcome.publishedCells < sketch.fillableCells else { return [] }
        let now = sketch.toldShare(outcome)
        var advice: [StudyAdvice] = []
        for (change, changed) in sketch.changes() {
            let outcome = try changed.forecast(rule: rule).outcome(units: units)
            let told = changed.toldShare(outcome)
            guard told > now, !outcome.saysNothing else { continue }
            advice.append(
                StudyAdvice(change: change, cellCount: changed.cellCount, outcome: outcome, toldShare: told))
        }
        return Array(advice.sorted { $0.toldShare > $1.toldShare }.prefix(count))
    }

    /// The most zones, at most the study's own, with which at least half of the cells would likely be published;
    /// nil when even two zones are too many, or the study has no zones.
    package func zonesThatSay(units: Int64) throws(DisclosureError) -> StudyAdvice? {
        for zones in stride(from: sketch.zoneCount, to: 1, by: -1) {
            let changed = sketch.with(zones: zones)
            let outcome = try changed.forecast(rule: rule).outcome(units: units)
            guard outcome.publishedCells * 2 >= changed.cellCount else { continue }
            return StudyAdvice(
                change: .zones(zones), cellCount: changed.cellCount, outcome: outcome,
                toldShare: changed.toldShare(outcome))
        }
        return nil
    }

    /// The study with its own bound, then with the other one at the nearest noise that is not more: `w` cells a unit
    /// have the norm √w, and a norm of n the noise of n² cells.
    package func bounds(units: Int64) throws(DisclosureError) -> [StudyAdvice] {
        var bounds: [StudyAdvice] = []
        for bound in [sketch.bound, sketch.bound.other] {
            var changed = sketch
            changed.bound = bound
            let outcome = try changed.forecast(rule: rule).outcome(units: units)
            let change: StudyChange =
                switch bound {
                case .cells(let count): .cellsPerUnit(count)
                case .norm(let norm): .norm(norm)
                }
            bounds.append(
                StudyAdvice(
                    change: change, cellCount: cellCount, outcome: outcome, toldShare: changed.toldShare(outcome)))
        }
        return bounds
    }
}

extension StudySketch.Bound {
    /// The other kind of bound, with the most that has no more noise.
    var other: StudySketch.Bound {
        switch self {
        case .cells(let width): .norm(max(1, Int64(Double(width).squareRoot())))
        case .norm(let norm): .cells(Int(min(norm, 1 << 15) * min(norm, 1 << 15)))
        }
    }
}
