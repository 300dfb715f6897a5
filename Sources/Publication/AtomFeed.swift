// SPDX-License-Identifier: Apache-2.0
//
// The site as an Atom feed (RFC 4287), one for each language: publications and refusals, newest first. An
// entry's address is its identifier too, since it never changes.

import ImpactAssessment
import Studies

struct AtomFeed {
    private let site: Site
    private let language: Language

    init(_ site: Site, _ language: Language) {
        self.site = site
        self.language = language
    }

    static func fileName(_ language: Language) -> String { "feed.\(language.rawValue).atom" }

    private struct Entry {
        let path: String
        let title: String
        let summary: String
        let author: String
        let day: Day
    }

    func xml() -> String {
        let entries = entries
        var feed = MarkupWriter()
        feed.open("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language.rawValue])
        feed.element("id", text: site.trust.address + AtomFeed.fileName(language))
        feed.element("title", text: site.trust.name[language])
        feed.element("updated", text: AtomFeed.moment(entries.map(\.day).max() ?? Day(daysSinceEpoch: 0)))
        feed.empty(
            "link",
            [
                "rel": "self", "type": "application/atom+xml",
                "href": site.trust.address + AtomFeed.fileName(language),
            ])
        feed.empty("link", ["rel": "alternate", "type": "text/html", "href": site.trust.address])
        author(site.trust.name[language], into: &feed)
        for entry in entries { add(entry, to: &feed) }
        feed.close()
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + feed.text + "\n"
    }

    private var entries: [Entry] {
        let published = site.entries.map { entry in
            Entry(
                path: "\(entry.id)/", title: entry.title[language], summary: entry.question[language],
                author: entry.requester, day: entry.publishedAt)
        }
        let refused = site.refusals.map { refusal in
            let word = language == .fr ? "Refusée" : "Refused"
            let reason = refusal.reasons.first?.sentence[language] ?? ""
            return Entry(
                path: refusal.fileName,
                title: "\(word)\(language == .fr ? "\u{00A0}:" : ":") "
                    + refusal.study.title[language],
                summary: reason, author: refusal.study.requester.name, day: refusal.refusedAt)
        }
        return (published + refused).sorted { ($1.day, $0.path) < ($0.day, $1.path) }
    }

    private func add(_ entry: Entry, to feed: inout MarkupWriter) {
        feed.open("entry")
        feed.element("id", text: site.trust.address + entry.path)
        feed.element("title", text: entry.title)
        feed.element("updated", text: AtomFeed.moment(entry.day))
        feed.empty("link", ["rel": "alternate", "type": "text/html", "href": site.trust.address + entry.path])
        author(entry.author, into: &feed)
        feed.element("summary", text: entry.summary)
        feed.close()
    }

    private func author(_ name: String, into feed: inout MarkupWriter) {
        feed.open("author")
        feed.element("name", text: name)
        feed.close()
    }

    /// Days have no hour: noon, so that no time zone makes another day of it.
    private static func moment(_ day: Day) -> String { "\(day)T12:00:00Z" }
}
