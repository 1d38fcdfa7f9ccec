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
            let quiet = shell.command("cat", ["a b"], by: shell.way)
            #expect(quiet.program == "ssh" && quiet.arguments.contains("-n"))
            #expect(quiet.arguments.last == "sh -c cat dusty 'a b'")
            let fed = shell.command("cat", [], by: shell.way, takesInput: true)
            #expect(!fed.arguments.contains("-n"))
        }
    }

    @Test func `somebody else becomes root in a container that sees the tree only`() async throws {
        try await HeldConnection.with(isRoot: false) { connection, runner in
            let shell = shell(connection, runner)
            #expect(shell.way != .login)
            let command = shell.command("cat \"$1\"", ["a b"], by: .container("c"), takesInput: true)
            #expect(
                [command.program] + command.arguments == [
                    "docker", "run", "--rm", "--quiet", "--name=c", "--log-driver=none", "--network=none", "--user=0:0",
                    "--security-opt=label=disable", "--volume=/r/default:/r/default", "--entrypoint=sh",
                    "--interactive",
                    "nginx", "-c", "cat \"$1\"", "dusty", "a b",
                ]
            )
            let host = shell.command("tar", [], by: .host("c"))
            #expect(
                host.arguments.suffix(8) == [
                    "--volume=/:/machine", "--entrypoint=chroot", "nginx", "/machine", "/bin/sh", "-c", "tar", "dusty",
                ]
            )
            #expect(command.environment == ["DOCKER_HOST": "unix:///e"])
        }
    }

    @Test func `a stream that ends with the connection is an error, whatever came of it`() async throws {
        try await HeldConnection.with { connection, runner in
            let shell = shell(connection, runner)
            let error = await #expect(throws: DustyError.self) {
                try await shell.stream(by: .login) { _ in
                    CommandResult(status: 255, output: "", errorOutput: "")
                }
            }
            #expect(error?.code == .unavailable && error?.message.contains("lost") == true)
        }
        try await HeldConnection.with(isRoot: false) { connection, _ in
            let engine = RecordingRunner()
            let other = shell(connection, engine)
            await #expect(throws: DustyError.self) {
                try await other.stream(by: .container("c")) { _ in
                    CommandResult(status: 125, output: "", errorOutput: "unexpected EOF")
                }
            }
            #expect(engine.argumentVectors == [["docker", "rm", "--force", "c"]])
        }
    }
}
