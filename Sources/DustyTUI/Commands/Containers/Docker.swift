import ArgumentParser
import CLibrary
import DustyCore

extension Dusty {
    struct Docker: DaemonCommand {
        static let configuration = CommandConfiguration(
            commandName: "docker",
            abstract: "Run docker with the engine of the machine in use.",
            discussion: """
                Everything behind `docker` is docker's own, `--help` too, and so is the
                exit code.

                Example:
                  dusty docker ps
                  dusty docker compose version
                """
        )

        /// The engine of this host if the daemon uses no other.
        private static let standard = "unix:///var/run/docker.sock"

        @Argument(parsing: .captureForPassthrough, help: "What docker is told.")
        var arguments: [String] = []

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let host = Self.host(try await Dusty.Machine.find(nil, daemon), isRoot: geteuid() == 0)
            setenv("DOCKER_HOST", host, 1)
            // It would win over DOCKER_HOST.
            unsetenv("DOCKER_CONTEXT")
            throw ChildProgram.become(
                ["docker"] + arguments,
                missing: HostWords.own.advice("install it", "docker")
            )
        }

        /// The value of `DOCKER_HOST`.
        static func host(_ machine: MachineInfo, isRoot: Bool) -> String {
            Dusty.Machine.Env.host(machine, isRoot: isRoot) ?? machine.engineSocket.map { "unix://\($0)" } ?? standard
        }
    }
}
