// SPDX-License-Identifier: Apache-2.0
//
// What a dataset states besides its columns: the named, dated methods by which its holders worked derived columns
// out, and the thresholds that law sets for tables of its kind. Both are data of the catalogue, under `regie`.

/// How columns were derived where the records lie.
package struct NamedMethod: Hashable, Sendable {
    package let id: String
    package let title: Localized
    package let description: Localized
    package let reference: String
    /// The day of this version of the method.
    package let date: Day
    /// Columns that it makes.
    package let columns: [String]

    static func all(in regie: PackageObject) throws(StudyError) -> [NamedMethod] {
        guard regie.members["methods"] != nil else { return [] }
        var methods: [NamedMethod] = []
        for object in try regie.objects("methods") {
            let columns = object.members["columns"]?.array?.compactMap(\.string) ?? []
            methods.append(
                NamedMethod(
                    id: try object.slug("id"), title: try object.localized("title"),
                    description: try object.localized("description"),
                    reference: try object.text("reference", mustBe: "one line of text") {
                        Identifier.isLine($0, atMost: 500)
                    }, date: try object.day("date"), columns: columns))
        }
        return methods
    }
}

/// A threshold of law: fewer units than this are not published, or fewer unless the amount is large.
package struct LegalThreshold: Hashable, Sendable {
    package let id: String
    package let title: Localized
    package let reference: String
    package let units: Int64
    /// An amount from which units no longer matter, in the unit of the columns of amounts; nil when there is none.
    package let orAmount: Int64?

    static func all(in regie: PackageObject) throws(StudyError) -> [LegalThreshold] {
        guard regie.members["legalThresholds"] != nil else { return [] }
        var thresholds: [LegalThreshold] = []
        for object in try regie.objects("legalThresholds") {
            guard let units = object.members["units"]?.int, units > 0 else {
                throw PackageObject.refusal(
                    "`\(object.at("units"))` is no number of units", help: "write a whole number above 0")
            }
            thresholds.append(
                LegalThreshold(
                    id: try object.slug("id"), title: try object.localized("title"),
                    reference: try object.text("reference", mustBe: "one line of text") {
                        Identifier.isLine($0, atMost: 500)
                    }, units: units, orAmount: object.members["orAmount"]?.int))
        }
        return thresholds
    }
}
