// SPDX-License-Identifier: Apache-2.0
//
// The choice of cells: the same bits as PostgreSQL's own functions. The expected ranks were computed by
// PostgreSQL 15: `SELECT hashint8extended(unit # (cell::int8 * 2654435769), key)`.

import Studies
import Testing

@Suite struct CellChoiceTests {
    @Test(arguments: [
        (Int64(1), Int32(0), Int64(42), Int64(2_207_685_931_686_633_351)),
        (7, 840, 42, -6_015_740_460_116_865_012),
        (-5, 3, 42, 8_156_833_742_671_786_612),
        (123_456_789_012_345_678, 999_999, -1_406_607_607_512_217_902, 4_999_378_423_376_127_474),
        (Int64.min, 1, 1, 5_092_532_603_755_457_664),
        (Int64.max, 999_999, 0, 6_722_023_018_247_987_196),
        (0, 0, 0, 4_154_612_158_245_552_303),
        (-2_583_444_401_328_571_556, 77, -1_406_607_607_512_217_902, -8_787_211_687_705_770_267),
    ])
    func `ranks are those that PostgreSQL computes`(unit: Int64, cell: Int32, key: Int64, rank: Int64) {
        #expect(CellChoice(key: key).rank(unit: unit, cell: cell) == rank)
    }

    @Test func `which cells are kept depends on the unit, not on the cell alone`() {
        let choice = CellChoice(key: 7)
        let firsts = (Int64(0)..<2_000).map { unit in
            (Int32(0)..<20).min { choice.rank(unit: unit, cell: $0) < choice.rank(unit: unit, cell: $1) } ?? -1
        }
        let counts = Dictionary(grouping: firsts) { $0 }.mapValues(\.count)
        #expect(counts.count == 20)
        // 2000 units over 20 cells: 100 each, standard deviation below 10.
        #expect(counts.values.allSatisfy { (50...150).contains($0) })
    }

    @Test func `the key is the study's and changes with it`() throws {
        let study = try Study(yaml: Fixture.study, file: "study.yaml")
        let other = try Study(yaml: Fixture.study.replacing("How many", with: "So many"), file: "study.yaml")
        let digest = ContentHash.hex(of: study.canonicalBytes).prefix(16)
        #expect(CellChoice.key(of: study) == UInt64(digest, radix: 16).map { Int64(bitPattern: $0) })
        #expect(CellChoice.key(of: study) != CellChoice.key(of: other))
    }
}
