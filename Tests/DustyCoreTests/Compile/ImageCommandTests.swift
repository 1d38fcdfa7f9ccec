import Testing

@testable import DustyCore

/// Apps without commands, which run what their images run.
struct ImageCommandTests {
    private func compiled(_ app: String, assets: [String: String] = [:]) throws -> Blueprint {
        let files = ["apps/web.yml": app, "bundles/b.yml": "apps: [web]\n"]
        let specs = try Specs(checking: SpecSources(files: files))
        return try Blueprint(
            compiling: Inputs(
                assembled: AssembledSpecs(specs, activeBundles: ["b"]),
                machine: MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1"),
                assets: assets
            )
        )
    }

    @Test func theContainerRunsWhatTheImageRuns() throws {
        let blueprint = try compiled("image: x\n")
        let definition = try #require(blueprint.compose["web"]?.definition)
        for key in ["command", "entrypoint", "user", "init"] { #expect(definition[key] == nil, "\(key)") }
        #expect(definition["volumes"] == ["/cp/web:/cp"])
        #expect(blueprint.scripts.isEmpty)
    }

    @Test func itsComposeKeysSayWhatElse() throws {
        let blueprint = try compiled("image: x\ncompose: {command: [serve, $A], user: www, entrypoint: /go}\n")
        let definition = try #require(blueprint.compose["web"]?.definition)
        #expect(definition["command"] == ["serve", "$$A"])
        #expect(definition["user"] == "www")
        #expect(definition["entrypoint"] == "/go")
    }

    @Test func scriptsAndAssetsAreThereAsWell() throws {
        let app = "image: x\nscripts: [{name: s, command: [ls]}]\nassets: [{name: key, path: /etc/key}]\n"
        let blueprint = try compiled(app, assets: ["key": "1"])
        #expect(
            blueprint.compose["web"]?.definition["volumes"]
                == ["/cp/web:/cp", "/command_files/web:/command_files:ro", "/persist/dusty_assets/key:/etc/key:ro"]
        )
        #expect(blueprint.scripts.map(\.path) == ["web/dusty_command_file_web_script_s.sh"])
    }
}
