// SPDX-License-Identifier: Apache-2.0
//
// The tests that defend each promise on which a measure against a risk rests: some of those whose names
// begin with its number. A test of this module checks that each of them exists. Of a promise that has none the page
// says so.

import Studies

package enum PromiseTests {
    /// Full names of tests, by promise.
    package static let names: [String: [String]] = [
        "G1": [
            "G1 neither a record nor the vector in clear is among the bytes that leave",
            "G1 what leaves a holder has the same form and size whatever its records are",
            "G1 a holder sends its reports, each two sealed shares, and asks for public things: nothing else",
        ],
        "G2": [
            "G2 no database, file or log of broker and aggregators holds a holder's vector",
            "G2 one share alone says nothing: it is never the vector, and differs each time",
        ],
        "G3": [
            "G3 each aggregator adds noise of its own",
            "G3 Gaussian draws fit their distribution",
            "G3 a reservation is made whole or refused, and the budget is never overdrawn",
        ],
        "G4": [
            "G4 a cell with ten units is withheld and one with eleven is not",
            "G4 a withheld value is in no file",
            "G4 the total of withheld cells is no small cell by another name",
        ],
        "G5": [
            "G5 a mandate changed on the way is refused, whatever field it is",
            "G5 another policy text than the voted one is refused",
        ],
        "G6": [
            "G6 votes that are dropped, doubled or forged are noticed",
            "G6 a policy is in force only through an adopted ballot on its text in this trust",
            "G6 a register without a fault says how each publication followed from votes and budget",
        ],
        "G7": [
            "G7 a vector with an element that isn't a bit never verifies",
            "G7 any flipped bit in one party's input is refused",
        ],
        "G8": [
            "G8 a holder counts once: a retry is the same report, another one is refused"
        ],
        "G9": [
            "G9 whichever process is killed, the run names it and nothing is published or left",
            "G9 noise is drawn once: collecting again gives the same totals",
        ],
        "G11": [
            "G11 without a table of objections nothing is counted",
            "G11 an expired rule permits no more, and an expired forbid still forbids",
        ],
    ]

    /// Which tests defend a promise, in a sentence.
    package static func sentence(_ promise: String) -> Localized {
        guard let tests = names[promise], !tests.isEmpty else {
            return Localized(
                fr: "\(promise) tient par construction ; aucun test ne la défend encore à elle seule.",
                en: "\(promise) holds by construction; no test of its own defends it yet.")
        }
        let list = tests.map { "« \($0) »" }.joined(separator: ", ")
        let english = tests.map { "“\($0)”" }.joined(separator: ", ")
        return Localized(
            fr: "\(promise) : des tests automatiques la défendent, parmi eux \(list).",
            en: "\(promise): automatic tests defend it, among them \(english).")
    }
}
