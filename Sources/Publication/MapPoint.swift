// SPDX-License-Identifier: Apache-2.0
//
// Plane geometry for maps: points in the drawing's units (y downwards), boxes, cubic Bézier curves, and
// the local equirectangular projection that a territory of some tens of kilometres needs.

import Foundation
import Studies

struct MapPoint: Hashable, Sendable {
    var x: Double
    var y: Double

    static func + (left: MapPoint, right: MapPoint) -> MapPoint { MapPoint(x: left.x + right.x, y: left.y + right.y) }
    static func - (left: MapPoint, right: MapPoint) -> MapPoint { MapPoint(x: left.x - right.x, y: left.y - right.y) }
    static func * (point: MapPoint, factor: Double) -> MapPoint { MapPoint(x: point.x * factor, y: point.y * factor) }

    var length: Double { (x * x + y * y).squareRoot() }
    var angle: Double { atan2(y, x) }

    static func unit(angle: Double) -> MapPoint { MapPoint(x: cos(angle), y: sin(angle)) }
}

struct MapBox: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
    var center: MapPoint { MapPoint(x: x + width / 2, y: y + height / 2) }

    func insetBy(_ margin: Double) -> MapBox {
        MapBox(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    func intersects(_ other: MapBox) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }

    func contains(_ other: MapBox) -> Bool {
        other.x >= x && other.maxX <= maxX && other.y >= y && other.maxY <= maxY
    }

    /// The distance from a point to the box, 0 inside.
    func distance(to point: MapPoint) -> Double {
        let dx = max(x - point.x, 0, point.x - maxX)
        let dy = max(y - point.y, 0, point.y - maxY)
        return (dx * dx + dy * dy).squareRoot()
    }
}

struct CubicCurve: Hashable, Sendable {
    var start: MapPoint
    var control1: MapPoint
    var control2: MapPoint
    var end: MapPoint

    func point(at t: Double) -> MapPoint {
        let s = 1 - t
        let outer = start * (s * s * s) + end * (t * t * t)
        return outer + control1 * (3 * s * s * t) + control2 * (3 * s * t * t)
    }

    /// Evenly spaced parameters, both ends left out.
    func samples(_ count: Int) -> [MapPoint] {
        (1...count).map { point(at: Double($0) / Double(count + 1)) }
    }
}

/// Degrees to drawing units: equirectangular at the middle latitude of the territory.
struct MapProjection: Sendable {
    private let west: Double
    private let north: Double
    private let cosine: Double
    private let origin: MapPoint
    /// Drawing units in a degree of latitude.
    let scale: Double

    /// Width over height of the territory on the ground.
    static func aspect(of territory: Territory) -> Double {
        let bounds = Bounds(territory)
        return bounds.groundWidth / bounds.groundHeight
    }

    /// Fits the whole territory in the box, centred.
    init(_ territory: Territory, in box: MapBox) {
        let bounds = Bounds(territory)
        west = bounds.west
        north = bounds.north
        cosine = bounds.cosine
        scale = max(min(box.width / bounds.groundWidth, box.height / bounds.groundHeight), 1e-6)
        origin = MapPoint(
            x: box.x + (box.width - bounds.groundWidth * scale) / 2,
            y: box.y + (box.height - bounds.groundHeight * scale) / 2)
    }

    func point(_ coordinate: Coordinate) -> MapPoint {
        let x = (coordinate.longitude - west) * cosine * scale
        return origin + MapPoint(x: x, y: (north - coordinate.latitude) * scale)
    }

    func coordinate(_ point: MapPoint) -> Coordinate {
        let offset = point - origin
        return Coordinate(longitude: west + offset.x / cosine / scale, latitude: north - offset.y / scale)
    }

    /// A degree of latitude is 111.2 km.
    var unitsPerKilometre: Double { scale / 111.2 }

    private struct Bounds {
        let west: Double
        let north: Double
        let cosine: Double
        let groundWidth: Double
        let groundHeight: Double

        init(_ territory: Territory) {
            let outline = territory.zones.flatMap { $0.polygons.joined().joined() + [$0.anchor] }
            let longitudes = outline.map(\.longitude)
            let latitudes = outline.map(\.latitude)
            west = longitudes.min() ?? 0
            north = latitudes.max() ?? 0
            let south = latitudes.min() ?? 0
            cosine = max(cos((north + south) / 2 * .pi / 180), 0.01)
            groundWidth = max(((longitudes.max() ?? 0) - west) * cosine, 1e-6)
            groundHeight = max(north - south, 1e-6)
        }
    }
}
