import CLibrary
import DustyCore
import Subprocess

extension SubprocessRunner {
    /// The search path of the daemon's own environment.
    static var inheritedPath: String {
        getenv("PATH").map { String(cString: $0) } ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }

    /// The user that this process runs as, asked for once.
    static let currentUser: User = {
        let uid = geteuid()
        return User.lookup(uid: uid)
            ?? User(
                uid: uid,
                gid: getegid(),
                groups: [getegid()],
                name: "uid\(uid)",
                home: uid == 0 ? Platform.rootHome : "/"
            )
    }()

    /// A failure to start a program, in words that say what to do.
    func explain(_ error: SubprocessError, _ command: Command) -> DustyError {
        switch error.code {
        case .executableNotFound: return notFound(command.program)
        case .failedToChangeWorkingDirectory:
            return DustyError(
                .failed,
                "\(command.program) cannot run in \(command.directory ?? "/"): \(error)",
                hint: "check that the directory exists and that \((command.user ?? daemonUser).name) may enter it"
            )
        default:
            return cannotExecute(command.program, ProgramStart.number(error), "\(error)")
        }
    }

    /// A program that does not exist, or exists but cannot run.
    func notFound(_ program: String) -> DustyError {
        if let place = places(of: program).first(where: { access($0, F_OK) == 0 }) {
            // The kernel reports a missing interpreter like a missing file.
            return cannotExecute(place, access(place, X_OK) == 0 ? ENOENT : EACCES, "permission denied")
        }
        return DustyError(
            .failed,
            "the program \(program) is needed, but is not in \(path)",
            hint: Self.installHint(program)
        )
    }

    /// A program that the kernel does not start.
    func cannotExecute(_ program: String, _ code: Int32?, _ words: String) -> DustyError {
        let name = program.parts(at: "/").last ?? program
        let (why, hint): (String, String) =
            switch code {
            case ENOEXEC:
                (
                    "it is not a program for this machine (exec format error)",
                    HostWords.own.advice("reinstall it", name, again: true)
                )
            case EACCES: ("permission denied", "make it executable: chmod +x \(program)")
            case ENOENT:
                (
                    "the interpreter in its first line, or its loader, is missing",
                    HostWords.own.advice("reinstall it", name, again: true)
                )
            case ENOMEM, EAGAIN:
                ("the kernel has no memory or no process for it", "end some programs, then run the same again")
            default: (words, "try it yourself: \(program) --version")
            }
        return DustyError(.failed, "\(program) cannot be executed: \(why)", hint: hint)
    }

    /// A program for whose pipes no descriptor is left.
    static func tooManyFiles(_ command: Command) -> DustyError {
        DustyError(
            .unavailable,
            "\(command.name) cannot be started: the daemon has opened as many files as it may",
            hint: "try again in a moment; `\(HostWords.own.openFiles)` says how many the system allows"
        )
    }

    /// A program that took longer than it may.
    static func overdue(_ command: Command, _ limit: Duration) -> DustyError {
        DustyError(
            .failed,
            "\(command.name) was stopped, because it was still running after \(spelled(limit))",
            hint: "see what it waits for: a disk, a network, or a lock of another program; then run the same again"
        )
    }

    /// A program that moved no byte for longer than it may.
    func stalled(_ command: Command) -> DustyError {
        DustyError(
            .failed,
            "\(command.name) was stopped, because it had not moved a byte for \(Self.spelled(stall))",
            hint: "see what it waits for: a disk, a network, or a lock of another program; then run the same again"
        )
    }

    /// A time in the unit that suits it.
    private static func spelled(_ time: Duration) -> String {
        let seconds = time.components.seconds
        return switch seconds {
        case 0: "\(Int(time / .milliseconds(1))) ms"
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        default: "\(seconds / 3600) h"
        }
    }

    private static func installHint(_ program: String) -> String {
        HostWords.own.advice("install it", program)
    }
}
