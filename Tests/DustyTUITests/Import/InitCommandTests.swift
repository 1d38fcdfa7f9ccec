import ArgumentParser
import DustyCore
import DustyTestSupport
import Foundation
import Synchronization
import Testing

@testable import DustyTUI

struct InitCommandTests {
    private let captured = CapturedConsole()

    private func run(_ arguments: [String], typed: [String]? = nil) async throws {
        let lines = Mutex(typed ?? [])
        let question = typed.map { _ in
            Question { _ in lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        }
        try await Dusty.Init.parse(arguments).run(captured.console(), question)
    }

    @Test func withoutATerminalOptionsAndWhatIsFoundDecide() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/requirements.txt", "flask\n")
            try directory.write("shop/app.py", "")
            let target = directory.path + "/specs"
            try await run([target, "--code", directory.path + "/shop", "--service", "postgres"])
            let specs = try Specs(checking: SpecSources(directory: target))
            #expect(specs.apps["shop"]?.image == "python:3.12")
            #expect(specs.apps["shop"]?.hostForwarding.first?.hostName == "shop.test")
            #expect(specs.services.keys.sorted() == ["postgres"])
            #expect(captured.out.contains("dusty setup --specs-repo \(target) --bundle shop"))
            await #expect(throws: DustyError.self) { try await run([target, "--code", directory.path + "/shop"]) }
        }
    }

    @Test func `A clone is named by where others get it, and the working copy is used`() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/requirements.txt", "flask\n")
            let (code, target) = (directory.path + "/shop", directory.path + "/specs")
            try ChildProgram.run(["git", "-C", code, "init", "-q"])
            let origin = "git@git.acme.test:acme/shop.git"
            try ChildProgram.run(["git", "-C", code, "remote", "add", "origin", origin])
            try await run([target, "--code", code])
            let repo = try #require(try Specs(checking: SpecSources(directory: target)).apps["shop"]?.repo)
            #expect(repo == RepoReference(origin))
            #expect(captured.out.contains("dusty repos override \(repo.name) \(code)\n"))
        }
    }

    @Test func answersWinOverProposals() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/package.json", "{}")
            let target = directory.path + "/specs"
            let typed = ["till", "node:20", "npm run dev", "4000", "till.acme.test", "redis mysql"]
            try await run([target, "--code", directory.path + "/shop"], typed: typed)
            let app = try #require(try Specs(checking: SpecSources(directory: target)).apps["till"])
            #expect(app.image == "node:20")
            #expect(
                app.hostForwarding == [HostForwarding(hostName: "till.acme.test", hostPort: 80, containerPort: 4000)]
            )
            #expect(app.depends.services == ["redis", "mysql"])
        }
    }

    @Test func aWrongAnswerIsAskedForAgain() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/package.json", "{}")
            let target = directory.path + "/specs"
            let typed = [
                "My Till", "till", "node:20", "npm start", "http", "4000", "till.test", "redis postgress", "postgres",
            ]
            try await run([target, "--code", directory.path + "/shop"], typed: typed)
            let app = try #require(try Specs(checking: SpecSources(directory: target)).apps["till"])
            #expect(app.hostForwarding.first?.containerPort == 4000)
            #expect(app.depends.services == ["postgres"])
            #expect(captured.error.contains("`postgress` is not a service that `init` knows"))
            let postgres = try String(contentsOfFile: target + "/services/postgres.yml", encoding: .utf8)
            #expect(postgres.contains("127.0.0.1"))
        }
    }

    @Test func aComposeFileIsProposedForImport() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/compose.yaml", "services: {}\n")
            let arguments = [directory.path + "/specs", "--code", directory.path + "/shop"]
            let error = await #expect(throws: DustyError.self) { try await run(arguments) }
            #expect(error?.hint?.contains("dusty import") == true)
            try await run(arguments + ["--image", "x", "--command", "run"])
            #expect(try Specs(checking: SpecSources(directory: directory.path + "/specs")).apps["shop"]?.image == "x")
        }
    }

    @Test(arguments: [["--service", "oracle"], ["--name", "My Shop"]])
    func whatCannotBeIsRefusedWithAHint(options: [String]) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("shop/go.mod", "")
            let arguments = [directory.path + "/specs", "--code", directory.path + "/shop"] + options
            let error = await #expect(throws: DustyError.self) { try await run(arguments) }
            #expect(error?.hint != nil)
            #expect(!FileManager.default.fileExists(atPath: directory.path + "/specs"))
        }
    }
}
