import Testing

@testable import DustyCore

@Suite struct BareVariableTests {
    private func problems(_ service: String) -> [SpecProblem] {
        Specs.decode(
            SpecSources(files: ["services/s.yml": "image: x\n" + service, "bundles/b.yml": "services: [s]\n"])
        ).problems
    }

    @Test(arguments: [
        ("environment: [PATH, A=1, AWS_PROFILE]\n", ["environment.0", "environment.2"], 2, 15),
        ("environment:\n  A: \"\"\n  FOO:\n", ["environment.FOO"], 4, 3),
        ("build:\n  context: /src\n  args: [HTTP_PROXY]\n", ["build.args.0"], 4, 10),
    ])
    func `F15 a variable without a value is a problem that says what to write`(
        _ text: String,
        _ keys: [String],
        _ line: Int,
        _ column: Int
    ) {
        let problems = problems(text)
        #expect(problems.map(\.key) == keys)
        #expect(problems.first?.line == line)
        #expect(problems.first?.column == column)
        #expect(problems.allSatisfy { $0.message == problems.first?.message })
        #expect(problems.first?.hint?.contains("dusty env set") == true)
    }

    @Test func `F15 a variable with a value, even an empty one, is not bare`() {
        #expect(problems("environment: [A=, B=1]\n") == [])
        #expect(problems("environment: {A: \"\", B: 1}\n") == [])
    }

    @Test func `F15 a suite's and an app's variables are looked at too`() throws {
        let app = """
            image: x
            commands: {always: [run]}
            compose: {environment: [HOME]}
            test: {suites: [{name: unit, command: [t], compose: {environment: [HOME]}}]}
            """
        let found = Specs.decode(SpecSources(files: ["apps/a.yml": app, "bundles/b.yml": "apps: [a]\n"])).problems
        #expect(found.map(\.key) == ["compose.environment.0", "test.suites.0.compose.environment.0"])
    }

    @Test func `F15 even compiled by hand a bare name reaches no Compose file, and no reference is replaced in any`()
        throws
    {
        var service = ServiceSpec(name: "s", compose: ["image": "x"])
        service.compose["environment"] = ["A", "B=${HOME}", "C=$$"]
        service.compose["command"] = ["echo", "$PATH ${DOCKER_HOST:-x}"]
        let text = try Blueprint(compiling: .test(services: [service])).compose.text.revealed
        #expect(!text.contains("A:"))
        // Every dollar is one of two, which Compose takes for one and replaces nothing.
        #expect(!text.replacing("$$", with: "").contains("$"))
        #expect(text.contains("B: \"$${HOME}\""))
    }
}
