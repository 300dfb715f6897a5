// SPDX-License-Identifier: Apache-2.0
//
// Whether the samplers follow the distributions they are named for: fit, mean, variance, refusals.

import DisclosureControl
import Foundation
import RegieTesting
import Testing

@Suite struct SamplerTests {
    static let count = 200_000

    /// Squared sensitivity and ρ: variances 1/4, 1, 35/3, 64.8..., 1440, a million, and two with a square
    /// beyond 64 bits.
    static let gaussians: [(Int64, Int64)] = [
        (1, 2_000_000), (1, 500_000), (7, 300_000), (16, 123_457), (144, 50_000), (1_000_000, 500_000),
        (57_600_000_000, 123_457), (3, 999_983),
    ]

    static func draws(_ squared: Int64, _ rho: Int64, seed: UInt64) throws -> (NoiseVariance, [Int64]) {
        let variance = try NoiseVariance(sensitivitySquared: squared, rhoMicro: rho)
        var generator = SeededGenerator(seed: seed)
        return (variance, try DiscreteGaussian(variance: variance).sampleVector(count: count, using: &generator))
    }

    static func fit(_ draws: [Int64], sigma: Double) -> GoodnessOfFit {
        // Immense draws are laid in steps of sigma/500, which leaves no visible rounding.
        let step = max(1, Int64(sigma / 500))
        let scaled = draws.map { Int64((Double($0) / Double(step)).rounded()) }
        let width = sigma / Double(step)
        return GoodnessOfFit(draws: scaled, reach: Int64(8 * width) + 2) { exp(-$0 * $0 / (2 * width * width)) }
    }

    @Test(arguments: gaussians, [11, 12] as [UInt64])
    func `G3 Gaussian draws fit their distribution`(parameters: (Int64, Int64), seed: UInt64) throws {
        let (variance, draws) = try Self.draws(parameters.0, parameters.1, seed: seed)
        let fit = Self.fit(draws, sigma: variance.standardDeviation)
        #expect(fit.isGood, "chi-squared \(fit.statistic), bound \(fit.bound)")
    }

    @Test(arguments: [(1, 500_000), (7, 300_000), (16, 123_457), (144, 50_000)] as [(Int64, Int64)])
    func `The fit test notices a variance a tenth too small`(parameters: (Int64, Int64)) throws {
        let (variance, draws) = try Self.draws(parameters.0, parameters.1, seed: 13)
        #expect(!Self.fit(draws, sigma: variance.standardDeviation * 1.1.squareRoot()).isGood)
    }

    @Test(arguments: gaussians)
    func `G3 Gaussian draws have mean zero and their variance`(parameters: (Int64, Int64)) throws {
        let (variance, draws) = try Self.draws(parameters.0, parameters.1, seed: 14)
        let sigma = variance.standardDeviation
        let count = Double(Self.count)
        let mean = draws.reduce(0) { $0 + Double($1) } / count
        let square = draws.reduce(0) { $0 + Double($1) * Double($1) } / count
        let (second, fourth) = Self.moments(sigma: sigma)
        // Five standard errors of each.
        #expect(abs(mean) < 5 * (second / count).squareRoot())
        #expect(abs(square - second) < 5 * ((fourth - second * second) / count).squareRoot())
    }

    /// The true second and fourth moments: for a small σ the discrete Gaussian's are not the normal's.
    static func moments(sigma: Double) -> (second: Double, fourth: Double) {
        guard sigma < 50 else { return (sigma * sigma, 3 * sigma * sigma * sigma * sigma) }
        var (total, second, fourth) = (0.0, 0.0, 0.0)
        for value in -600...600 {
            let square = Double(value * value)
            let weight = exp(-square / (2 * sigma * sigma))
            total += weight
            second += weight * square
            fourth += weight * square * square
        }
        return (second / total, fourth / total)
    }

    @Test func `G3 noise from the system's generator fits its distribution`() throws {
        let variance = try NoiseVariance(sensitivitySquared: 16, rhoMicro: 123_457)
        let draws = try DiscreteGaussian(variance: variance).sampleVector(count: Self.count)
        let fit = Self.fit(draws, sigma: variance.standardDeviation)
        #expect(fit.isGood, "chi-squared \(fit.statistic), bound \(fit.bound)")
    }

    @Test(arguments: [(1, 1_000_000), (1, 3_000_000), (10, 700_000), (60, 999_983)] as [(Int64, Int64)])
    func `G3 Laplace draws fit their distribution`(parameters: (Int64, Int64)) throws {
        let noise = try DiscreteLaplace(sensitivity: parameters.0, epsilonMicro: parameters.1)
        var generator = SeededGenerator(seed: 15)
        let scale = Double(parameters.0) * 1e6 / Double(parameters.1)
        let draws = noise.sampleVector(count: Self.count, using: &generator)
        let fit = GoodnessOfFit(draws: draws, reach: Int64(40 * scale) + 2) { exp(-abs($0) / scale) }
        #expect(fit.isGood, "chi-squared \(fit.statistic), bound \(fit.bound)")
        let wider = GoodnessOfFit(draws: draws, reach: Int64(40 * scale) + 2) { exp(-abs($0) / (1.1 * scale)) }
        #expect(!wider.isGood)
    }

    @Test func `A variance is an exact reduced fraction`() throws {
        let whole = try NoiseVariance(sensitivitySquared: 144, rhoMicro: 50_000)
        #expect((whole.numerator, whole.denominator) == (1440, 1))
        let third = try NoiseVariance(sensitivitySquared: 7, rhoMicro: 300_000)
        #expect((third.numerator, third.denominator) == (35, 3))
        #expect(abs(third.standardDeviation - 3.415650255319866) < 1e-12)
        #expect(abs(third.totalStandardDeviation() - 4.830458915396479) < 1e-12)
        let quarter = try NoiseVariance(sensitivitySquared: 1, rhoMicro: 2_000_000)
        #expect((quarter.numerator, quarter.denominator) == (1, 4))
    }

    @Test(arguments: [(0, 1), (-1, 1), (1, 0), (1, -1), (1, Int64.max), (Int64.max, 1)] as [(Int64, Int64)])
    func `A variance that is zero or does not fit is refused`(parameters: (Int64, Int64)) {
        #expect(
            refusal { () throws(DisclosureError) in
                try NoiseVariance(sensitivitySquared: parameters.0, rhoMicro: parameters.1)
            } == .noiseScale)
    }

    @Test(arguments: [(30_000_000_000_000, 1), (9_000_000_000_000, 999_983)] as [(Int64, Int64)])
    func `A Gaussian too wide for exact arithmetic is refused`(parameters: (Int64, Int64)) throws {
        let variance = try NoiseVariance(sensitivitySquared: parameters.0, rhoMicro: parameters.1)
        #expect(
            refusal { () throws(DisclosureError) in try DiscreteGaussian(variance: variance) } == .noiseScale)
    }

    @Test(arguments: [(0, 1), (-1, 1), (1, 0), (1, -1), (1_000_000_001, 1)] as [(Int64, Int64)])
    func `A Laplace scale that is zero or too wide is refused`(parameters: (Int64, Int64)) {
        #expect(
            refusal { () throws(DisclosureError) in
                try DiscreteLaplace(sensitivity: parameters.0, epsilonMicro: parameters.1)
            } == .noiseScale)
    }
}
