import ArgumentParser
import DustyCore
import Foundation
import Testing

@testable import DustyTUI

struct ExplainTests {
    private let captured = CapturedConsole()

    private func run(_ arguments: String...) async throws {
        let daemon = ScriptedDaemon(ScriptedDaemon.Answers())
        let command = try #require(try Dusty.parseAsRoot(["explain"] + arguments) as? Dusty.Explain)
        try await command.run(daemon, captured.console())
        #expect(daemon.calls.isEmpty)
    }

    @Test func aKeyIsExplainedWithTypeNeedAndExample() async throws {
        try await run("host_forwarding.0.host_port")
        #expect(
            captured.out == """
                app.host_forwarding.host_port, service.host_forwarding.host_port
                  a whole number from 1 to 65535
                  required

                  Port under which it answers. Many names may share one port, unless it is a stream.

                  Example:
                    host_port: 80

                """
        )
    }

    @Test func aKeyWithKeysBelowNamesThem() async throws {
        try await run("ready")
        #expect(captured.out.contains("\n  Keys: tcp, http, exec, timeout\n"))
    }

    @Test func withoutAKeyAllAreListed() async throws {
        try await run()
        let lines = captured.out.split(separator: "\n")
        #expect(lines.count == SpecGuide.topics.count + 1)
        #expect(lines.contains { $0.hasPrefix("app.commands.always") })
    }

    @Test func jsonHasEveryFact() async throws {
        try await run("type", "--json")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(captured.out.utf8)) as? [String: Any])
        let keys = try #require(report["keys"] as? [[String: Any]])
        #expect(keys.map { $0["key"] as? String } == ["app.host_forwarding.type", "service.volumes.type"])
        #expect(keys.first?["default"] as? String == "http")
        #expect(keys.first?["required"] as? Bool == false)
    }

    @Test func aSchemaIsPrinted() async throws {
        try await run("--schema", "bundle")
        #expect(captured.out == SpecSchema.text(of: "bundle"))
        let code = await Execution.run(["explain", "--schema", "bundles"], console: captured.console())
        #expect(code.rawValue == 64)
    }

    @Test func anUnknownKeyFails() async throws {
        let error = await #expect(throws: DustyError.self) { try await run("host_pot") }
        #expect(error?.hint == "did you mean `host_port`?")
    }

    @Test func theExampleOfTheReferenceIsSound() {
        let files = Dictionary(SpecsDocument.exampleFiles.map { ($0.path, $0.text + "\n") }) { $1 }
        #expect(Specs.decode(SpecSources(files: files)).problems == [])
    }
}
