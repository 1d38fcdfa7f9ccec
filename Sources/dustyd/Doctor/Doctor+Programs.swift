import DustyCore

extension Doctor {
    /// A program that jobs start.
    struct Program: Sendable {
        let name: String
        let arguments: [String]
        /// What fails without it.
        let need: String
        let isVital: Bool
        /// The first version that knows what it is asked for.
        let floor: ProgramVersion
        /// A word that only this program prints.
        var sign = ""
    }

    static let programs = [
        Program(
            name: "git",
            arguments: ["--version"],
            need: "repos cannot be cloned",
            isVital: true,
            floor: ProgramVersion(2, 12),
            sign: "git version"
        ),
        Program(
            name: "rsync",
            arguments: ["--version"],
            need: "code cannot be synced",
            isVital: true,
            floor: ProgramVersion(3, 1)
        ),
        Program(
            name: "ssh",
            arguments: ["-V"],
            need: "repos at ssh addresses cannot be cloned",
            isVital: false,
            floor: ProgramVersion(7, 6),
            sign: "OpenSSH"
        ),
        Program(
            name: "tar",
            arguments: ["--version"],
            need: "backups cannot be made",
            isVital: false,
            floor: ProgramVersion(1, 27),
            sign: "GNU tar"
        ),
    ]

    /// Whether a program exists, runs successfully and is new enough: a broken one counts as missing.
    func check(_ program: Program) async -> DoctorCheck {
        func fault(_ message: String, _ remedy: String?) -> DoctorCheck {
            DoctorCheck(
                program.name,
                program.isVital ? .failure : .warning,
                "\(message); \(program.need)",
                remedy: remedy ?? Self.install(program.name)
            )
        }
        do {
            let result = try await programs.run(
                Command(program: program.name, arguments: program.arguments, limit: Self.programLimit)
            ) { _ in }
            guard result.status == 0 else {
                let failure = ProgramFailure(result, lines: 1)
                let said = failure.words.last.map { ": \($0.prefix(200))" } ?? ""
                return fault(
                    "is installed, but does not work: "
                        + "`\(([program.name] + program.arguments).joined(separator: " "))` \(failure.ending.event)\(said)",
                    failure.advice ?? Self.install(program.name, again: true)
                )
            }
            let output = result.output + result.errorOutput
            let line = String((output.split(whereSeparator: \.isNewline).first ?? "").prefix(100))
            guard program.sign.isEmpty || output.contains(program.sign), let version = ProgramVersion(in: output) else {
                return fault("\(program.name) is not the right program: it prints `\(line)`", nil)
            }
            guard version >= program.floor else {
                return fault("\(program.name) \(version) is too old, at least \(program.floor) is needed", nil)
            }
            return DoctorCheck(program.name, .ok, line)
        } catch {
            let failure = error as? DustyError
            return fault(failure?.message ?? "\(error)", failure?.hint)
        }
    }

    static let programLimit = Duration.seconds(5)

    private static func install(_ program: String, again: Bool = false) -> String {
        HostWords.own.advice(again ? "reinstall it" : "install a newer one", program, again: again)
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
        do {
            let search = try await ComposeSearch(runner: programs).run()
            guard let program = search.program else {
                return DoctorCheck("compose", .failure, search.error.message, remedy: search.error.hint)
            }
            let version = "\(search.words) \(program.major).\(program.minor)"
            guard !program.isCurrent else { return DoctorCheck("compose", .ok, version) }
            let why = search.refusals.first.map { " (\($0.message))" } ?? ""
            return DoctorCheck(
                "compose",
                .warning,
                "\(version) is too old\(why); containers of removed specs stay",
                remedy: "install Docker Compose 2"
            )
        } catch {
            return DoctorCheck("compose", .failure, "\(error)")
        }
    }

    /// Certificates, `--since` and the order of log lines go wrong when two clocks differ.
    func clockCheck(_ facts: EngineFacts) -> DoctorCheck {
        guard let time = facts.time else { return DoctorCheck("clock", .ok, "the engine does not report its time") }
        let difference = abs(stack.observatory.now.seconds(since: time))
        guard difference > 5 else { return DoctorCheck("clock", .ok, "the engine's clock agrees with this host's") }
        return DoctorCheck(
            "clock",
            .warning,
            "the engine's clock and this host's differ by \(Int(difference)) s",
            remedy: "set the clock of the engine's machine, for example with chrony"
        )
    }
}

/// The first two numbers of a program's version.
struct ProgramVersion: Sendable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The first version in what a program prints of itself, such as `rsync  version 3.2.7` or `OpenSSH_9.2p1`; nil without one.
    init?(in text: some StringProtocol) {
        guard let match = String(text).firstMatch(of: /(\d{1,6})\.(\d{1,6})/), let major = Int(match.1),
            let minor = Int(match.2)
        else { return nil }
        self.init(major, minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
