// SPDX-License-Identifier: Apache-2.0
//
// Draws against a second implementation: the paper's algorithms in unbounded exact rationals, in another
// language, fed with the same SplitMix64 bytes (seed 20260302). `vector` uses the bytes one after the other,
// `singles` starts a new word for each draw.

import DisclosureControl
import RegieTesting
import Testing

struct GaussianVector: Sendable {
    let sensitivitySquared: Int64
    let rhoMicro: Int64
    let vector: [Int64]
    let singles: [Int64]
}

struct LaplaceVector: Sendable {
    let sensitivity: Int64
    let epsilonMicro: Int64
    let vector: [Int64]
    let singles: [Int64]
}

@Suite struct SamplerVectorTests {
    static let seed: UInt64 = 20_260_302

    static let gaussians = [
        GaussianVector(
            sensitivitySquared: 1, rhoMicro: 2_000_000,
            vector: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0,
            ],
            singles: [0, -1, 0, 0, 0]),
        GaussianVector(
            sensitivitySquared: 1, rhoMicro: 500_000,
            vector: [
                -2, 1, 2, -1, -1, 1, -1, -1, 0, -1, 1, 1, -1, -2, 2, -1, 1, 1, -1, 1,
            ],
            singles: [-2, 2, -1, 1, -1]),
        GaussianVector(
            sensitivitySquared: 7, rhoMicro: 300_000,
            vector: [
                -2, 3, 6, -4, 5, 1, -2, 4, -1, -6, -3, -2, 1, 4, 1, 4, 6, -4, 3, -1,
            ],
            singles: [-2, 6, -2, -2, 9]),
        GaussianVector(
            sensitivitySquared: 16, rhoMicro: 123_457,
            vector: [
                1, -9, 3, 0, -5, -3, -5, 1, -2, 5, -2, -10, -5, -2, -4, -13, 19, -10, -12, -4,
            ],
            singles: [1, -9, 3, 12, -3]),
        GaussianVector(
            sensitivitySquared: 144, rhoMicro: 50_000,
            vector: [
                33, -8, -54, 60, -27, -38, 6, 9, -28, -71, 13, 105, -16, -26, -4, -26, 17, -28, -59,
                48,
            ],
            singles: [33, -8, -23, -5, -49]),
        GaussianVector(
            sensitivitySquared: 57_600_000_000, rhoMicro: 123_457,
            vector: [
                -398_829, -479_930, 255_446, 112_522, 249_703, -191_376, -181_702, 549_274, 758_260,
                274_132, 248_074, -625_597, -1_041_014, -571_040, 817_346, -313_863, 1_396_322,
                348_180, -182_670, -236_883,
            ],
            singles: [-398_829, 160_264, -559_535, 112_522, 107_452]),
        GaussianVector(
            sensitivitySquared: 57_600_000_000, rhoMicro: 23,
            vector: [
                -41_662_974, -68_654_252, 15_524_617, -32_531_288, 98_791_514, 3_657_715,
                -5_329_517, 74_132_287, 19_247_802, -57_926_862, 12_018_990, -23_606_319,
                -59_622_257, 34_896_984, 33_283_019, 1_855_196, 16_021_612, 44_390_538, -40_946_879,
                39_093_433,
            ],
            singles: [-41_662_974, -68_654_252, -44_172_226, 7_099_888, -69_415_799]),
        GaussianVector(
            sensitivitySquared: 4, rhoMicro: 7_999_999,
            vector: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0,
            ],
            singles: [0, -1, 0, 0, 0]),
    ]

    static let laplaces = [
        LaplaceVector(
            sensitivity: 1, epsilonMicro: 1_000_000,
            vector: [
                0, 0, 1, -2, 1, 1, 0, 0, 0, -1, 0, -2, 1, 0, 2, -4, -2, 0, 0, 0,
            ],
            singles: [0, 2, 0, 0, 0]),
        LaplaceVector(
            sensitivity: 1, epsilonMicro: 3_000_000,
            vector: [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0,
            ],
            singles: [0, 0, 0, 0, 0]),
        LaplaceVector(
            sensitivity: 10, epsilonMicro: 700_000,
            vector: [
                -36, -4, -20, 16, 27, -1, 4, 19, -5, 9, -6, -7, 10, 15, 3, 5, -47, -11, -11, -2,
            ],
            singles: [-36, -4, -20, 27, 4]),
        LaplaceVector(
            sensitivity: 12_345, epsilonMicro: 17,
            vector: [
                -1_229_800_445, 969_657_394, 200_771_196, -1_078_759_851, -215_213_735, -84_812_790,
                29_281_260, -294_590_174, -102_782_940, -234_485_411, -498_022_062, -628_289_913,
                46_217_732, 311_646_975, 1_009_646_984, -415_202_924, -512_700_933, 903_869_115,
                -814_376_081, -3_298_207_763,
            ],
            singles: [-1_229_800_445, -32_458_215, 200_771_196, -585_334_793, -296_486_158]),
        LaplaceVector(
            sensitivity: 3, epsilonMicro: 1,
            vector: [
                -7_033_114, -469_238, -2_981_920, 4_495_575, -8_471_316, 4_786_545, 3_711_488,
                40_070, 9_519_275, -6_041_379, 900_047, 3_312_396, -248_382, -1_754_566, -288_805,
                -973_437, -2_488_482, -2_117_970, 5_273_916, -4_723_685,
            ],
            singles: [-7_033_114, 1_227_437, -1_185_731, -3_063_333, 431_461]),
    ]

    @Test(arguments: gaussians)
    func `Gaussian draws agree with exact rationals`(expected: GaussianVector) throws {
        let variance = try NoiseVariance(
            sensitivitySquared: expected.sensitivitySquared, rhoMicro: expected.rhoMicro)
        let noise = try DiscreteGaussian(variance: variance)
        var generator = SeededGenerator(seed: Self.seed)
        #expect(noise.sampleVector(count: expected.vector.count, using: &generator) == expected.vector)
        generator = SeededGenerator(seed: Self.seed)
        #expect(expected.singles.map { _ in noise.sample(using: &generator) } == expected.singles)
    }

    @Test(arguments: laplaces)
    func `Laplace draws agree with exact rationals`(expected: LaplaceVector) throws {
        let noise = try DiscreteLaplace(sensitivity: expected.sensitivity, epsilonMicro: expected.epsilonMicro)
        var generator = SeededGenerator(seed: Self.seed)
        #expect(noise.sampleVector(count: expected.vector.count, using: &generator) == expected.vector)
        generator = SeededGenerator(seed: Self.seed)
        #expect(expected.singles.map { _ in noise.sample(using: &generator) } == expected.singles)
    }

    @Test func `The system's noise never comes twice`() throws {
        let variance = try NoiseVariance(sensitivitySquared: 1_000_000, rhoMicro: 1)
        let noise = try DiscreteGaussian(variance: variance)
        let first = noise.sampleVector(count: 1000)
        let second = noise.sampleVector(count: 1000)
        #expect(first.count == 1000)
        #expect(zip(first, second).count { $0 == $1 } < 3)
        #expect(noise.sampleVector(count: 0).isEmpty)
        #expect(noise.sampleVector(count: -1).isEmpty)
    }
}
