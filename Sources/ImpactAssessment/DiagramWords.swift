// SPDX-License-Identifier: Apache-2.0
//
// The words of the diagram that shows where the data stayed.

struct DiagramWords {
    let language: Language

    private func choose(_ french: String, _ english: String) -> String { language == .fr ? french : english }

    var title: String { choose("Où restent les données", "Where the data stay") }
    var holders: String { choose("1. Les détenteurs gardent tout", "1. Holders keep everything") }
    var recordsStay: String {
        choose(
            "Les enregistrements restent ici. Il en sort deux parts de totaux, illisibles l’une sans l’autre.",
            "Records stay here. Two parts of totals leave, unreadable one without the other.")
    }
    var aggregators: String { choose("2. Deux agrégateurs, deux collèges", "2. Two aggregators, two colleges") }
    var unreadable: String {
        choose("Additionne des parts qu’il ne peut pas lire.", "Adds up parts that it cannot read.")
    }
    func runBy(_ name: String) -> String { choose("tenu par \(name)", "run by \(name)") }
    var trust: String { choose("3. La régie réunit deux sommes", "3. The trust joins two sums") }
    func total(isNoised: Bool) -> String {
        isNoised ? choose("Total et bruit", "Total and noise") : choose("Total exact", "Exact total")
    }
    var joined: String {
        choose(
            "Chaque agrégateur a bruité sa somme avant de la donner.",
            "Each aggregator noised its sum before giving it.")
    }
    var noNoise: String { choose("Sans bruit : données fictives.", "Without noise: fictitious data.") }
    var publication: String { choose("4. Publication", "4. Publication") }
    var mapAndTable: String { choose("Carte, table, analyse d’impact", "Map, table, impact assessment") }
    var threshold: String {
        choose("Seulement ce qui passe le seuil de diffusion.", "Only what passes the threshold.")
    }
}
