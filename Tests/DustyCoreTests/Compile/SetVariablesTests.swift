import Testing

@testable import DustyCore

/// What a Compose file says of the variables that were set on the host.
@Suite struct SetVariablesTests {
    private func text(_ overrides: [String: [String: Secret]]) throws -> Secret {
        let specs: [String: String] = [
            "services/db.yml": "image: x:1\nenvironment: {FROM_SPEC: spec-value}\n",
            "bundles/b.yml": "services: [db]\n",
        ]
        let assembled = AssembledSpecs(try Specs(checking: SpecSources(files: specs)), activeBundles: ["b"])
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        let inputs = Inputs(assembled: assembled, machine: machine, envOverrides: overrides)
        return try Blueprint(compiling: inputs).compose.text
    }

    @Test(arguments: ["plain", "a$b$$c", "1", "yes", "two\nlines", "", "{a: b}", "x: y # z", "ü"])
    func `they are read from the file as they were set, and what specs say is none of them`(value: String) throws {
        let set: [String: [String: Secret]] = ["db": ["TOKEN": Secret(value)], "gone": ["X": "y"]]
        #expect(ComposeFile.setVariables(in: try text(set)) == ["db": ["TOKEN": Secret(value)]])
    }

    @Test(arguments: ["", "services: [", "x-dusty-set: {db: [A]}", "x-dusty-set: 7", "x-dusty-set: {db: A}"])
    func `a file that does not say it, or is none, has none`(text: String) {
        #expect(ComposeFile.setVariables(in: Secret(text)).isEmpty)
    }

    @Test func `the services of a file are told by it, and a text that is none tells nothing`() throws {
        #expect(ComposeFile.services(in: try text([:]))?.contains("db") == true)
        #expect(ComposeFile.services(in: "services: {a: {}, b: {}}") == ["a", "b"])
        #expect(ComposeFile.services(in: "services: [") == nil)
        #expect(ComposeFile.services(in: "x: 1") == [])
    }

    @Test func `without any the file has no such key`() throws {
        #expect(!(try text([:])).revealed.contains("x-dusty"))
    }
}
