// SPDX-License-Identifier: Apache-2.0
//
// Smooth noise over the plane in whole metres: value noise on a square lattice with a cubic fade, in
// integer arithmetic. It bends coasts and borders that would otherwise be straight.

/// A field of displacements, smooth at the scale of its longest wave.
struct ValueNoise {
    /// One layer: lattice spacing and largest displacement, both in metres.
    struct Octave {
        let spacing: Int
        let amplitude: Int
    }

    private let salt: UInt64
    private let octaves: [Octave]

    init(generator: inout SandboxGenerator, octaves: [Octave]) {
        salt = generator.next()
        self.octaves = octaves
    }

    /// The displacement at a point, in metres; its size is at most the sum of the amplitudes.
    func value(_ x: Int, _ y: Int) -> Int {
        var sum = 0
        for (index, octave) in octaves.enumerated() {
            sum += layer(x, y, octave.spacing, UInt64(index)) * octave.amplitude / Self.one
        }
        return sum
    }

    /// Fixed point: 1024 is one.
    private static let one = 1024

    private func layer(_ x: Int, _ y: Int, _ spacing: Int, _ index: UInt64) -> Int {
        // Shifted so that the territory and its surroundings are positive.
        let shiftedX = x + 1_000_000
        let shiftedY = y + 1_000_000
        let column = shiftedX / spacing
        let row = shiftedY / spacing
        let fadeX = Self.fade((shiftedX % spacing) * Self.one / spacing)
        let fadeY = Self.fade((shiftedY % spacing) * Self.one / spacing)
        let lower = Self.blend(corner(column, row, index), corner(column + 1, row, index), fadeX)
        let upper = Self.blend(corner(column, row + 1, index), corner(column + 1, row + 1, index), fadeX)
        return Self.blend(lower, upper, fadeY)
    }

    /// A value in -1024...1024.
    private func corner(_ column: Int, _ row: Int, _ index: UInt64) -> Int {
        let place = UInt64(column) << 32 | UInt64(row) << 4 | index
        return Int(SandboxGenerator.mix(SandboxGenerator.mix(place) ^ salt) % 2049) - Self.one
    }

    /// 3t² - 2t³
    private static func fade(_ t: Int) -> Int {
        t * t * (3 * one - 2 * t) / (one * one)
    }

    private static func blend(_ low: Int, _ high: Int, _ t: Int) -> Int {
        low + (high - low) * t / one
    }
}
