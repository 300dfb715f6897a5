// SPDX-License-Identifier: Apache-2.0
//
// The two programs that make files for readers without a browser: `rsvg-convert` (Debian librsvg2-bin) draws
// SVG as PNG, `weasyprint` sets HTML as PDF. They run as processes of their own, so that neither a drawing
// library nor a Python lives in the process that holds the trust's keys; both are far lighter than a browser.
// Where one is missing its files are left out, and one line says so.

import Foundation
import Synchronization

package struct Renderers: Sendable, Hashable {
    /// Paths of the programs; nil when missing.
    let picture: String?
    let document: String?

    /// Nothing is rendered: for tests, and where only the data matters.
    package static let none = Renderers(picture: nil, document: nil)

    private init(picture: String?, document: String?) {
        self.picture = picture
        self.document = document
    }

    /// What is installed.
    /// - Parameter path: the directories to look in, separated by colons, as in `PATH`.
    package init(path: String) {
        func find(_ name: String) -> String? {
            path.split(separator: ":").map { "\($0)/\(name)" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
        }
        self.init(picture: find("rsvg-convert"), document: find("weasyprint"))
    }

    var hasPictures: Bool { picture != nil }

    /// One line for each program that is missing, for logs.
    package var missing: [String] {
        let lines = [
            picture == nil ? "no PNG pictures: `rsvg-convert` is not installed; install librsvg2-bin" : nil,
            document == nil ? "no PDF notes: `weasyprint` is not installed; install weasyprint" : nil,
        ]
        return lines.compactMap(\.self)
    }

    /// - Parameter zoom: 2 is twice the drawing's size, for print.
    /// - Returns: nil when the program is missing or fails.
    private func png(svg: String, zoom: Double) -> [UInt8]? {
        picture.flatMap { program in
            Renderers.converted(Array(svg.utf8), by: program) { ["--zoom=\(zoom)", "--output=\($1)", $0] }
        }
    }

    /// One for each drawing, as many at once as there are processors.
    func pngs(_ svgs: [String], zoom: Double) -> [[UInt8]?] {
        guard picture != nil else { return svgs.map { _ in nil } }
        let made = Mutex([[UInt8]?](repeating: nil, count: svgs.count))
        DispatchQueue.concurrentPerform(iterations: svgs.count) { index in
            let png = png(svg: svgs[index], zoom: zoom)
            made.withLock { $0[index] = png }
        }
        return made.withLock { $0 }
    }

    /// A PDF/UA document. Nil when the program is missing or fails.
    /// - Parameter identifier: the file's own; its fonts are cut anew each time, so bytes may still differ.
    func pdf(html: String, identifier: String) -> [UInt8]? {
        document.flatMap { program in
            Renderers.converted(Array(html.utf8), by: program) {
                ["--quiet", "--pdf-variant=pdf/ua-1", "--pdf-identifier=\(identifier)", "--encoding=utf-8", $0, $1]
            }
        }
    }

    /// Pages of a document that weasyprint set: it writes each page's object in plain text.
    package static func pageCount(_ pdf: [UInt8]) -> Int {
        String(decoding: pdf, as: UTF8.self).matches(of: /\/Type \/Page\b/).count
    }

    /// Longest that a program may take, in seconds.
    private static let patience = 60.0

    /// Runs the program on a file in a directory of its own.
    /// - Parameter arguments: made from the paths of the input and the output.
    private static func converted(
        _ input: [UInt8], by program: String, arguments: (String, String) -> [String]
    ) -> [UInt8]? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("render-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, result) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try Data(input).write(to: source)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments(source.path, result.path)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            let alarm = DispatchWorkItem { process.terminate() }
            DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: alarm)
            process.waitUntilExit()
            alarm.cancel()
            guard process.terminationReason == .exit, process.terminationStatus == 0 else { return nil }
            return [UInt8](try Data(contentsOf: result))
        } catch {
            return nil
        }
    }
}
