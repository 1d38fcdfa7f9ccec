import DustyCore
import Testing

@testable import dustyd

/// What was set on this host is not printed by what jobs run.
@Suite struct KnownSecretsTests {
    private static func secrets(_ values: String...) -> KnownSecrets {
        let secrets = KnownSecrets()
        let named = values.enumerated().map { ("V\($0)", Secret($1)) }
        secrets.remember(["api": Dictionary(uniqueKeysWithValues: named)])
        return secrets
    }

    @Test(arguments: [
        ("fatal: https://ann:hunter2hunter2@host/x: 403", "fatal: https://ann:<redacted>@host/x: 403"),
        ("hunter2hunter2hunter2hunter2", "<redacted><redacted>"),
        ("hunter2hunter2-longer", "<redacted>"),
        ("it is redacted", "it is <redacted>"),
        ("pässwörd and 🦊🦊🦊🦊🦊🦊🦊🦊", "<redacted> and <redacted>"),
        ("ab line-two-of-it cd", "ab <redacted> cd"),
        ("", ""),
        ("hunter2", "hunter2"),
        ("one two, seven77", "one two, seven77"),
        ("RAILS_ENV=development", "RAILS_ENV=development"),
    ])
    func `values of eight characters and more are hidden, everyday ones are not`(text: String, shown: String) {
        let secrets = Self.secrets(
            "hunter2hunter2",
            "hunter2hunter2-longer",
            "redacted",
            "pässwörd",
            "🦊🦊🦊🦊🦊🦊🦊🦊",
            "-\nline-two-of-it\n",
            "",
            "seven77",
            "development"
        )
        #expect(secrets.hide(text) == shown)
    }

    @Test func `what was unset or changed is no longer a secret`() {
        let secrets = Self.secrets("the-first-value")
        secrets.remember(["api": ["V": "the-second-value"]])
        #expect(secrets.hide("the-first-value the-second-value") == "the-first-value <redacted>")
        secrets.remember([:])
        #expect(secrets.hide("the-second-value") == "the-second-value")
    }

    @Test func `settings give out their values, and keep them while the file cannot be read`() async throws {
        let files = MemoryFiles()
        let store = SettingsStore(path: "/etc/config.yml", files: files)
        _ = try await store.change { $0.envOverrides["api"] = ["TOKEN": "correct horse"] }
        #expect(store.secrets.hide("a correct horse b") == "a <redacted> b")
        try files.replace("/etc/env.yml", with: Array("api: {TOKEN: battery staple}\n".utf8), mode: 0o600)
        _ = try await store.current()
        #expect(store.secrets.hide("battery staple") == "<redacted>")
        try files.replace("/etc/env.yml", with: Array("api: [".utf8), mode: 0o600)
        _ = try await store.current()
        #expect(store.secrets.hide("battery staple") == "<redacted>")
    }
}
