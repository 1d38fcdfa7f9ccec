import Testing

@testable import DustyCore

/// Words that YAML 1.1 takes for truth values and numbers, where Compose takes texts.
@Suite struct AsWrittenTests {
    static let words = [
        "yes", "no", "on", "off", "On", "NO", "y", "n", "true", "FALSE", "True", "022", "0o22", "0x10", "0b11", "1e3",
        "1_000", "3.10", "+5", "-0", "2001-12-14", "22:22", ".5", ".inf", "-.Inf", "12345678901234567890", "007", "0",
    ]

    private func service(_ text: String) throws -> (YAMLValue, String) {
        let (specs, problems) = Specs.decode(
            SpecSources(files: ["services/s.yml": text, "bundles/b.yml": "services: [s]\n"])
        )
        #expect(problems == [])
        let service = try #require(specs.services["s"])
        return (service.compose, try Blueprint(compiling: .test(services: [service])).compose.text.revealed)
    }

    @Test(arguments: words)
    func `F16 a variable, a label and a build argument have the value that is written`(_ word: String) throws {
        let (compose, compiled) = try service(
            """
            image: x
            environment: {A: \(word)}
            labels: {L: \(word)}
            build: {context: /src, args: {B: \(word)}}
            """
        )
        for value in [compose["environment"]?["A"], compose["labels"]?["L"], compose["build"]?["args"]?["B"]] {
            #expect(value?.text == word)
        }
        // What reaches Compose is a text in quotes, which every reader of YAML takes for that text, or a word that is one anyway.
        #expect(compiled.contains("A: \"\(word)\"\n") || (word == "y" && compiled.contains("A: \"y\"\n")))
    }

    @Test func `F16 words of a command are as written`() throws {
        let (compose, _) = try service("image: x\ncommand: [echo, yes, 022, no]\nentrypoint: [on]\n")
        #expect(compose["command"] == ["echo", "yes", "022", "no"])
        #expect(compose["entrypoint"] == ["on"])
    }

    @Test func `F16 what is in quotes, tagged, or no free text means what it did`() throws {
        let (compose, _) = try service(
            """
            image: x
            environment: {A: "022", B: !!int 022, C: 'yes'}
            privileged: yes
            mem_limit: 0x10
            restart: no
            command:
            """
        )
        #expect(compose["environment"] == ["A": "022", "B": 18, "C": "yes"])
        #expect(compose["privileged"] == true)
        #expect(compose["mem_limit"] == 16)
        #expect(compose["restart"] == false)
        #expect(compose["command"] == .null)
    }

    @Test func `F16 a merged variable and one of an alias are as written too`() throws {
        let (compose, _) = try service(
            "x-common: &common {A: yes, B: &b 010}\nimage: x\nenvironment: {<<: *common, C: *b}\n"
        )
        let environment = compose["environment"]
        #expect(environment?["A"] == "yes" && environment?["B"] == "010" && environment?["C"] == "010")
    }
}
