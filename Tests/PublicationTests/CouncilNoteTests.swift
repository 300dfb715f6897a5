// SPDX-License-Identifier: Apache-2.0
//
// The council note says what the intervals support and nothing else; pictures and PDF are made where the
// programs are installed.

import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct CouncilNoteTests {
    /// The half-width of trips in a cell is 39 (σ = 20): cell 1 of the zones is 10 or 200 above the others.
    static func note(ahead: Int64, isNoised: Bool = true) throws -> String {
        let zones =
            "SELECT origin_zone AS zone, count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1"
        let publication = TestPublication(
            query: zones, isNoised: isNoised, count: { cell in (500, cell == 1 ? 1000 + ahead : 1000 - Int64(cell)) })
        return WellFormed(try publication.files()["note.html"].unwrapped).text.replacing("\u{A0}", with: " ")
    }

    @Test func `numbers whose intervals touch are not ranked`() throws {
        #expect(try Self.note(ahead: 10).contains("Les 5 plus grands nombres ne se départagent pas"))
        #expect(try Self.note(ahead: 200).contains("le plus grand nombre : Zone 1"))
        #expect(!(try Self.note(ahead: 10).contains("le plus grand nombre : Zone 1")))
    }

    @Test func `every number comes with its interval, and without noise with none`() throws {
        #expect(try Self.note(ahead: 200).contains("1\u{202F}200 (entre 1\u{202F}161 et 1\u{202F}239)"))
        let exact = try Self.note(ahead: 1, isNoised: false)
        #expect(exact.contains("le plus grand nombre : Zone 1") && !exact.contains("entre 1"))
    }

    @Test func `flows inside and between zones are compared only when they differ surely`() throws {
        func note(_ inside: Int64, _ between: Int64) throws -> String {
            let publication = TestPublication(count: { cell in cell % 6 == 0 ? (500, inside) : (500, between) })
            return WellFormed(try publication.files()["note.html"].unwrapped).text
        }
        #expect(try note(9000, 100).contains("à l’intérieur d’une zone"))
        #expect(try note(5000, 1000).contains("l’écart tient dans l’incertitude"))
        #expect(try note(400, 1000).contains("davantage de déplacements d’un lieu à un autre"))
    }

    @Test func `a table of which nothing is published lets nothing be said`() throws {
        let text = try TestPublication(count: { _ in (1, 1) }).files()["note.html"].unwrapped
        #expect(text.contains("cette étude ne permet de rien dire"))
    }

    @Test func `pictures and notes are also files, or one line says which program is missing`() throws {
        let renderers = Renderers(path: ProcessInfo.processInfo.environment["PATH"] ?? "")
        for line in renderers.missing { print("skipped in part: \(line)") }
        let files = try TestPublication(renderers: renderers).bytes()
        let pictures = files.filter { $0.key.hasSuffix(".png") }
        let notes = files.filter { $0.key.hasSuffix(".pdf") }
        let hasPictures = !renderers.missing.contains { $0.contains("librsvg2-bin") }
        // Every drawing once more as PNG: the map, where the data stayed, arrivals and departures of each zone.
        let drawings = Set(files.keys.filter { $0.hasSuffix(".svg") }.map { $0.replacing(".svg", with: ".png") })
        #expect(drawings.isSuperset(of: ["map.png", "where.en.png", "zone-01002-arrivals.fr.png"]))
        #expect(Set(pictures.keys) == (hasPictures ? drawings : []))
        #expect(pictures.values.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
        #expect(Set(notes.keys) == (renderers.missing.isEmpty ? ["note.pdf", "note.en.pdf"] : []))
        for note in notes.values {
            #expect(note.starts(with: Array("%PDF-".utf8)) && Renderers.pageCount(note) == 1)
        }
    }

    @Test func `the note stays on one page however much can be said`() throws {
        let renderers = Renderers(path: ProcessInfo.processInfo.environment["PATH"] ?? "")
        guard renderers.missing.isEmpty else { return print("skipped: \(renderers.missing)") }
        var energy = EffectTests.energy()
        energy.cell = { codes in
            let isAfter = codes[1] == "2025"
            return codes[0] == "none" ? (4_000, isAfter ? 9_500 : 10_000) : (600, isAfter ? 9_500 : 13_000)
        }
        energy.title = Localized(String(repeating: "Ce que chaque sorte de travaux économise et coûte. ", count: 9))
        let notes = try energy.bytes(renderers).filter { $0.key.hasSuffix(".pdf") }
        #expect(notes.count == 2 && notes.values.allSatisfy { Renderers.pageCount($0) == 1 })
        #expect(Renderers.pageCount(Array("<< /Type /Page >> << /Type /Page\n>> << /Type /Pages >>".utf8)) == 2)
    }

    @Test func `without the programs one line says what is missing and how to have it`() throws {
        let none = Renderers(path: "/nowhere")
        #expect(none.missing.count == 2 && none.missing[0].contains("install librsvg2-bin"))
        #expect(none.missing[1].contains("install weasyprint"))
        #expect(try TestPublication(renderers: none).files() == (try TestPublication().files()))
    }
}
