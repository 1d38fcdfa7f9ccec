// swift-tools-version: 6.3

import Foundation
import PackageDescription

/// The same strict settings for every target of ours.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// What the daemon has a shell run. The programs are installed alone, so that it is within them.
let scripts: [Resource] = [.embedInCode("Scripts"), .embedInCode("Machine/VM/build-image")]

#if os(macOS)
let isMac = true
#else
let isMac = false
#endif

/// Set by `make fuzz`: everything is built for libFuzzer, and the daemon as a library of the fuzzer. No other build knows of it.
let isFuzzing = Context.environment["DUSTY_FUZZ"] != nil

let package = Package(
    name: "dusty",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "dusty", targets: ["DustyTUI"]),
        .executable(name: "dustyd", targets: ["dustyd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .target(
            name: "CNcurses",
            // A header that comes as a module, as on a Mac, does not see what was defined before it is included.
            cSettings: [.define("NCURSES_WIDECHAR", to: "1"), .define("NCURSES_NOMACROS", to: "1")],
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("tinfo", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]
        ),
        .target(name: "CHost"),
        .target(name: "CLibrary", swiftSettings: settings),
        .target(name: "Essentials", dependencies: ["CLibrary"], swiftSettings: settings),
        .target(
            name: "DustyCore",
            dependencies: ["Essentials", .product(name: "Yams", package: "Yams")],
            resources: [.embedInCode("Service/Texts")],
            swiftSettings: settings
        ),
        .target(
            name: "UnixHTTP",
            dependencies: [
                "CLibrary", "Essentials",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(name: "DustyTerminal", dependencies: ["CLibrary", "CNcurses"], swiftSettings: settings),
        .executableTarget(
            name: "DustyTUI",
            dependencies: [
                "CLibrary",
                "DustyCore",
                "DustyTerminal",
                "Essentials",
                "UnixHTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.embedInCode("Scripts")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "dustyd",
            dependencies: [
                "CHost",
                "CLibrary",
                "DustyCore",
                "Essentials",
                "UnixHTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: isMac
                ? [
                    "Follow/InotifyEvent.swift", "Follow/InotifyTree.swift", "Follow/InotifyTree+Events.swift",
                    "Follow/InotifyWatcher.swift",
                ] : [],
            resources: scripts,
            swiftSettings: settings
        ),
        .testTarget(
            name: "DustyCoreTests",
            dependencies: ["CLibrary", "DustyCore", "Essentials"],
            resources: [.copy("Fixtures")],
            swiftSettings: settings
        ),
        .target(
            name: "DustyTestSupport",
            dependencies: [
                "CLibrary", "Essentials",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        .testTarget(
            name: "UnixHTTPTests",
            dependencies: [
                "CLibrary", "Essentials", "UnixHTTP", "DustyTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DustyTerminalTests",
            dependencies: ["CLibrary", "DustyTerminal", "DustyTestSupport", "Essentials"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DustyTUITests",
            dependencies: [
                "CLibrary", "DustyTUI", "DustyCore", "DustyTerminal", "Essentials", "UnixHTTP", "DustyTestSupport",
            ],
            exclude: ["Golden", "Documents/Recordings"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "dustydTests",
            dependencies: [
                "CHost", "CLibrary", "dustyd", "DustyCore", "Essentials", "UnixHTTP", "DustyTestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            // They mount file systems, or test what is Linux's alone.
            exclude: isMac
                ? [
                    "Follow/InotifyWatcherTests.swift", "Host/Files/RunDirectoryTests.swift",
                    "Host/Files/SharedFileTests.swift", "HostsFile/EtcHostsTests.swift",
                ] : [],
            swiftSettings: settings
        ),
    ]
)

if isFuzzing {
    let instruments: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]
    let tried = ["CHost", "CLibrary", "CNcurses", "DustyCore", "DustyTerminal", "Essentials"]
    package.products = []
    package.targets.removeAll { !tried.contains($0.name) }
    for target in package.targets where !target.name.hasPrefix("C") { target.swiftSettings = settings + instruments }
    // Of the daemon only what reads the words of others: with its server it would take four times as long to build.
    let parsers: Set = [
        "Addresses", "AtomicFile", "BootConsole", "Command", "CommandResult+Progress", "ComposeEngine",
        "ComposeFailure", "ComposeProgram", "ContainerController", "ContainerMounts", "Engine",
        "EngineReplies", "EngineStorage", "EngineText", "EnvironmentSearch", "FileDescriptor+Directory",
        "FileStatus", "HostKeys", "IPv4Number", "IdleTime", "LimaInstance", "LinuxKernel", "LinuxKernel+Listeners",
        "LinuxKernel+Remains",
        "LogDecoder",
        "MachineGreeting", "MachineSurvey", "PathListing", "ProgramEnding", "ProgramFailure", "ProxyTrial",
        "PullProgress", "RedactedTree", "RegistryLogins", "RemoteVitals", "Removal", "RsyncOutput",
        "SSHTarget", "Script", "Settings", "SettingsDocument", "StatsReply", "StorageReply", "StreamFrames", "Syncer",
        "ThisHost+Linux",
        "TransferRecord", "TrustedRoot", "TrustedRoot+Changing", "TrustedRoot+Listing", "UTF8Cut", "UnfinishedFile",
        "UnreadableValues", "User", "UserChange", "VBoxAdapter", "VBoxInformation", "VBoxList",
        "WithDeadline",
    ]
    let daemon = FileManager.default.enumerator(atPath: "\(Context.packageDirectory)/Sources/dustyd")
    let parserFiles = (daemon?.compactMap { $0 as? String } ?? []).filter { path in
        path.hasSuffix(".swift") && parsers.contains(String(path.split(separator: "/").last?.dropLast(6) ?? ""))
    }
    package.targets += [
        .target(
            name: "UnixHTTP",
            sources: ["HTTPQuery.swift"],
            swiftSettings: settings + instruments
        ),
        .target(
            name: "dustyd",
            dependencies: [
                "CHost", "CLibrary", "DustyCore", "Essentials",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            sources: parserFiles,
            resources: scripts,
            swiftSettings: settings + instruments
        ),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "DustyCore", "DustyTerminal", "UnixHTTP", "dustyd", .product(name: "Yams", package: "Yams"),
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus"],
            swiftSettings: [
                .swiftLanguageMode(.v6), .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"]),
            ],
            // The system's own linker prints a warning for each of thousands of symbols.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ]
}
