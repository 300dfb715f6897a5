// SPDX-License-Identifier: Apache-2.0
//
// What the columns of the table `consumption` are called where it is exported, with their units: as the catalogue's
// data package of `home-energy` calls them, which also says by which methods derived ones were worked out.

import Studies

enum ConsumptionFields {
    private static let words: [String: (title: String, unit: String?)] = [
        "household_id": ("Foyer / Household", nil),
        "month": ("Mois / Month", nil),
        "annee": ("Année / Year", nil),
        "code_commune": ("Commune / Commune", nil),
        "dwelling_type": ("Type de logement / Dwelling type", nil),
        "construction_period": ("Période de construction / Construction period", nil),
        "dwelling_class": ("Catégorie de logement / Dwelling class", nil),
        "surface_band": ("Surface / Floor area", nil),
        "heating_energy": ("Énergie de chauffage / Heating energy", nil),
        "heat_sensitivity": ("Sensibilité au froid / Heat sensitivity", nil),
        "use_band": ("Consommation de l'année / Use in the year", nil),
        "renovated": ("Rénové / Renovated", nil),
        "renovation_kind": ("Travaux / Works", nil),
        "renovation_year": ("Année des travaux / Year of the works", nil),
        "kwh_electricity": ("Électricité / Electricity", "kWh"),
        "kwh_gas": ("Gaz (PCS) / Gas (gross calorific value)", "kWh"),
        "kwh": ("Consommation / Consumption", "kWh"),
        "kwh_heat": ("Part thermosensible / Heat-sensitive part", "kWh"),
        "kwh_corrected": ("Consommation corrigée du climat / Consumption corrected for the weather", "kWh"),
        "bill_eur": ("Dépense d'énergie / Energy spending", "€"),
        "renovation_cost_eur": ("Coût des travaux / Cost of the works", "€"),
        "renovation_aid_eur": ("Aide reçue / Aid received", "€"),
    ]

    /// Table Schema fields in the order of `HomeEnergy.columns`.
    static var schema: [JSONValue] { HomeEnergy.columns.map(field) }

    private static func field(_ name: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "type": .string(type(of: name)),
            "constraints": .object(["required": .bool(name != "renovation_year")]),
        ]
        if let (title, unit) = words[name] {
            members["title"] = .string(unit.map { "\(title) (\($0))" } ?? title)
        }
        return .object(members)
    }

    private static func type(of name: String) -> String {
        switch name {
        case "month": "date"
        case "renovated": "boolean"
        case "household_id", "annee", "renovation_year": "integer"
        case _ where name.hasPrefix("kwh") || name.hasSuffix("_eur"): "integer"
        default: "string"
        }
    }
}
