// SPDX-License-Identifier: Apache-2.0
//
// The fixed words of the maps, in the two languages.

import ImpactAssessment
import Studies

enum MapWords {
    static func widths(_ unit: Localized) -> Localized {
        Localized(fr: "Largeur des flèches : \(unit.fr)", en: "Width of the arrows: \(unit.en)")
    }

    static func insideCircles(_ unit: Localized) -> Localized {
        Localized(fr: "Cercles : \(unit.fr) à l’intérieur d’une zone", en: "Circles: \(unit.en) inside one zone")
    }

    static func circles(_ unit: Localized) -> Localized {
        Localized(fr: "Surface des cercles : \(unit.fr)", en: "Area of the circles: \(unit.en)")
    }

    static let dot = Localized(
        fr: "rien de publié à l’intérieur de la zone", en: "nothing published for inside the zone")

    static let withheld = Localized(fr: "nombre non diffusé", en: "number withheld")

    /// How many of the published flows are drawn, and what share of their counts.
    static func drawn(_ drawn: Int, of published: Int, share: Double) -> Localized {
        Localized.each { language in
            let (few, all) = (language.integer(drawn), language.integer(published))
            let percent = language.percent(share)
            return (
                """
                Sont dessinés les \(few) plus grands flux sur \(all) publiés entre deux lieux (\(percent) de leur \
                total) ; la table les donne tous.
                """,
                """
                Drawn: the \(few) largest of \(all) published flows between two places (\(percent) of their \
                total); the table gives them all.
                """
            )
        }
    }

    static func allDrawn(_ published: Int) -> Localized {
        Localized.each { language in
            let all = language.integer(published)
            return (
                "Sont dessinés les \(all) flux publiés entre deux lieux.",
                "Drawn: all \(all) published flows between two places."
            )
        }
    }

    static let thinnest = Localized(
        fr: "Les plus petits flux ont tous la largeur la plus fine.",
        en: "The smallest flows all have the thinnest width.")

    static func band(_ outside: Localized) -> Localized {
        Localized(
            fr: "Le cadre figure « \(outside.fr) » : le côté où une flèche le touche ne dit pas de direction.",
            en: "The frame stands for “\(outside.en)”: the side where an arrow meets it tells no direction.")
    }

    static func outsideInside(_ count: Int64, unit: Localized, outside: Localized) -> Localized {
        Localized.each { language in
            let number = language.integer(count)
            return (
                "Ne sont pas dessinés \(number) \(unit.fr) dont les deux bouts sont « \(outside.fr) ».",
                "Not drawn: \(number) \(unit.en) with both ends “\(outside.en)”."
            )
        }
    }

    static func outsideCount(_ count: Int64, unit: Localized, outside: Localized) -> Localized {
        Localized.each { language in
            let number = language.integer(count)
            return (
                "Hors de la carte, « \(outside.fr) » : \(number) \(unit.fr).",
                "Off the map, “\(outside.en)”: \(number) \(unit.en)."
            )
        }
    }

    static func description(flows: Int, zones: Int, unit: Localized) -> Localized {
        Localized.each { language in
            let (arrows, places) = (language.integer(flows), language.integer(zones))
            return flows > 0
                ? (
                    "Carte de flux : \(arrows) flèches courbes entre \(places) zones, largeur selon le nombre de "
                        + "\(unit.fr).",
                    "Flow map: \(arrows) curved arrows between \(places) zones, as wide as there are \(unit.en)."
                )
                : (
                    "Carte de \(places) zones avec des cercles dont la surface suit le nombre de \(unit.fr).",
                    "Map of \(places) zones with circles whose area follows the number of \(unit.en)."
                )
        }
    }
}
