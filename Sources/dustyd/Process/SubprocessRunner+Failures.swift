import DustyCore
import Glibc
import Subprocess

extension SubprocessRunner {
    /// The search path of the daemon's own environment.
    static var inheritedPath: String {
        getenv("PATH").map { String(cString: $0) } ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    }

    /// The user that this process runs as.
    static var currentUser: User {
        let uid = geteuid()
        return User.lookup(uid: uid)
            ?? User(uid: uid, gid: getegid(), groups: [getegid()], name: "uid\(uid)", home: uid == 0 ? "/root" : "/")
    }

    /// A failure to start a program, in words that say what to do.
    func explain(_ error: SubprocessError, _ command: Command) -> DustyError {
        switch error.code {
        case .executableNotFound: return notFound(command.program)
        case .failedToChangeWorkingDirectory:
            return DustyError(
                .failed,
                "\(command.program) cannot run in \(command.directory ?? "/"): \(error).",
                hint: "Check that the directory exists and that \((command.user ?? daemonUser).name) may enter it."
            )
        default:
            return DustyError(.failed, "\(command.program) could not be run: \(error).")
        }
    }

    /// A program that is not there.
    func notFound(_ program: String) -> DustyError {
        DustyError(
            .failed,
            "The program \(program) is needed and was not found in \(path).",
            hint: Self.installHint(program)
        )
    }

    private static func installHint(_ program: String) -> String {
        let packages = [
            "ssh": "openssh-client", "docker": "docker.io", "docker-compose": "docker-compose", "setpriv": "util-linux",
        ]
        let name = program.split(separator: "/").last.map(String.init) ?? program
        return "Install it, on Debian: apt-get install \(packages[name] ?? name)."
    }
}

extension CommandResult {
    /// The last lines that say something, for an error message: of standard error, or of standard output when that is empty.
    func lastWords(lines limit: Int = 5) -> String {
        for text in [errorOutput, output] {
            let lines = text.split(whereSeparator: \.isNewline)
                .map { $0.trimmingSpaces() }
                .filter { !$0.isEmpty }
            if !lines.isEmpty {
                return lines.suffix(limit).map { String($0.prefix(400)) }.joined(separator: "\n")
            }
        }
        return "it said nothing (exit status \(status))"
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        let start = firstIndex { $0 != " " && $0 != "\t" } ?? endIndex
        let end = lastIndex { $0 != " " && $0 != "\t" }.map { index(after: $0) } ?? start
        return self[start..<end]
    }
}
