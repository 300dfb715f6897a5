// SPDX-License-Identifier: Apache-2.0
//
// The parse tree that libpg_query gives as JSON: one object per node, with one key, its type in PostgreSQL's
// source (`parsenodes.h`, 15). Fields that are zero, false or empty are left out there. This language takes a
// node only if it knows every field of it: whatever else a newer parser may say is refused.

struct SQLNode {
    let type: String
    let fields: [String: JSONValue]

    /// Nil when the value is no node (absent, or PostgreSQL's NULL node).
    init?(_ value: JSONValue?) {
        guard let object = value?.object, object.count == 1, let entry = object.first,
            let fields = entry.value.object
        else { return nil }
        type = entry.key
        self.fields = fields
    }

    /// Byte offset in the query; nil when PostgreSQL keeps none. Nothing but the statement begins at 0.
    var location: Int? {
        fields["location"]?.int.flatMap { $0 >= 0 ? Int($0) : nil }
    }

    func node(_ field: String) -> SQLNode? { SQLNode(fields[field]) }

    func nodes(_ field: String) -> [SQLNode] { (fields[field]?.array ?? []).compactMap { SQLNode($0) } }

    func string(_ field: String) -> String? { fields[field]?.string }

    func flag(_ field: String) -> Bool { fields[field]?.bool ?? false }

    /// The first field that the caller doesn't know, in alphabetical order.
    func unknownField(besides known: Set<String>) -> String? {
        fields.keys.filter { !known.contains($0) && $0 != "location" }.min()
    }

    /// The words of a list of String nodes, such as the name of a function.
    func words(_ field: String) -> [String] {
        nodes(field).map { $0.type == "String" ? $0.string("sval") ?? "" : $0.type }
    }
}
