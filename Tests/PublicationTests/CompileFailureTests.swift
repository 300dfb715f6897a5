// SPDX-License-Identifier: Apache-2.0
//
// Nothing but a Release can be published: code that tries otherwise is given to the compiler against the modules
// that these tests run with, and must be refused for the expected reason. A twin that does it properly must pass,
// so that a broken setup can't be mistaken for a refusal.

import Foundation
import Testing

/// The compiler and the modules beside this test's own executable.
private struct TypeChecker {
    let compiler: String
    let modules: URL
    let package: URL

    /// Nil, with one line, where either isn't found.
    init?() {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let compilers = path.split(separator: ":").map { "\($0)/swiftc" }
        guard let compiler = compilers.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            print("skipped: no `swiftc` on the path, so no compile failure is tried")
            return nil
        }
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        repeat {
            folder.deleteLastPathComponent()
            let modules = folder.appendingPathComponent("Modules")
            if FileManager.default.fileExists(atPath: modules.appendingPathComponent("Publication.swiftmodule").path) {
                self.compiler = compiler
                self.modules = modules
                package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    .deletingLastPathComponent()
                return
            }
        } while folder.path != "/"
        print("skipped: the built modules aren't beside the tests, so no compile failure is tried")
        return nil
    }

    /// As the package manager names it: the folder, as a C identifier.
    private var packageName: String {
        let name = package.lastPathComponent.lowercased().unicodeScalars.map { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? String(scalar) : "_"
        }.joined()
        return name
    }

    /// The module maps of the C libraries: this package's own, those of its dependencies, and those that
    /// building made.
    private var maps: [String] {
        let built = modules.deletingLastPathComponent()
        let checkouts = built.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "checkouts")
        let libraries = TypeChecker.folders(of: checkouts).flatMap {
            TypeChecker.folders(of: $0.appendingPathComponent("Sources")).map { $0.appendingPathComponent("include") }
        }
        let own = ["CPgQuery", "CZstd"].map { package.appendingPathComponent("Sources/\($0)") }
        let maps = (own + libraries + TypeChecker.folders(of: built)).map {
            $0.appendingPathComponent("module.modulemap").path
        }
        return maps.filter { FileManager.default.fileExists(atPath: $0) }
            .flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    }

    private static func folders(of folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appendingPathComponent($0) }
    }

    /// The errors of a source, or none.
    func errors(_ body: String) throws -> [String] {
        try TemporaryFolder.use { folder in
            let source = folder.appendingPathComponent("try.swift")
            let text = "import DisclosureControl\nimport Foundation\nimport Publication\nimport Studies\n" + body
            try Data(text.utf8).write(to: source)
            let process = Process()
            let output = folder.appendingPathComponent("out")
            #expect(FileManager.default.createFile(atPath: output.path, contents: nil))
            process.executableURL = URL(fileURLWithPath: compiler)
            process.arguments =
                ["-typecheck", "-swift-version", "6", "-package-name", packageName, "-I", modules.path] + maps
                + ["-module-cache-path", folder.appendingPathComponent("cache").path, source.path]
            let handle = try FileHandle(forWritingTo: output)
            process.standardOutput = handle
            process.standardError = handle
            try process.run()
            process.waitUntilExit()
            try handle.close()
            let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
            let errors = lines.filter { $0.contains("error:") }
            #expect((process.terminationStatus == 0) == errors.isEmpty)
            return errors
        }
    }
}

@Suite struct CompileFailureTests {
    /// The proper way, in a function that is never called.
    private static let proper = """
        func publish(_ input: PublicationInput, _ release: Release, to folder: URL) throws {
            let result = try AggregateResult(measures: [(name: "people", values: [12], standardDeviation: 1)])
            let made = try Release.make(
                from: result, rule: ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000))
            let other = PublicationInput(
                plan: input.plan, dataset: input.dataset, release: made, assessment: input.assessment,
                sourceLabel: input.sourceLabel, isFictitious: true, publishedAt: input.publishedAt)
            try PublicationWriter.write(other, to: folder)
        }
        """

    /// What is tried, and what the compiler must say.
    private static let attempts: [(code: String, error: String)] = [
        (
            "func a(_ r: ReleaseRule) -> Release { Release(measures: [], cells: [.published([1])], rule: r, "
                + "withheldTotals: nil, isNoised: true) }",
            "'Release' initializer is inaccessible due to 'internal' protection level"
        ),
        (
            "func b(_ data: Data) throws -> Release { try JSONDecoder().decode(Release.self, from: data) }",
            "requires that 'Release' conform to 'Decodable'"
        ),
        (
            "func c(_ r: AggregateResult) -> [Int64] { r.columns[0].values }",
            "'columns' is inaccessible due to 'internal' protection level"
        ),
        (
            "func d(_ i: PublicationInput, _ r: AggregateResult) -> PublicationInput { PublicationInput(plan: i.plan, "
                + "dataset: i.dataset, release: r, assessment: i.assessment, sourceLabel: i.sourceLabel, "
                + "isFictitious: true, publishedAt: i.publishedAt) }",
            "cannot convert value of type 'AggregateResult' to expected argument type 'Release'"
        ),
        (
            "func e(_ table: [[Int64]], _ folder: URL) throws { try PublicationWriter.write(table, to: folder) }",
            "error: "
        ),
        (
            "func f(_ r: Release) -> Release { var r = r; r.cells = []; return r }",
            "cannot assign to property: 'cells' is a 'let' constant"
        ),
    ]

    @Test func `G4 nothing but a Release can be published: the compiler refuses everything else`() throws {
        guard let checker = TypeChecker() else { return }
        #expect(try checker.errors(Self.proper) == [])
        let errors = try checker.errors(Self.attempts.map(\.code).joined(separator: "\n"))
        for (index, attempt) in Self.attempts.enumerated() {
            let line = "try.swift:\(index + 5):"
            #expect(errors.contains { $0.contains(line) && $0.contains(attempt.error) }, "\(attempt.error): \(errors)")
        }
        let lines = errors.compactMap { $0.split(separator: ":").dropFirst().first.flatMap { Int($0) } }
        #expect(Set(lines) == Set(5..<5 + Self.attempts.count))
    }
}
