import DustyCore
import Foundation
import Testing

/// One specs directory and everything that compiling it gives. `make golden` records what is expected; read the diff.
struct Golden: Sendable, CustomTestStringConvertible {
    var name: String
    var bundles: [String]
    var machine: MachineFacts
    var stack = "default"
    var envOverrides: [String: [String: Secret]] = [:]
    var localPaths: [RepoReference: String] = [:]
    var assets: [String: String] = [:]

    var testDescription: String { name }

    static let all = [
        Golden(
            name: "ports",
            bundles: ["all"],
            machine: MachineFacts(address: "192.168.59.103", bridgeAddress: "172.17.42.1")
        ),
        Golden(
            name: "everything",
            bundles: ["core", "front", "gone"],
            machine: MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1", root: "/var/lib/dusty/machine"),
            envOverrides: ["api": ["MODE": "production", "EXTRA": "yes"], "db": ["PGTZ": "UTC"]],
            localPaths: [RepoReference("git@git.acme.test:team/auth.git"): "/home/dev/auth"]
        ),
        Golden(
            name: "services",
            bundles: ["shop"],
            machine: MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1"),
            assets: ["licence": "1"]
        ),
    ]

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/golden").path

    func assembled() throws -> AssembledSpecs {
        let specs = try Specs(checking: SpecSources(directory: "\(Self.directory)/\(name)/specs"))
        return AssembledSpecs(specs, activeBundles: bundles)
    }

    func files() throws -> [String: String] {
        let inputs = Inputs(
            assembled: try assembled(),
            names: try StackNames(stack),
            machine: machine,
            envOverrides: envOverrides,
            localPaths: localPaths,
            assets: assets
        )
        return CompileOutput.files(for: try Blueprint(compiling: inputs), assembled: inputs.assembled)
    }
}

@Suite struct GoldenTests {
    @Test(arguments: Golden.all)
    func `A13 Compiling gives exactly these files`(_ golden: Golden) throws {
        let expected = "\(Golden.directory)/\(golden.name)/expected"
        let files = try golden.files()
        if ProcessInfo.processInfo.environment["DUSTY_RECORD_GOLDEN"] == "1" {
            try? FileManager.default.removeItem(atPath: expected)
            for (path, text) in files {
                let file = URL(fileURLWithPath: "\(expected)/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
        }
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            #expect(text == (try String(contentsOfFile: "\(expected)/\(path)", encoding: .utf8)), "\(path)")
        }
        let written = try FileManager.default.subpathsOfDirectory(atPath: expected).filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(expected)/\(path)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }
        #expect(Set(written) == Set(files.keys))
    }

    @Test(arguments: Golden.all)
    func `Compiling twice gives the same`(_ golden: Golden) throws {
        #expect(try golden.files() == golden.files())
    }
}
