// SPDX-License-Identifier: Apache-2.0
//
// What a release without noise says of itself, in place of every promise that only noise can keep (G3).
// Only a fictitious trust makes such releases; real counts are never published this way.

import Studies

package enum NoNoiseWords {
    package static let notice = Localized(
        fr: "aucun bruit n’a été ajouté : ces nombres ne protègent personne (données fictives)",
        en: "no noise was added: these numbers protect nobody (fictitious data)")

    /// The notice as a sentence of its own.
    package static let sentence = Localized(
        fr: "Aucun bruit n’a été ajouté : ces nombres ne protègent personne (données fictives).",
        en: "No noise was added: these numbers protect nobody (fictitious data).")
}
