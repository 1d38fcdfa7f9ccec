import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct MachineShellTests {
    private func shell(_ connection: SSHConnection, _ runner: any CommandRunner) -> MachineShell {
        MachineShell(
            connection: connection,
            runner: runner,
            environment: ["DOCKER_HOST": "unix:///e"],
            image: "nginx"
        )
    }

    @Test func `root logs in, and only a script that reads something is given input`() async throws {
        try await HeldConnection.with { connection, runner in
            let shell = shell(connection, runner)
            _ = try? await shell.read("cat", ["a b"]) { _ in }
            let quiet = runner.commands.first { $0.last == "sh -c cat dusty 'a b'" }
            #expect(quiet?.contains("-n") == true)
            _ = try? await shell.write(to: "cat", []) { nil }
            let fed = runner.commands.first { $0.last == "sh -c cat dusty" }
            #expect(fed?.contains("-n") == false)
        }
    }

    @Test func `others become root in a container that sees the tree only`() async throws {
        try await HeldConnection.with(isRoot: false) { connection, _ in
            let engine = RecordingRunner()
            let shell = shell(connection, engine)
            _ = try await shell.write(to: "cat \"$1\"", ["a b"]) { nil }
            let command = try #require(engine.commands.last)
            let name = command.arguments[3]
            #expect(name.hasPrefix("--name=dusty-disk-"))
            #expect(
                [command.program] + command.arguments == [
                    "docker", "run", "--rm", "--quiet", name, "--log-driver=none", "--network=none", "--user=0:0",
                    "--security-opt=label=disable", "--volume=/r/default:/r/default", "--entrypoint=sh",
                    "--interactive",
                    "nginx", "-c", "cat \"$1\"", "dusty", "a b",
                ]
            )
            #expect(command.environment == ["DOCKER_HOST": "unix:///e"])
            _ = try await shell.by(.host).read("tar", []) { _ in }
            #expect(
                engine.commands.last?.arguments.suffix(8) == [
                    "--volume=/:/machine", "--entrypoint=chroot", "nginx", "/machine", "/bin/sh", "-c", "tar", "dusty",
                ]
            )
        }
    }

    @Test func `a stream that ends with the connection is an error, whatever came of it`() async throws {
        try await HeldConnection.with { connection, runner in
            let error = await #expect(throws: DustyError.self) {
                try await shell(connection, runner).read("cat", []) { _ in }
            }
            #expect(error?.code == .unavailable && error?.message.contains("lost") == true)
        }
    }

    @Test func `a container ends with what was to run in it`() async throws {
        struct Enough: Error {}
        try await HeldConnection.with(isRoot: false) { connection, _ in
            let engine = RecordingRunner { command in
                command.arguments[0] == "run" ? .failure(125, "unexpected EOF") : RecordingRunner.Answer()
            }
            let shell = shell(connection, engine)
            let error = await #expect(throws: DustyError.self) { try await shell.read("cat", []) { _ in } }
            #expect(error?.code == .unavailable && error?.message.contains("unexpected EOF") == true)
            await #expect(throws: Enough.self) { try await shell.write(to: "cat", []) { throw Enough() } }
            for (run, end) in zip(engine.commands, engine.commands.dropFirst()) where run.arguments[0] == "run" {
                #expect(end.arguments == ["rm", "--force", String(run.arguments[3].dropFirst("--name=".count))])
            }
            #expect(engine.argumentVectors.last?.prefix(3) == ["docker", "rm", "--force"])
        }
    }
}
