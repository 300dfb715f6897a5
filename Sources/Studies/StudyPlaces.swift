// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of a study stand in the file it was read from, so that what the planner refuses is shown
// where its author wrote it. A place says nothing about the study: all are equal, and none is hashed.

package struct StudyPlaces: Hashable, Sendable {
    /// A part's place in the file.
    struct Place: Sendable {
        let line: Int
        let column: Int
        let length: Int
    }

    /// The query's first character stands at this line and column of the file, each further line at the same column.
    struct QueryPlace: Sendable {
        let line: Int
        let column: Int
    }

    let source: SourceText?
    /// By path, such as `privacy.epsilon` or `sources.1`.
    var values: [String: Place] = [:]
    /// Nil when the query isn't written character by character in the file (folded, or with escapes).
    var query: QueryPlace?

    /// Of a study that was made by a program.
    package static let none = StudyPlaces(source: nil)

    init(source: SourceText?) {
        self.source = source
    }

    func span(_ path: String) -> SourceSpan? {
        guard let source, let place = values[path] else { return nil }
        return source.span(line: place.line, column: place.column, length: place.length)
    }

    package static func == (left: StudyPlaces, right: StudyPlaces) -> Bool { true }

    package func hash(into hasher: inout Hasher) {}
}
