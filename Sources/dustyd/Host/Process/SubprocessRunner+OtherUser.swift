import CLibrary
import DustyCore
import Subprocess

extension SubprocessRunner {
    /// What is run for a command, and how: for another user a small program of the system's changes to that user first.
    ///
    /// Subprocess can change users itself, but does it between fork and exec, where glibc's `setgroups` hangs when
    /// another thread held a lock at the moment of the fork.
    func words(of command: Command) throws -> (program: Executable, arguments: [String]) {
        guard let user = command.user, user.uid != daemonUser.uid else {
            return (Self.executable(command.program), command.arguments)
        }
        guard let program = find(command.program) else { throw notFound(command.program) }
        guard let changer = find(UserChange.program[0]) else { throw notFound(UserChange.program[0]) }
        let words = UserChange.program.dropFirst() + user.switching + [program] + command.arguments
        return (Self.executable(changer), Array(words))
    }

    private static func executable(_ program: String) -> Executable {
        program.hasPrefix("/") ? ProgramStart.program(program) : .name(program)
    }

    /// Where a program is in the search path; nil when it is nowhere.
    private func find(_ program: String) -> String? {
        places(of: program).first { access($0, X_OK) == 0 }
    }

    /// Every place where a program may be.
    func places(of program: String) -> [String] {
        program.contains("/") ? [program] : path.split(separator: ":").map { "\($0)/\(program)" }
    }

    /// The failure in the output of the program that changes users when the kernel does not start the other one; nil
    /// when that did run.
    func refusal(_ result: CommandResult, _ command: Command) -> DustyError? {
        guard command.user.map({ $0.uid != daemonUser.uid }) == true, [126, 127].contains(result.status),
            let line = result.errorOutput.split(whereSeparator: \.isNewline).last,
            line.hasPrefix("setpriv: failed to execute")
        else { return nil }
        let reasons: [(sign: String, code: Int32)] = [
            ("Exec format error", ENOEXEC), ("Permission denied", EACCES), ("No such file", ENOENT),
            ("Cannot allocate", ENOMEM), ("temporarily unavailable", EAGAIN),
        ]
        return cannotExecute(
            find(command.program) ?? command.program,
            reasons.first { line.contains($0.sign) }?.code,
            String(line.prefix(200))
        )
    }
}
