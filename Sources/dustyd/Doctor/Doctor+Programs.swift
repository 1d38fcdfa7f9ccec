import DustyCore

extension Doctor {
    /// A program that jobs start.
    struct Program: Sendable {
        let name: String
        let arguments: [String]
        /// What fails without it.
        let need: String
        let isVital: Bool
    }

    static let programs = [
        Program(name: "git", arguments: ["--version"], need: "repos cannot be cloned", isVital: true),
        Program(name: "rsync", arguments: ["--version"], need: "code cannot be synced", isVital: true),
        Program(name: "ssh", arguments: ["-V"], need: "repos at ssh addresses cannot be cloned", isVital: false),
        Program(name: "tar", arguments: ["--version"], need: "backups cannot be made", isVital: false),
    ]

    func check(_ program: Program) async -> DoctorCheck {
        do {
            let result = try await programs.run(Command(program: program.name, arguments: program.arguments)) { _ in }
            let line = (result.output + result.errorOutput).split(whereSeparator: \.isNewline).first
            return DoctorCheck(program.name, .ok, String((line ?? "installed").prefix(100)))
        } catch {
            return DoctorCheck(
                program.name,
                program.isVital ? .failure : .warning,
                "\(program.name) is not installed: \(program.need)",
                remedy: (error as? DustyError)?.hint
            )
        }
    }

    func engineCheck(_ engine: Result<EngineFacts, any Error>) -> DoctorCheck {
        switch engine {
        case .success(let facts):
            DoctorCheck(
                "engine",
                .ok,
                "Docker \(facts.version), API \(facts.api)" + (paths.machineName.map { ", on `\($0)`" } ?? "")
            )
        case .failure(let error):
            DoctorCheck(
                "engine",
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint
            )
        }
    }

    func composeCheck() async -> DoctorCheck {
        for (name, leading) in ComposeProgram.candidates {
            let command = Command(program: name, arguments: leading + ["version", "--short"])
            guard let result = try? await programs.run(command, onLine: { _ in }), result.status == 0,
                let program = ComposeProgram(program: name, leading: leading, version: result.output)
            else { continue }
            let version = "\(([name] + leading).joined(separator: " ")) \(program.major).\(program.minor)"
            guard !program.isCurrent else { return DoctorCheck("compose", .ok, version) }
            return DoctorCheck(
                "compose",
                .warning,
                "\(version) is of the old generation; containers of removed specs stay",
                remedy: "install Docker Compose 2"
            )
        }
        return DoctorCheck(
            "compose",
            .failure,
            "Docker Compose was found neither as `docker compose` nor as `docker-compose`",
            remedy: "install it, on Debian: apt-get install docker-compose"
        )
    }

    /// Certificates, `--since` and the order of log lines go wrong when two clocks differ.
    func clockCheck(_ facts: EngineFacts) -> DoctorCheck {
        guard let time = facts.time else { return DoctorCheck("clock", .ok, "the engine does not tell its time") }
        let difference = abs(runner.observatory.now.seconds(since: time))
        guard difference > 5 else { return DoctorCheck("clock", .ok, "the engine's clock agrees with this host's") }
        return DoctorCheck(
            "clock",
            .warning,
            "the engine's clock and this host's differ by \(Int(difference)) s",
            remedy: "set the clock of the machine that the engine runs on, such as with chrony"
        )
    }
}
