import Testing

@testable import DustyCore

/// Values of the specs' own variables that look secret, wherever a container has them.
@Suite struct SpecSecretsTests {
    private let service = """
        image: x:1
        command: serve --pass ${DB_PASSWORD}
        environment: {PLAIN: "say $DB_PASSWORD", LEVEL: $LEVEL}
        labels: {note: $SIGN}
        """

    private func sources(_ environment: String) -> SpecSources {
        let files = [
            "services/s.yml": service, "services/t.yml": "image: y:1\n", "bundles/b.yml": "services: [s, t]\n",
        ]
        return SpecSources(files: files, environment: Secret(environment))
    }

    private func blueprint(_ environment: String) throws -> Blueprint {
        let assembled = AssembledSpecs(try Specs(checking: sources(environment)), activeBundles: ["b"])
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        return try Blueprint(compiling: Inputs(assembled: assembled, machine: machine))
    }

    private let before = "DB_PASSWORD=pa$$word1\nLEVEL=info-level\nSIGN=\"-$DB_PASSWORD-\"\nUNUSED_TOKEN=elsewhere\n"
    private let after = "DB_PASSWORD=other$$word2\nLEVEL=debug-level\nSIGN=\"-$DB_PASSWORD-\"\n"

    @Test func `the Compose file has them, and says which they are`() throws {
        let text = try blueprint(before).compose.text
        #expect(text.revealed.contains("serve --pass pa$$word1"))
        #expect(
            ComposeFile.setVariables(in: text) == [".env": ["DB_PASSWORD": "pa$word1", "SIGN": "-pa$word1-"]]
        )
        #expect(!(try blueprint("DB_PASSWORD=\nLEVEL=1\nSIGN=2\n")).compose.text.revealed.contains("elsewhere"))
    }

    @Test func `a plan shows neither the old ones nor the new ones, and that they changed`() throws {
        let old = try blueprint(before).compose.text
        let shown = ShownComposeFiles(from: old, to: try blueprint(after).compose)
        for text in [shown.old ?? "", shown.new] {
            #expect(!text.contains("word1") && !text.contains("word2") && text.contains("serve --pass <redacted>"))
        }
        #expect(shown.new.contains("serve --pass <redacted> (changed)") && !(shown.old ?? "").contains("(changed)"))
        #expect(shown.old?.contains("info-level") == true && shown.new.contains("debug-level"))
        let same = ShownComposeFiles(from: old, to: try blueprint(before).compose)
        #expect(same.old == same.new)
    }

    @Test func `one that is written as name and value is hidden as a variable of its own too`() throws {
        let text = "image: x:1\nenvironment: ['${SECRET_PAIR}']\nlabels: {seen: abc123}\n"
        let files = ["services/s.yml": text, "bundles/b.yml": "services: [s]\n"]
        func blueprint(_ environment: Secret) throws -> (SpecSources, ComposeFile) {
            let sources = SpecSources(files: files, environment: environment)
            let assembled = AssembledSpecs(try Specs(checking: sources), activeBundles: ["b"])
            let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
            return (sources, try Blueprint(compiling: Inputs(assembled: assembled, machine: machine)).compose)
        }
        let (sources, compose) = try blueprint("SECRET_PAIR=FOO=abc123\n")
        #expect(compose.text.revealed.contains("FOO: \"abc123\"") || compose.text.revealed.contains("FOO: abc123"))
        let shown = ShownComposeFiles(from: compose.text, to: try blueprint("SECRET_PAIR=FOO=xyz789\n").1)
        #expect(!"\(shown.old ?? "") \(shown.new)".contains("xyz789") && shown.old?.contains("abc123") == false)
        let info = DefinitionInfo(try #require(compose["s"]), in: sources, overrides: [])
        #expect(!"\(info.compiled) \(info.environment)".contains("abc123"))
    }

    @Test func `a definition hides them until they are asked for`() throws {
        let entry = try #require(try blueprint(before).compose["s"])
        let info = DefinitionInfo(entry, in: sources(before), overrides: [])
        #expect(!"\(info.compiled) \(info.spec) \(info.environment)".contains("word1"))
        #expect(info.spec.contains("${DB_PASSWORD}"))
        #expect(info.environment.map(\.value) == ["info-level", "<redacted>"])
        let revealed = DefinitionInfo(entry, in: sources(before), overrides: [], revealing: true)
        #expect(revealed.environment.map(\.value) == ["info-level", "say pa$word1"])
        // Who asked for them still knows which are not to be in plain view.
        #expect(revealed.environment.map(\.isSecret) == [false, true])
        #expect(info.environment.map(\.isSecret) == [false, true])
    }

    @Test func `a problem hides them wherever it is`() throws {
        let text = "image: x:1\nlinks: [hunter22hunter]\n"
        let files = ["services/s.yml": text, "bundles/b.yml": "services: [s]\n"]
        let problems = Specs.decode(SpecSources(files: files, environment: "A_TOKEN=hunter22hunter\n")).problems
        #expect(!problems.isEmpty && !"\(problems)".contains("hunter22"))
    }
}
