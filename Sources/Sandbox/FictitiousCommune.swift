// SPDX-License-Identifier: Apache-2.0
//
// The hand-drawn plan of the fictitious agglomeration: 28 invented communes, their places and weights,
// the coast and the island, in metres east and north of a corner. None of the names is a commune's; codes
// are `99F01` to `99F28`, alphabetical as INSEE's are: INSEE uses `99` with three digits for foreign
// countries and no `F`, and no spreadsheet takes such a text for a number. The plan's corner lies in the open
// Atlantic, so that no zone covers a real place.

import Studies

/// A commune of the plan. Weights are parts, compared with the other communes' only.
struct FictitiousCommune: Sendable {
    let code: String
    let name: String
    let group: ZoneGroup
    let x: Int
    let y: Int
    let population: Int
    let jobs: Int
    let schools: Int
    let leisure: Int

    init(
        _ code: String, _ name: String, _ group: ZoneGroup, at place: (x: Int, y: Int), population: Int, jobs: Int,
        schools: Int, leisure: Int
    ) {
        self.code = code
        self.name = name
        self.group = group
        x = place.x
        y = place.y
        self.population = population
        self.jobs = jobs
        self.schools = schools
        self.leisure = leisure
    }

    static let all: [FictitiousCommune] = [
        .init(
            "99F01", "Angléroux", .inland, at: (24_600, 23_600),
            population: 150, jobs: 70, schools: 6, leisure: 20),
        .init(
            "99F02", "Les Aubrières", .inland, at: (28_900, 25_600),
            population: 90, jobs: 25, schools: 0, leisure: 12),
        .init(
            "99F03", "Bois-Merlin", .firstRing, at: (20_600, 22_100),
            population: 330, jobs: 260, schools: 20, leisure: 60),
        .init(
            "99F04", "Chantegrive", .firstRing, at: (17_500, 21_000),
            population: 620, jobs: 900, schools: 90, leisure: 120),
        .init(
            "99F05", "La Conchette", .coast, at: (11_900, 12_900),
            population: 320, jobs: 150, schools: 25, leisure: 620),
        .init(
            "99F06", "Croix-Hallier", .firstRing, at: (18_000, 11_900),
            population: 390, jobs: 310, schools: 25, leisure: 70),
        .init(
            "99F07", "Dampoivre", .inland, at: (25_000, 18_800),
            population: 190, jobs: 120, schools: 30, leisure: 25),
        .init(
            "99F08", "L'Estrelle", .firstRing, at: (13_000, 22_700),
            population: 420, jobs: 560, schools: 30, leisure: 240),
        .init(
            "99F09", "Fontbrune", .firstRing, at: (20_700, 18_000),
            population: 560, jobs: 620, schools: 60, leisure: 110),
        .init(
            "99F10", "La Gravouille", .inland, at: (22_200, 9_600),
            population: 110, jobs: 40, schools: 0, leisure: 20),
        .init(
            "99F11", "Le Mail-Blanc", .centre, at: (14_200, 20_300),
            population: 900, jobs: 700, schools: 80, leisure: 330),
        .init(
            "99F12", "Marançay", .inland, at: (24_700, 28_300),
            population: 120, jobs: 55, schools: 6, leisure: 22),
        .init(
            "99F13", "Pointe-aux-Sternes", .coast, at: (17_200, 3_000),
            population: 140, jobs: 45, schools: 0, leisure: 380),
        .init(
            "99F14", "La Pointe-d'Yvrelle", .island, at: (3_500, 26_900),
            population: 100, jobs: 60, schools: 0, leisure: 420),
        .init(
            "99F15", "Port-Aurelle", .centre, at: (15_400, 17_000),
            population: 3100, jobs: 4300, schools: 560, leisure: 1100),
        .init(
            "99F16", "Port-Mélidor", .coast, at: (14_300, 6_900),
            population: 360, jobs: 260, schools: 60, leisure: 560),
        .init(
            "99F17", "Les Portes-Grises", .coast, at: (17_500, 30_000),
            population: 160, jobs: 60, schools: 0, leisure: 310),
        .init(
            "99F18", "Puyrondel", .inland, at: (29_700, 15_400),
            population: 80, jobs: 25, schools: 0, leisure: 12),
        .init(
            "99F19", "Sablerive", .coast, at: (15_400, 26_000),
            population: 300, jobs: 170, schools: 20, leisure: 520),
        .init(
            "99F20", "Saint-Aubran-d'Yvrelle", .island, at: (8_400, 24_300),
            population: 280, jobs: 190, schools: 20, leisure: 640),
        .init(
            "99F21", "Saint-Clair-des-Vasières", .coast, at: (18_600, 7_900),
            population: 170, jobs: 80, schools: 0, leisure: 130),
        .init(
            "99F22", "Sainte-Orlande", .centre, at: (18_700, 15_500),
            population: 860, jobs: 940, schools: 130, leisure: 190),
        .init(
            "99F23", "Saint-Évariste", .firstRing, at: (14_800, 12_900),
            population: 510, jobs: 480, schools: 60, leisure: 190),
        .init(
            "99F24", "Saint-Ostien", .inland, at: (24_900, 13_900),
            population: 170, jobs: 110, schools: 25, leisure: 25),
        .init(
            "99F25", "Tourdelin", .inland, at: (27_000, 9_600),
            population: 90, jobs: 30, schools: 0, leisure: 12),
        .init(
            "99F26", "Vérelles", .inland, at: (29_400, 20_500),
            population: 110, jobs: 45, schools: 6, leisure: 15),
        .init(
            "99F27", "Villarnoux", .firstRing, at: (21_300, 14_500),
            population: 400, jobs: 350, schools: 25, leisure: 60),
        .init(
            "99F28", "Vireloup", .inland, at: (20_400, 26_400),
            population: 160, jobs: 80, schools: 6, leisure: 30),
    ]

    /// Communes beyond the territory: what is nearer to them is not in it.
    static let neighbours: [(x: Int, y: Int)] = [
        (18_300, 34_600), (22_300, 32_400), (27_600, 32_600), (29_700, 29_900), (33_300, 27_700), (33_500, 22_700),
        (34_000, 17_600), (34_000, 12_200), (31_300, 7_200), (29_000, 4_900), (24_600, 4_700), (22_300, 2_200),
        (20_000, -1_000), (16_200, -1_500),
    ]

    /// The mainland, corner by corner, before the coast is bent.
    static let mainland: [(x: Int, y: Int)] = [
        (44_000, 40_000), (18_000, 40_000), (17_000, 34_000), (14_600, 31_800), (15_000, 29_000), (13_300, 27_300),
        (13_000, 25_200), (11_700, 24_000), (11_300, 22_300), (12_300, 20_900), (12_000, 19_000), (13_000, 17_900),
        (14_700, 17_300), (14_700, 16_900), (12_700, 16_400), (12_400, 15_000), (10_000, 14_300), (9_400, 12_800),
        (10_300, 11_500), (12_300, 11_600), (14_000, 10_900), (16_500, 10_300), (17_200, 9_400), (16_300, 8_700),
        (13_700, 8_900), (12_000, 7_600), (12_300, 5_700), (14_500, 4_600), (14_900, 2_400), (13_800, 600),
        (14_500, -6_000), (44_000, -6_000),
    ]

    /// The island of Yvrelle.
    static let island: [(x: Int, y: Int)] = [
        (1_000, 26_900), (1_700, 28_500), (3_800, 28_900), (5_300, 27_600), (5_900, 26_300), (8_200, 26_000),
        (9_700, 24_900), (10_100, 23_700), (9_200, 22_700), (7_400, 22_900), (6_200, 24_300), (4_800, 25_300),
        (3_000, 25_300),
    ]

    /// The middle of the bridge between the island and L'Estrelle.
    static let bridge = (x: 10_800, y: 23_300)
}

/// What kind of place a zone is: the reference table `zone_groups`.
package enum ZoneGroup: String, CaseIterable, Hashable, Sendable {
    case centre
    case firstRing = "first_ring"
    case coast
    case inland
    case island

    package var title: Localized {
        switch self {
        case .centre: Localized(fr: "centre", en: "centre")
        case .firstRing: Localized(fr: "première couronne", en: "first ring")
        case .coast: Localized(fr: "littoral", en: "coast")
        case .inland: Localized(fr: "arrière-pays", en: "inland")
        case .island: Localized(fr: "île", en: "island")
        }
    }
}
