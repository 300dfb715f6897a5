// SPDX-License-Identifier: Apache-2.0
//
// What makes outlines unfit to be a territory: each fault alone.

import Sandbox
import Testing

struct OutlineCheckTests {
    private static func ring(_ corners: (Int, Int)...) -> [GridPosition] {
        corners.map { GridPosition(longitude: $0.0, latitude: $0.1) }
    }

    private static let square = ring((0, 0), (10, 0), (10, 10), (0, 10), (0, 0))

    static let sound: [[[[GridPosition]]]] = [
        [[square]],
        // Neighbours that share a border, and its end with a third.
        [[square], [ring((10, 0), (20, 0), (20, 10), (10, 10), (10, 0))]],
        [[square], [ring((10, 10), (20, 10), (20, 20), (10, 10))]],
        // A hole, and the zone that fills it.
        [
            [square, ring((2, 2), (2, 4), (4, 4), (4, 2), (2, 2))],
            [ring((2, 2), (4, 2), (4, 4), (2, 4), (2, 2))],
        ],
    ]

    static let faulty: [[[[GridPosition]]]] = [
        // No outer ring; clockwise; two outer rings.
        [[]],
        [[ring((0, 0), (0, 10), (10, 10), (10, 0), (0, 0))]],
        [[square, ring((20, 0), (30, 0), (30, 10), (20, 0))]],
        // Open; without area; through one position twice.
        [[ring((0, 0), (10, 0), (10, 10), (0, 10))]],
        [[square, ring((2, 2), (4, 4), (2, 2))]],
        [[square, ring((2, 2), (4, 4), (6, 6), (2, 2))]],
        [[ring((0, 0), (10, 0), (10, 10), (20, 10), (20, 20), (10, 20), (10, 10), (0, 10), (0, 0))]],
        // A ring that crosses itself.
        [[ring((0, 0), (10, 0), (10, 10), (5, -5), (0, 10), (0, 0))]],
        // Zones that overlap; that touch at the middle of a border; that share part of a border only.
        [[square], [ring((5, 5), (15, 5), (15, 15), (5, 15), (5, 5))]],
        [[square], [ring((10, 5), (20, 0), (20, 10), (10, 5))]],
        [[square], [ring((10, 2), (20, 0), (20, 10), (10, 8), (10, 2))]],
        [[square], [ring((10, 0), (20, 0), (20, 10), (10, 5), (10, 0))]],
    ]

    @Test(arguments: sound.indices)
    func `outlines that tile the plane are valid`(index: Int) {
        #expect(OutlineCheck.isValid(Self.sound[index]))
    }

    @Test(arguments: faulty.indices)
    func `outlines with one fault are not`(index: Int) {
        #expect(!OutlineCheck.isValid(Self.faulty[index]))
    }
}
