import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct ImportCommandTests {
    /// A program in place of docker that notes how it was called and prints a project.
    private func stub(_ directory: TemporaryDirectory, _ rest: String) throws -> String {
        let path = try directory.write(
            "docker",
            "#!/bin/sh\necho \"$@\" >>\(directory.path)/calls\nenv >\(directory.path)/env\n\(rest)"
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    @Test func composeItselfReadsTheProjectWithoutTheUsersVariables() async throws {
        try await TemporaryDirectory.with { directory in
            let program = ComposeConfig(
                launcher: [
                    "sh", try stub(directory, "echo '{\"name\": \"p\", \"services\": {\"db\": {\"image\": \"x\"}}}'\n"),
                ],
                directory: directory.path,
                files: ["/a.yml", "/b.yml"],
                envFiles: ["/e.env"]
            )
            let (project, warnings) = try await program.read()
            #expect(project.services.map(\.name) == ["db"])
            #expect(warnings.isEmpty)
            let calls = try String(contentsOfFile: directory.path + "/calls", encoding: .utf8)
            let common =
                "compose --project-directory \(directory.path) --file /a.yml --file /b.yml --env-file /e.env --profile * config"
            #expect(calls == "\(common) --format json\n\(common) --format json --no-interpolate\n")
            let names = try String(contentsOfFile: directory.path + "/env", encoding: .utf8).split(separator: "\n")
                .compactMap { $0.split(separator: "=").first.map(String.init) }
            #expect(
                Set(names).subtracting(["PATH", "HOME", "PWD", "LC_ALL", "DOCKER_CONFIG", "_", "SHLVL", "OLDPWD"])
                    .isEmpty
            )
        }
    }

    @Test func whatComposeRefusesIsSaidInItsWords() async throws {
        try await TemporaryDirectory.with { directory in
            let rest =
                "[ \"$2\" = version ] && exit 0\necho 'time=\"x\" level=warning msg=\"w\"' >&2\necho 'services.db: no' >&2\nexit 15\n"
            let program = ComposeConfig(
                launcher: ["sh", try stub(directory, rest)],
                directory: directory.path,
                files: [],
                envFiles: []
            )
            let error = await #expect(throws: DustyError.self) { _ = try await program.read() }
            #expect(error?.message == "docker compose refuses the project: services.db: no")
        }
    }

    @Test(arguments: ["exit 1\n", nil])
    func withoutComposeTheErrorSaysWhatToInstall(rest: String?) async throws {
        try await TemporaryDirectory.with { directory in
            let launcher = try rest.map { ["sh", try stub(directory, $0)] } ?? ["docker-that-is-not"]
            let program = ComposeConfig(launcher: launcher, directory: directory.path, files: [], envFiles: [])
            let error = await #expect(throws: DustyError.self) { _ = try await program.read() }
            #expect(error?.code == .unavailable)
            #expect(error?.hint?.contains("docker-compose-plugin") == true)
        }
    }

    @Test func aDirectoryStandsForTheFilesThatComposeWouldFind() async throws {
        try await TemporaryDirectory.with { directory in
            #expect(throws: DustyError.self) { try ProjectFiles([directory.path]) }
            try directory.write("docker-compose.yml", "")
            try directory.write("docker-compose.override.yml", "")
            #expect(
                try ProjectFiles([directory.path]).files
                    == ["\(directory.path)/docker-compose.yml", "\(directory.path)/docker-compose.override.yml"]
            )
            try directory.write("compose.yaml", "")
            #expect(try ProjectFiles([directory.path]).files == ["\(directory.path)/compose.yaml"])
            #expect(throws: DustyError.self) { try ProjectFiles(["\(directory.path)/none.yml"]) }
        }
    }

    @Test func theOriginOfACloneIsItsAddress() async throws {
        try await TemporaryDirectory.with { directory in
            let (clone, bare) = (directory.path + "/clone", directory.path + "/bare.git")
            try ChildProgram.run(["git", "init", "-q", "--bare", bare], changing: [:])
            try ChildProgram.run(["git", "init", "-q", clone], changing: [:])
            #expect(GitDirectory.isBare(bare) && !GitDirectory.isBare(clone))
            #expect(await ProjectFiles.address(of: clone) == nil)
            try ChildProgram.run(["git", "-C", clone, "remote", "add", "origin", "x"], changing: [:])
            for (origin, address) in [
                ("git@github.com:acme/shop.git", "git@github.com:acme/shop.git"), ("https://h/a/b", "https://h/a/b"),
                ("ssh://git@h/a/b", "ssh://git@h/a/b"), ("https://ann:key@h/a/b", "https://h/a/b"), (bare, bare),
                ("file://" + bare, bare), (bare + "-gone", nil), ("../bare.git", nil), ("a/b", nil),
                ("ext::sh -c x", nil),
            ] {
                try ChildProgram.run(["git", "-C", clone, "remote", "set-url", "origin", origin], changing: [:])
                #expect(await ProjectFiles.address(of: clone) == address, "\(origin)")
            }
        }
    }

    @Test(arguments: [
        ("build", "use `dusty rebuild NAME`"), ("stauts", "did you mean `dusty status`?"),
        ("xyzzy", "run `dusty --help` for the list"),
    ])
    func aWordThatIsNoCommandLeadsToTheNearest(word: String, hint: String) throws {
        let commands = ["status", "up", "shell"]
        let unknown = try #require(UnknownCommand([word, "x"], commands: commands))
        #expect(unknown.error(among: commands).hint == hint)
        #expect(UnknownCommand(["up"], commands: commands) == nil)
        #expect(UnknownCommand(["--help"], commands: commands) == nil)
    }
}
