import Testing

@testable import DustyCore

/// What Compose would take for variables, and keys that only apps have: what passes must work.
@Suite struct ComposeVariablesTests {
    private func problems(_ service: String) -> [SpecProblem] {
        let files = ["services/s.yml": service, "bundles/b.yml": "services: [s]\n"]
        let (specs, problems) = Specs.decode(SpecSources(files: files))
        return problems + specs.warnings
    }

    @Test(arguments: [
        ("image: 'x:${TAG:-1}'\n", "image", "TAG"), ("image: '${IMAGE}'\n", "image", "IMAGE"),
    ])
    func `a variable in the name of an image is a problem, because no image has that name`(
        service: String,
        key: String,
        name: String
    ) throws {
        let found = try #require(problems(service).first { $0.message.contains("stays as it is written") })
        #expect(found.key == key && found.severity == .error && found.message.hasPrefix("`${\(name)}` "))
    }

    @Test func `elsewhere it is a warning at its place, which quotes no default`() throws {
        let service = "image: x:1\nenvironment:\n  A: b\n  URL: 'db://u:${PASSWORD:-hunter2hunter2}@db'\n"
        let found = try #require(problems(service).first)
        #expect(found.key == "environment.URL" && found.line == 4 && found.severity == .warning)
        // Who writes a login there may have meant a dollar of the password.
        #expect(found.message.hasPrefix("`${…}` ") && !"\(found)".contains("hunter2"))
        #expect(problems(service).count == 1)
    }

    @Test(arguments: [
        "command: 'echo ${HOME}'", "entrypoint: [sh, -c, 'echo ${HOME}']", "healthcheck: {test: 'test ${HOME}'}",
        "environment: {A: '$HOME', B: 'a$b', C: '$$', D: '${', E: '${}', F: '$$ x $$1'}", "command: 'echo $$ >/pid'",
    ])
    func `what a shell reads, and a dollar that is none of a variable, is nothing to say`(line: String) {
        #expect(problems("image: x:1\n\(line)\n").isEmpty)
    }

    @Test(arguments: ["environment:\n  C: '$${D}'", "command:\n  'echo $$HOME'", "healthcheck:\n  test: 'a $$$$B'"])
    func `two dollars before a name, as Compose wants them, are a warning that says how they are one`(
        line: String
    ) throws {
        let found = try #require(problems("image: x:1\n\(line)\n").first)
        #expect(found.severity == .warning && found.line == 3 && found.message.hasPrefix("`$$` stays two dollars"))
        #expect(found.hint?.contains("`.env`") == true)
    }

    @Test(arguments: [
        "repo: h/o/s", "mount: /x", "commands: {always: [x]}", "scripts: []", "sync: {}", "watch: []", "test: {}",
        "urls: {}",
    ])
    func `keys of apps in a service are said to be theirs`(line: String) throws {
        let found = try #require(problems("image: x:1\n\(line)\n").first)
        #expect(found.message == "unknown key")
        #expect(found.hint?.hasPrefix("apps have it: put this file into apps/") == true)
    }
}
