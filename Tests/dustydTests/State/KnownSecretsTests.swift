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

    @Test func `what was unset or changed stays hidden, because containers and logs still have it`() {
        let secrets = Self.secrets("the-first-value")
        secrets.remember(["api": ["V": "the-second-value"]])
        #expect(secrets.hide("the-first-value the-second-value") == "<redacted> <redacted>")
        secrets.remember([:])
        secrets.remember(["web": ["OTHER": "something-else"]])
        #expect(secrets.hide("the-first-value the-second-value") == "<redacted> <redacted>")
    }

    @Test func `of what is no longer set the newest stays hidden, within bounds`() {
        let secrets = Self.secrets("value-number-0")
        let last = KnownSecrets.mostFormer.values + 1
        for number in 1...last { secrets.remember(["api": ["V": Secret("value-number-\(number)x")]]) }
        let shown = "value-number-0 <redacted> <redacted> <redacted>"
        #expect(secrets.hide("value-number-0 value-number-1x value-number-\(last - 1)x value-number-\(last)x") == shown)
        secrets.remember(["api": ["V": Secret(String(repeating: "v", count: KnownSecrets.mostFormer.bytes))]])
        secrets.remember([:])
        #expect(secrets.hide("value-number-\(last)x") == "value-number-\(last)x")
    }

    @Test(arguments: [
        ("it is correct-hor", "it is <redacted>"), ("it is correct-horse", "it is <redacted>"),
        ("it is correct-horsé", "it is correct-horsé"), ("a pä\u{FFFD}", "a <redacted>"), ("nothing", "nothing"),
    ])
    func `of a text that is cut off the beginning of a value at its end is hidden`(text: String, shown: String) {
        #expect(Self.secrets("correct-horse", "päßwörter").hide(text, isCut: true) == shown)
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

    @Test func `what an earlier daemon's specs had takes no room from what was set on this host`() {
        func values(_ kind: String, _ count: Int) -> [String: Secret] {
            Dictionary(uniqueKeysWithValues: (0..<count).map { ("V\($0)", Secret("\(kind)-value-number-\($0)x")) })
        }
        let secrets = KnownSecrets()
        secrets.remember(former: [".env": values("a-specs", 2000), "api": values("z-host", 700)])
        func isHidden(_ text: String) -> Bool { secrets.hide(text) == "<redacted>" }
        #expect((0..<2000).allSatisfy { isHidden("a-specs-value-number-\($0)x") })
        #expect((0..<700).allSatisfy { isHidden("z-host-value-number-\($0)x") })
        // What is still set is so, whatever becomes of the rest; what is not, is one of the former.
        secrets.remember(["api": values("z-host", 690)])
        secrets.remember(specs: ["a": values("a-specs", 1990)])
        #expect((0..<2000).allSatisfy { isHidden("a-specs-value-number-\($0)x") })
        #expect((0..<700).allSatisfy { isHidden("z-host-value-number-\($0)x") })
    }

    @Test func `what specs have is hidden however much it is, and a new one as well`() {
        let secrets = Self.secrets("value-of-this-host")
        secrets.remember([:])
        let key = (0..<1500).map { "line/number/\($0)/of/the/key" }.joined(separator: "\n")
        secrets.remember(specs: ["a": ["A_KEY": Secret(key)]])
        secrets.remember(specs: ["a": ["A_KEY": Secret(key), "Z_TOKEN": "rotated-value-1"]])
        secrets.remember(specs: ["a": ["A_KEY": Secret(key), "Z_TOKEN": "rotated-value-2"]])
        let text = "line/number/1499/of/the/key rotated-value-1 rotated-value-2 value-of-this-host"
        #expect(secrets.hide(text) == "<redacted> <redacted> <redacted> <redacted>")
    }

    @Test func `of one that is written as name and value the value is hidden too`() {
        let secrets = KnownSecrets()
        secrets.remember(specs: ["a": ["SECRET_PAIR": "FOO=abc12345"]])
        #expect(secrets.hide("abc12345") == "<redacted>")
    }

    @Test func `what containers were made with before the daemon started is hidden too`() {
        let secrets = KnownSecrets()
        secrets.remember(former: ["api": ["TOKEN": "the-first-value"]])
        #expect(secrets.hide("the-first-value") == "<redacted>")
        secrets.remember(["api": ["TOKEN": "the-second-value"]])
        secrets.remember(former: ["api": ["TOKEN": "the-first-value"]])
        #expect(secrets.hide("the-first-value the-second-value") == "<redacted> <redacted>")
    }
}
