// SPDX-License-Identifier: Apache-2.0
//
// How each flow runs: a cubic curve that leaves and reaches its nodes radially, bends to its own left
// (so that opposite directions part), bends more when it is long, is pushed apart from its neighbours
// round a node, and takes of five bends the one that passes least under nodes it has no business with.

import Foundation
import Studies

struct RoutedFlow: Hashable, Sendable {
    let flow: FlowMap.Flow
    let width: Double
    /// From the rim of the origin to the base of the arrowhead.
    let curve: CubicCurve
    /// Base left, tip, base right.
    let head: [MapPoint]
}

struct FlowRouting {
    private let nodes: [String: MapNode]
    private let ordered: [MapNode]
    private let frame: OutsideFrame?
    private let widths: (Int64) -> Double

    /// A flow under way: the angles at which it leaves its origin and, seen from there, its destination.
    private struct Draft {
        let flow: FlowMap.Flow
        let width: Double
        let from: MapPoint
        let to: MapPoint
        let fromRadius: Double
        let toRadius: Double
        var leaving: Double
        var arriving: Double
    }

    init(nodes: [MapNode], frame: OutsideFrame?, width: @escaping (Int64) -> Double) {
        self.nodes = Dictionary(nodes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        self.ordered = nodes
        self.frame = frame
        self.widths = width
    }

    /// In the order given; a flow whose end is neither a zone nor outside is left out.
    func route(_ flows: [FlowMap.Flow]) -> [RoutedFlow] {
        let inner = flows.filter { nodes[$0.origin] != nil && nodes[$0.destination] != nil }
        let longest = inner.map { distance($0) }.max() ?? 1
        var drafts = inner.compactMap { draft($0, longest: longest) } + outsideDrafts(flows)
        spread(&drafts)
        let routed = drafts.map(finish)
        let byFlow = Dictionary(routed.map { ($0.flow, $0) }, uniquingKeysWith: { first, _ in first })
        return flows.compactMap { byFlow[$0] }
    }

    private func distance(_ flow: FlowMap.Flow) -> Double {
        guard let from = nodes[flow.origin], let to = nodes[flow.destination] else { return 0 }
        return (to.at - from.at).length
    }

    // MARK: Between two zones

    private func draft(_ flow: FlowMap.Flow, longest: Double) -> Draft? {
        guard let from = nodes[flow.origin], let to = nodes[flow.destination] else { return nil }
        let direction = (to.at - from.at).angle
        let length = (to.at - from.at).length
        let usual = (13 + 17 * length / max(longest, 1)) * .pi / 180
        let bend = max(usual, FlowRouting.parting(widths(flow.count), length: length - from.radius - to.radius))
        var best: (cost: Double, draft: Draft)?
        for factor in [1, 0.6, 1.45, 0.25, 1.9] {
            let draft = Draft(
                flow: flow, width: widths(flow.count), from: from.at, to: to.at, fromRadius: from.radius,
                toRadius: to.radius, leaving: direction - bend * factor, arriving: direction + .pi + bend * factor)
            let cost = crossing(draft) + abs(factor - 1) * 3
            if cost < best?.cost ?? .infinity { best = (cost, draft) }
        }
        return best?.draft
    }

    /// The bend at which two opposite flows of this width part in the middle, 40 degrees at most.
    private static func parting(_ width: Double, length: Double) -> Double {
        let needed = (width / 2 + 2) / max(0.28 * length, 1)
        return min(asin(min(needed, 1)), 40 * .pi / 180)
    }

    /// How deep the curve runs under nodes that are not its own.
    private func crossing(_ draft: Draft) -> Double {
        let samples = curve(draft, head: 0).samples(14)
        return ordered.reduce(0) { sum, node in
            guard node.code != draft.flow.origin, node.code != draft.flow.destination else { return sum }
            let reach = node.radius + draft.width / 2 + 4
            let nearest = samples.map { ($0 - node.at).length }.min() ?? .infinity
            return sum + max(0, reach - nearest)
        }
    }

    // MARK: To and from outside

    /// Each flow meets the band across from its zone, departures and arrivals side by side.
    private func outsideDrafts(_ flows: [FlowMap.Flow]) -> [Draft] {
        guard let frame else { return [] }
        let ends = flows.compactMap { outsideEnd($0, frame: frame) }
        return frame.sides.flatMap { side in drafts(at: side, ends.filter { $0.side == side }) }
    }

    private struct OutsideEnd {
        let flow: FlowMap.Flow
        let node: MapNode
        let side: OutsideSide
        /// Along the side, the place straight across from the zone.
        let wanted: Double
    }

    private func outsideEnd(_ flow: FlowMap.Flow, frame: OutsideFrame) -> OutsideEnd? {
        let leaves = flow.destination == Territory.outsideCode
        guard leaves != (flow.origin == Territory.outsideCode),
            let node = nodes[leaves ? flow.origin : flow.destination]
        else { return nil }
        let side = frame.side(for: node.at)
        let along = side.isVertical ? node.at.y : node.at.x
        let apart = widths(flow.count) / 2 + 2
        return OutsideEnd(flow: flow, node: node, side: side, wanted: along + (leaves ? -apart : apart))
    }

    private func drafts(at side: OutsideSide, _ ends: [OutsideEnd]) -> [Draft] {
        let sorted = ends.sorted {
            ($0.wanted, $0.flow.origin, $0.flow.destination) < ($1.wanted, $1.flow.origin, $1.flow.destination)
        }
        let positions = OutsideSpacing.positions(
            wanted: sorted.map(\.wanted), widths: sorted.map { widths($0.flow.count) + 6 }, span: side.span)
        return zip(sorted, positions).map { end, position in
            outsideDraft(end.flow, node: end.node, edge: side.edge(at: position), inward: side.inward)
        }
    }

    private func outsideDraft(_ flow: FlowMap.Flow, node: MapNode, edge: MapPoint, inward: MapPoint) -> Draft {
        let width = widths(flow.count)
        let toEdge = (edge - node.at).angle
        if flow.destination == Territory.outsideCode {
            return Draft(
                flow: flow, width: width, from: node.at, to: edge, fromRadius: node.radius, toRadius: -1,
                leaving: toEdge, arriving: inward.angle)
        }
        return Draft(
            flow: flow, width: width, from: edge, to: node.at, fromRadius: -1, toRadius: node.radius,
            leaving: inward.angle, arriving: toEdge)
    }

    // MARK: Round a node

    /// Pushes flows apart round each node until there is room for their widths, or for twelve rounds.
    private func spread(_ drafts: inout [Draft]) {
        var ends: [String: [(draft: Int, leaves: Bool)]] = [:]
        for (index, draft) in drafts.enumerated() {
            ends[draft.flow.origin, default: []].append((index, true))
            ends[draft.flow.destination, default: []].append((index, false))
        }
        let original = drafts
        let limit = 28.0 * .pi / 180
        for _ in 0..<12 {
            for code in ends.keys.sorted() {
                guard let node = nodes[code], let touching = ends[code], touching.count > 1 else { continue }
                relax(&drafts, touching, ring: node.radius + 16)
            }
        }
        for index in drafts.indices {
            drafts[index].leaving = clamp(drafts[index].leaving, around: original[index].leaving, limit)
            drafts[index].arriving = clamp(drafts[index].arriving, around: original[index].arriving, limit)
        }
    }

    private func relax(_ drafts: inout [Draft], _ touching: [(draft: Int, leaves: Bool)], ring: Double) {
        func angle(_ end: (draft: Int, leaves: Bool)) -> Double {
            normalised(end.leaves ? drafts[end.draft].leaving : drafts[end.draft].arriving)
        }
        let sorted = touching.sorted { (angle($0), $0.draft) < (angle($1), $1.draft) }
        for (index, end) in sorted.enumerated() {
            let next = sorted[(index + 1) % sorted.count]
            let gap = normalised(angle(next) - angle(end) + (index + 1 == sorted.count ? 2 * .pi : 0))
            let room = ((drafts[end.draft].width + drafts[next.draft].width) / 2 + 1.5) / ring
            let missing = min(room - gap, 0.5)
            guard gap >= 0, missing > 0 else { continue }
            turn(&drafts, end, by: -missing / 3)
            turn(&drafts, next, by: missing / 3)
        }
    }

    private func turn(_ drafts: inout [Draft], _ end: (draft: Int, leaves: Bool), by angle: Double) {
        if end.leaves { drafts[end.draft].leaving += angle } else { drafts[end.draft].arriving += angle }
    }

    private func clamp(_ angle: Double, around center: Double, _ limit: Double) -> Double {
        min(max(angle, center - limit), center + limit)
    }

    private func normalised(_ angle: Double) -> Double {
        let turn = 2 * Double.pi
        let rest = angle.truncatingRemainder(dividingBy: turn)
        return rest > .pi ? rest - turn : (rest <= -.pi ? rest + turn : rest)
    }

    // MARK: Curve and arrowhead

    private func finish(_ draft: Draft) -> RoutedFlow {
        let room = max((draft.to - draft.from).length - max(draft.fromRadius, 0) - max(draft.toRadius, 0), 4)
        let headWidth = min(max(draft.width * 1.3 + 4.5, 6.5), max(room, 7))
        let headLength = min(headWidth * 0.95, room * 0.55)
        let curve = curve(draft, head: headLength)
        let outward = MapPoint.unit(angle: draft.arriving)
        let tip = curve.end - outward * headLength
        let side = MapPoint(x: -outward.y, y: outward.x) * (headWidth / 2)
        return RoutedFlow(
            flow: draft.flow, width: min(draft.width, headWidth - 3), curve: curve,
            head: [curve.end + side, tip, curve.end - side])
    }

    private func curve(_ draft: Draft, head: Double) -> CubicCurve {
        let leaving = MapPoint.unit(angle: draft.leaving)
        let arriving = MapPoint.unit(angle: draft.arriving)
        let start = draft.from + leaving * (draft.fromRadius + 1)
        let end = draft.to + arriving * (draft.toRadius + 1.5 + head)
        let reach = (end - start).length * 0.37
        return CubicCurve(
            start: start, control1: start + leaving * reach, control2: end + arriving * reach, end: end)
    }
}
