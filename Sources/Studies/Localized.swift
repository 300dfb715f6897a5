// SPDX-License-Identifier: Apache-2.0
//
// A text that people read, in the two languages of the pages: French first, English second.

/// A text in French and in English.
package struct Localized: Hashable, Sendable {
    package let fr: String
    package let en: String

    package init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// The same text in both languages: for proper names, and for authors who wrote only one.
    package init(_ both: String) {
        self.init(fr: both, en: both)
    }
}
