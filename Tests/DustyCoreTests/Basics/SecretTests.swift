import Testing

@testable import DustyCore

@Suite struct SecretTests {
    private static let value = "hunter2-very-secret"

    @Test func `a secret is printed by nothing, also inside of what holds it`() {
        let secret = Secret(Self.value)
        let settings = ["api": ["DB_PASSWORD": secret]]
        let request = EnvRequest(name: "api", set: [EnvVariable(name: "DB_PASSWORD", value: Self.value)])
        let definition: YAMLValue = .map([YAMLEntry("environment", .map([YAMLEntry("A", .secret(secret))]))])
        let inputs = Inputs.test(envOverrides: settings)
        var plan = Plan()
        plan.composeFile = secret
        for thing in [secret, settings, request, definition, inputs, plan, secret as Secret?] as [Any?] {
            var dumped = ""
            dump(thing, to: &dumped)
            for text in ["\(thing as Any)", String(reflecting: thing), dumped] {
                #expect(!text.contains("hunter2"), "\(text)")
            }
        }
        #expect(!((secret as Any) is any Encodable))
        #expect(secret.revealed == Self.value)
    }

    @Test func `a secret is in the Compose file and in no other text that is made of it`() throws {
        let app = AppSpec(name: "a", image: "x", always: ["run"])
        let blueprint = try Blueprint(
            compiling: .test(apps: [app], envOverrides: ["a": ["MODE": Secret("\(Self.value)$1")]])
        )
        #expect(blueprint.compose.text.revealed.contains("MODE: \"hunter2-very-secret$$1\""))
        let tree = blueprint.compose.tree
        for text in [YAMLWriter.text(of: tree), JSONText.text(of: tree), tree.flow, "\(blueprint)"] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(arguments: [
        ("DATABASE_URL", "postgres://app:pw@db/shop", true), ("DATABASE_URL", "postgres://db/shop", false),
        ("HOME_PAGE", "https://x.test/a@b:c", false), ("MAIL", "ann@x.test", false), ("LEVEL", "a:b@c", false),
        ("DB_PW", "x", true), ("PWA", "x", false), ("SLACK_WEBHOOK", "x", true),
        ("OUT", "https://hooks.x.test/a/b", true),
        ("OUT", "https://x.test/api/webhooks/1/abc", true), ("STRIPE", "sk_" + "live_abcdefghij0123", true),
        ("GH", "ghp_" + "0123456789abcdefghij", true), ("TASK", "task_list_of_things", false),
    ])
    func `an address with a password in it, a token or a hook is a secret whatever the variable is called`(
        _ name: String,
        _ value: String,
        _ isSecret: Bool
    ) {
        #expect(EnvVariable(name: name, value: value).looksSecret == isSecret)
    }

    @Test func `what earlier versions quoted of settings is taken out of their errors`() {
        let old = "/etc/dusty/env.yml cannot be read: 3:1: error: parser: …\napi:\n  DB: hunter2"
        #expect(Redactor.withoutQuotedSettings(old) == "/etc/dusty/env.yml cannot be read: <redacted>")
        #expect(Redactor.withoutQuotedSettings("the disk cannot be read: no") == "the disk cannot be read: no")
    }
}

@Suite struct HiddenDiffTests {
    private let places = PlanReport.Places(hosts: "/h", proxyConfig: "/p", composeFile: "/c", commandFiles: "/f")

    private func blueprint(_ environment: YAMLValue, _ overrides: [String: Secret] = [:]) throws -> Blueprint {
        var app = AppSpec(name: "a", image: "x", always: ["run"])
        app.compose = ["environment": environment, "labels": ["note": "LEVEL"]]
        return try Blueprint(compiling: .test(apps: [app], envOverrides: ["a": overrides]))
    }

    private func diff(from old: Secret?, to new: Blueprint) -> String {
        var observed = Observed()
        observed.composeFile = old
        let plan = Planner.plan(new, from: observed)
        let report = PlanReport(plan, to: new, from: observed, places: places)
        return report.diffs.first { $0.path == "/c" }?.diff ?? ""
    }

    @Test func `a plan shows that a variable of this host changed, and neither value`() throws {
        let old = try blueprint(["API_KEY": "spec-hidden-1", "LEVEL": "info"], ["MODE": "hidden-old"])
        let overrides: [String: Secret] = ["MODE": "hidden-new", "DB": "hidden-3"]
        let new = try blueprint(["API_KEY": "spec-hidden-2", "LEVEL": "debug"], overrides)
        let text = diff(from: old.compose.text, to: new)
        #expect(!text.contains("hidden"), "\(text)")
        #expect(text.contains("-      MODE: \"<redacted>\"\n"))
        #expect(text.contains("+      MODE: \"<redacted> (changed)\"\n"))
        #expect(text.contains("+      API_KEY: \"<redacted> (changed)\"\n"))
        #expect(text.contains("+      DB: \"<redacted>\"\n"))
        #expect(text.contains("-      LEVEL: info\n"))
        #expect(text.contains("+      LEVEL: debug\n"))
    }

    @Test func `what did not change is no difference, and what was unset is not shown`() throws {
        let old = try blueprint(["LEVEL": "info"], ["TOKEN": "hidden-token", "MODE": "x"])
        #expect(diff(from: old.compose.text, to: old) == "")
        let text = diff(from: old.compose.text, to: try blueprint(["LEVEL": "info"], ["MODE": "x"]))
        #expect(!text.contains("hidden"), "\(text)")
        #expect(text.contains("-      TOKEN: \"<redacted>\"\n"))
    }

    @Test func `a secret that stands elsewhere in the file is hidden there too`() throws {
        let words = ["run", "--with", "hidden-elsewhere"]
        var app = AppSpec(name: "a", image: "x", always: words)
        app.compose = ["environment": ["API_TOKEN": "hidden-elsewhere"], "labels": ["note": "hidden-elsewhere"]]
        let new = try Blueprint(compiling: .test(apps: [app]))
        #expect(!diff(from: nil, to: new).contains("hidden-elsewhere"))
    }

    @Test func `an old file that cannot be read is not shown at all`() throws {
        let text = diff(from: Secret("services: [hidden\n"), to: try blueprint(["LEVEL": "info"]))
        #expect(!text.contains("hidden"))
        #expect(text.contains("-# This file cannot be read"))
    }
}
