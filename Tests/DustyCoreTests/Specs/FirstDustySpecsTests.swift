import Foundation
import Testing

@testable import DustyCore

/// Specs of our own in the shapes of the first Dusty's public examples, which came up with it as they are.
struct FirstDustySpecsTests {
    /// The files that the end-to-end test brings up.
    private static func files() throws -> [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Shapes/FirstDusty")
            .standardized
        var files: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".yml") {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            files[path] = text.replacing("{repos}", with: "https://github.com/acme")
        }
        return files
    }

    @Test(arguments: ["hello-world", "file-server", "note-book", "ring", "hound"])
    func `its public examples' shapes are valid and compile unchanged`(_ bundle: String) throws {
        let (specs, problems) = Specs.decode(SpecSources(files: try Self.files()))
        #expect(problems.isEmpty)
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        let assembled = AssembledSpecs(specs, activeBundles: [bundle])
        let blueprint = try Blueprint(compiling: Inputs(assembled: assembled, machine: machine))
        #expect(blueprint.compose["ring2"]?.definition["network_mode"] == (bundle == "ring" ? "service:ring1" : nil))
        #expect(blueprint.compose["ring2"]?.needs.contains("ring1") ?? true)
    }

    @Test func `A08 an app and a lib of one name are a warning that says what to do`() throws {
        let specs = Specs.decode(SpecSources(files: try Self.files())).specs
        #expect(
            specs.warnings.map(\.description).filter { $0.hasPrefix("libs/") } == [
                "libs/hound.yml:1:1: warning: the app `hound` is already defined in apps/hound.yml, line 1"
            ]
        )
        #expect(specs.warnings.last?.hint == "rename one of the two files")
    }

    @Test func `of an app and a lib of one name the one that has suites is tested`() throws {
        let suite = SuiteSpec(name: "unit", command: ["run"])
        let app = AppSpec(name: "a", image: "x", test: TestSpec(suites: []))
        let lib = LibSpec(
            name: "a",
            repo: RepoReference("h/o/a"),
            mount: "/a",
            test: TestSpec(image: "y", suites: [suite])
        )
        #expect(try SuiteTarget("a", in: Specs(apps: [app], libs: [lib])).isLib)
        #expect(try SuiteTarget.suites(of: "a", in: Specs(apps: [app], libs: [lib])).map(\.name) == ["unit"])
        let tested = AppSpec(name: "a", image: "x", test: TestSpec(suites: [suite]))
        #expect(try !SuiteTarget("a", in: Specs(apps: [tested], libs: [lib])).isLib)
        #expect(try SuiteTarget("a", in: Specs(apps: [app])).isLib == false)
    }

    @Test func `what shares a container's network by the name of no spec is left as it is`() throws {
        var files = try Self.files()
        files["apps/ring2.yml"] = "image: x\ncommands: {always: [run]}\ncompose: {net: 'container:elsewhere'}\n"
        #expect(Specs.decode(SpecSources(files: files)).specs.apps["ring2"]?.compose["net"] == "container:elsewhere")
    }
}
