import Testing

@testable import DustyCore

@Suite struct SpecGuideTests {
    @Test(arguments: [
        ("app.host_forwarding.host_port", "app.host_forwarding.host_port"),
        ("host_forwarding.0.host_port", "app.host_forwarding.host_port"), ("ready", "app.ready"),
        ("apps.commands.always", "app.commands.always"), ("install", "lib.install"),
        ("test.suites.1.compose.environment", "service.environment"), ("compose.ports.0", "service.ports"),
        ("healthcheck.interval", "service.healthcheck.interval"), ("default_args", "app.test.suites.default_args"),
    ])
    func `A key is found by its path, by its end, and as messages print it`(_ query: String, _ path: String) throws {
        #expect(try SpecGuide.find(query).map { $0.paths[0] } == [path])
    }

    @Test func `A kind lists its keys`() throws {
        #expect(try SpecGuide.find("bundle").map(\.key.name) == ["description", "apps", "services"])
        #expect(try SpecGuide.find("app").map(\.key.name) == SpecTable.app.names)
    }

    @Test func `What means the same in several places is explained once`() throws {
        let topics = try SpecGuide.find("suites.name")
        #expect(topics.map(\.paths) == [["app.test.suites.name", "lib.test.suites.name"]])
        #expect(try SpecGuide.find("mount").map(\.need) == ["required with `repo`", "required"])
    }

    @Test(arguments: [
        ("host_pot", "did you mean `host_port`?"), ("app.comands.always", "did you mean `app.commands.always`?"),
        ("zzzzzz", "run `dusty explain` for all keys"), ("...", "run `dusty explain` for all keys"),
    ])
    func `An unknown key gets a guess`(_ query: String, _ hint: String) {
        let error = #expect(throws: DustyError.self) { try SpecGuide.find(query) }
        #expect(error?.code == .notFound && error?.hint == hint)
    }

    @Test func `Every key of ours has a meaning that is a sentence, and an example that is sound YAML`() throws {
        for topic in SpecGuide.topics {
            #expect(topic.key.meaning.hasSuffix("."), "\(topic.paths[0])")
            guard let example = topic.key.example else { continue }
            let node = try SpecDocument.read(example + "\n", file: "example")
            guard case .map(let entries) = node.content else {
                Issue.record("\(topic.paths[0]): the example is not a mapping")
                continue
            }
            #expect(entries.map(\.key) == [topic.key.name], "\(topic.paths[0])")
            let log = SpecReader.Log(file: "example")
            ShapeCheck(log: log).check(entries[0].value, topic.key.shape, path: topic.key.name)
            #expect(log.problems.isEmpty, "\(topic.paths[0]): \(log.problems)")
        }
    }
}
