// SPDX-License-Identifier: Apache-2.0
//
// The conversion between zCDP and (ε, δ) against a computation with 40 decimal digits, made apart.

import DisclosureControl
import Testing

@Suite struct ZCDPTests {
    /// ρ, n, and ε rounded up, in millionths.
    static let conversions: [(Int64, Int, Int64)] = [
        (1, 1, 0), (1, 6, 4497), (1, 9, 6805), (1, 100, 29643),
        (1000, 1, 0), (1000, 6, 182_896), (1000, 9, 245_120), (1000, 100, 945_667),
        (4000, 1, 0), (4000, 6, 381_865), (4000, 9, 503_066), (4000, 100, 1_896_255),
        (100_000, 1, 417_731), (100_000, 6, 2_141_939), (100_000, 9, 2_715_482), (100_000, 100, 9_594_984),
        (500_000, 1, 1_655_979), (500_000, 6, 5_221_535), (500_000, 9, 6_474_071), (500_000, 100, 21_768_619),
        (1_000_000, 1, 2_854_982), (1_000_000, 6, 7_766_217), (1_000_000, 9, 9_521_464),
        (1_000_000, 100, 31_100_736), (2_500_000, 6, 13_373_653), (2_500_000, 9, 16_118_798),
        (1_000_000_000, 1, 1_091_905_068), (1_000_000_000, 6, 1_231_879_324),
    ]

    /// ε, n, and ρ rounded down, in millionths.
    static let inversions: [(Int64, Int, Int64)] = [
        (5000, 6, 1), (100_000, 6, 321), (100_000, 9, 177), (500_000, 6, 6641), (500_000, 9, 3953),
        (1_000_000, 6, 24_355), (1_000_000, 9, 14_973), (2_000_000, 6, 88_152), (2_000_000, 9, 56_130),
        (4_000_000, 6, 311_064), (4_000_000, 9, 206_312), (8_000_000, 6, 1_052_358), (8_000_000, 9, 732_833),
    ]

    @Test(arguments: conversions)
    func `G3 the ε of a ρ is the tight one, rounded up`(rho: Int64, delta: Int, epsilon: Int64) throws {
        let computed = try ZCDP.epsilonMicro(rhoMicro: rho, deltaExponent: delta)
        #expect(computed >= epsilon)
        #expect(computed - epsilon <= 1 + epsilon / 100_000_000)
    }

    @Test(arguments: inversions)
    func `G3 the ρ of an ε is the largest that keeps it`(epsilon: Int64, delta: Int, rho: Int64) throws {
        let computed = try ZCDP.rhoMicro(epsilonMicro: epsilon, deltaExponent: delta)
        #expect(computed == rho)
        #expect(try ZCDP.epsilonMicro(rhoMicro: computed, deltaExponent: delta) <= epsilon)
        #expect(try ZCDP.epsilonMicro(rhoMicro: computed + 1, deltaExponent: delta) > epsilon)
    }

    @Test(arguments: [(0.1, 2.142), (0.5, 5.222), (1, 7.766)])
    func `G3 the ε at a δ of a millionth agrees with published figures`(rho: Double, epsilon: Double) throws {
        let computed = try ZCDP.epsilonMicro(rhoMicro: Int64(rho * 1e6), deltaExponent: 6)
        #expect((Double(computed) / 1e3).rounded() == (epsilon * 1e3).rounded())
    }

    @Test func `More ρ never means less ε`() throws {
        var last: Int64 = 0
        for exponent in 0..<60 {
            let rho = Int64(1) << Int64(exponent / 2) + Int64(exponent % 2)
            let epsilon = try ZCDP.epsilonMicro(rhoMicro: min(rho, 1_000_000_000), deltaExponent: 6)
            #expect(epsilon >= last)
            last = epsilon
        }
    }

    @Test(arguments: [-1, 0, 1_000_000_001, Int64.max, Int64.min])
    func `An ε or a ρ out of range is refused`(micro: Int64) {
        #expect(
            refusal { () throws(DisclosureError) in try ZCDP.rhoMicro(epsilonMicro: micro, deltaExponent: 6) }
                == .privacyParameter)
        #expect(
            refusal { () throws(DisclosureError) in try ZCDP.epsilonMicro(rhoMicro: micro, deltaExponent: 6) }
                == .privacyParameter)
    }

    @Test(arguments: [-6, 0, 101])
    func `A δ exponent out of range is refused`(exponent: Int) {
        #expect(
            refusal { () throws(DisclosureError) in try ZCDP.rhoMicro(epsilonMicro: 1_000_000, deltaExponent: exponent)
            }
                == .privacyParameter)
        #expect(
            refusal { () throws(DisclosureError) in try ZCDP.epsilonMicro(rhoMicro: 1, deltaExponent: exponent) }
                == .privacyParameter)
    }

    @Test func `An ε too small for a millionth of ρ is refused`() {
        #expect(
            refusal { () throws(DisclosureError) in try ZCDP.rhoMicro(epsilonMicro: 4000, deltaExponent: 6) }
                == .privacyParameter)
    }
}
