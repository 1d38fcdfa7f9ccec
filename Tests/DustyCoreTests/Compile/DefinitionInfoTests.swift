import DustyCore
import Foundation
import Testing

struct DefinitionInfoTests {
    /// The definition of an app with one secret, as Compose has it, and other places where that stands.
    private func definition(_ value: String, spec: String = "") -> DefinitionInfo {
        let entry = ComposeFile.Entry(
            name: "api",
            kind: .app,
            definition: .map([
                YAMLEntry("command", .list([.string("run"), .string(value)])),
                YAMLEntry(
                    "environment",
                    .map([YAMLEntry("SIGNING_KEY", .string(value)), YAMLEntry("MODE", .string("dev"))])
                ),
            ]),
            fingerprint: ""
        )
        return DefinitionInfo(entry, in: SpecSources(files: ["apps/api.yml": spec]), overrides: [])
    }

    @Test(arguments: [
        "plain-secret", "with$$dollar-secret", "with \"quotes\" and \\ secret", "first-secret\nsecond-secret",
    ])
    func `a secret is taken out of what is compiled, however it is written there`(_ value: String) {
        let info = definition(value)
        #expect(!info.compiled.contains("SIGNING_KEY: \(value)"))
        let environment = info.compiled.split(separator: "environment:").last ?? ""
        #expect(!environment.contains("secret"))
        #expect(environment.contains("MODE: dev"))
        #expect(info.environment.last?.name == "SIGNING_KEY")
    }

    @Test func `it is taken out of the spec and of other places too`() {
        let info = definition(
            "with$$dollar-secret",
            spec: "env:\n  SIGNING_KEY: with$dollar-secret\nrun: with$$dollar-secret\n"
        )
        #expect(!info.spec.contains("dollar-secret"))
        #expect(!info.compiled.contains("dollar-secret"))
    }

    @Test(arguments: [("API_TOKEN", true), ("OPTS", false)])
    func `an earlier daemon does not say what is secret, and the name does`(_ name: String, _ isSecret: Bool) throws {
        let json = #"{"name":"\#(name)","value":"x","overridden":false}"#
        #expect(try Wire.decode(DefinitionInfo.Variable.self, from: Data(json.utf8)).isSecret == isSecret)
    }
}
