// swift-tools-version: 6.2
//
// One target for each specification, organ of the trust or deployable thing (README, "The house").
// Imports only point upwards in the list; the import check in `make test` holds them to it.

import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

let package = Package(
    name: "regie",
    products: [
        .executable(name: "regie", targets: ["regie"]),
        .library(name: "VDAF", targets: ["VDAF"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Specifications
        .target(name: "CVDAF"),
        .target(name: "VDAF", dependencies: ["CVDAF"], swiftSettings: strict),
        .target(name: "DAP", dependencies: ["VDAF", crypto], swiftSettings: strict),
        .target(name: "Cedar", swiftSettings: strict),
        .systemLibrary(name: "CZ3", providers: [.apt(["libz3-dev"])]),
        .target(name: "CedarProver", dependencies: ["CZ3", "Cedar"], swiftSettings: strict),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "TransparencyLog", dependencies: [crypto], swiftSettings: strict),
        .target(name: "DisclosureControl", swiftSettings: strict),

        // The trust
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev"])]),
        .target(name: "Studies", dependencies: ["CPgQuery", "DisclosureControl", crypto, yams], swiftSettings: strict),
        .target(
            name: "ImpactAssessment", dependencies: ["DisclosureControl", "Studies", mustache], swiftSettings: strict),
        .target(
            name: "Policies", dependencies: ["Cedar", "CedarProver", "ImpactAssessment", "Studies", yams],
            swiftSettings: strict),
        .target(
            name: "Governance",
            dependencies: ["Cedar", "CedarProver", "DAP", "Studies", "TransparencyLog", crypto, yams],
            swiftSettings: strict),
        .target(
            name: "Publication", dependencies: ["CZstd", "DisclosureControl", "ImpactAssessment", "Studies"],
            swiftSettings: strict),

        // Nodes
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "PostgreSQL", dependencies: ["CPostgreSQL"], swiftSettings: strict),
        .target(
            name: "Aggregator",
            dependencies: [
                "DAP", "DisclosureControl", "Governance", "PostgreSQL", "Studies", crypto, hummingbird, logging,
            ],
            swiftSettings: strict),
        .target(
            name: "HolderNode",
            dependencies: [
                "DAP", "Governance", "ImpactAssessment", "Policies", "PostgreSQL", "Studies", logging,
            ], swiftSettings: strict),
        .target(
            name: "Broker",
            dependencies: [
                "DAP", "DisclosureControl", "Governance", "ImpactAssessment", "PostgreSQL", "Publication", "Studies",
                "TransparencyLog", hummingbird, logging,
            ], swiftSettings: strict),

        // Edges
        .target(name: "Sandbox", dependencies: ["DisclosureControl", "Studies"], swiftSettings: strict),
        .target(name: "RegieTesting", swiftSettings: strict),
        .executableTarget(
            name: "regie",
            dependencies: [
                "Aggregator", "Broker", "Cedar", "CedarProver", "DAP", "DisclosureControl", "Governance", "HolderNode",
                "ImpactAssessment", "Policies", "PostgreSQL", "Publication", "Sandbox", "Studies", "TransparencyLog",
                argumentParser, asyncHTTPClient, hummingbird, lifecycle, logging, nioCore, nioHTTP1,
            ], swiftSettings: strict),

        // What tests of several modules stand on
        .target(
            name: "TrustFixture", dependencies: ["DAP", "Governance", "Studies", "TransparencyLog"],
            path: "Tests/TrustFixture",
            swiftSettings: strict),
        .target(
            name: "DatabaseFixture", dependencies: ["PostgreSQL"], path: "Tests/DatabaseFixture",
            swiftSettings: strict),
        .target(
            name: "RouterFixture", dependencies: ["DAP", hummingbird, logging, nioEmbedded],
            path: "Tests/RouterFixture", swiftSettings: strict),

        .testTarget(
            name: "VDAFTests", dependencies: ["RegieTesting", "VDAF", "VDAFFuzzing"], swiftSettings: strict),
        .testTarget(name: "DAPTests", dependencies: ["DAP", "RegieTesting", "VDAF", crypto], swiftSettings: strict),
        .testTarget(name: "CedarTests", dependencies: ["Cedar", "RegieTesting"], swiftSettings: strict),
        .testTarget(
            name: "CedarProverTests", dependencies: ["Cedar", "CedarProver", "RegieTesting"], swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["RegieTesting", "TransparencyLog"],
            exclude: ["oracle"], swiftSettings: strict),
        .testTarget(
            name: "DisclosureControlTests", dependencies: ["DisclosureControl", "RegieTesting"], swiftSettings: strict),
        .testTarget(
            name: "StudiesTests", dependencies: ["DisclosureControl", "RegieTesting", "Sandbox", "Studies"],
            swiftSettings: strict),
        .testTarget(
            name: "ImpactAssessmentTests",
            dependencies: ["DisclosureControl", "ImpactAssessment", "RegieTesting", "Studies"],
            swiftSettings: strict),
        .testTarget(
            name: "PoliciesTests",
            dependencies: ["Cedar", "CedarProver", "ImpactAssessment", "Policies", "RegieTesting", "Studies"],
            swiftSettings: strict),
        .testTarget(
            name: "GovernanceTests",
            dependencies: ["Cedar", "Governance", "RegieTesting", "Studies", "TrustFixture", yams],
            swiftSettings: strict),
        .testTarget(
            name: "PublicationTests",
            dependencies: ["DisclosureControl", "ImpactAssessment", "Publication", "Studies"], swiftSettings: strict),
        .testTarget(
            name: "HolderNodeTests",
            dependencies: [
                "DAP", "DatabaseFixture", "Governance", "HolderNode", "PostgreSQL", "RegieTesting", "Sandbox",
                "Studies", "TransparencyLog", "TrustFixture", logging,
            ], swiftSettings: strict),
        .testTarget(
            name: "DifferencingTests",
            dependencies: [
                "DatabaseFixture", "DisclosureControl", "Governance", "HolderNode", "PostgreSQL", "RegieTesting",
                "Sandbox", "Studies", "TrustFixture",
            ], swiftSettings: strict),
        .testTarget(
            name: "BrokerTests",
            dependencies: [
                "Broker", "DAP", "DatabaseFixture", "Governance", "ImpactAssessment", "PostgreSQL", "Publication",
                "RouterFixture", "Studies", "TransparencyLog", "TrustFixture", logging,
            ], swiftSettings: strict),
        .testTarget(
            name: "DemonstrationTests",
            dependencies: ["Governance", "PostgreSQL", "RegieTesting", "Sandbox", "Studies"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(name: "PostgreSQLTests", dependencies: ["PostgreSQL"], swiftSettings: strict),
        .testTarget(
            name: "AggregatorTests",
            dependencies: [
                "Aggregator", "DAP", "DatabaseFixture", "Governance", "PostgreSQL", "RouterFixture", "Studies",
                "TransparencyLog", "TrustFixture", crypto, logging,
            ], swiftSettings: strict),
        .testTarget(
            name: "SandboxTests", dependencies: ["DisclosureControl", "RegieTesting", "Sandbox", "Studies"],
            swiftSettings: strict),

        // Fuzzing and benchmarks of VDAF: they use package access, so they live in this package
        .target(name: "CAllocationMeter", path: "Tests/CAllocationMeter"),
        .target(
            name: "VDAFFuzzing", dependencies: ["RegieTesting", "VDAF"], path: "Tests/VDAFFuzzing",
            swiftSettings: strict),
        .executableTarget(
            name: "VDAFFuzz", dependencies: ["CAllocationMeter", "VDAFFuzzing"], path: "Tests/VDAFFuzz",
            swiftSettings: strict),
        .executableTarget(
            name: "HolderBench",
            dependencies: ["DisclosureControl", "HolderNode", "PostgreSQL", "RegieTesting", "Studies"],
            path: "Benchmarks/Holder", swiftSettings: strict),
        .executableTarget(
            name: "FlowReport", dependencies: ["Sandbox", "Studies"], path: "Benchmarks/Report", swiftSettings: strict),
        .executableTarget(
            name: "NoiseBench", dependencies: ["DisclosureControl"], path: "Benchmarks/Noise", swiftSettings: strict),
        .executableTarget(
            name: "PolicyBench", dependencies: ["Cedar", "CedarProver"], path: "Benchmarks/Policies",
            swiftSettings: strict),
        .executableTarget(
            name: "LogBench", dependencies: ["TransparencyLog"], path: "Benchmarks/Log", swiftSettings: strict),
        .executableTarget(
            name: "RegisterBench", dependencies: ["Governance", "Studies"], path: "Benchmarks/Register",
            swiftSettings: strict),
        .target(name: "CVDAFFloor", dependencies: ["CVDAF"], path: "Benchmarks/CVDAFFloor"),
        .executableTarget(
            name: "VDAFBench", dependencies: ["CVDAFFloor", "VDAF"], path: "Benchmarks/VDAF", swiftSettings: strict),
    ]
)
