import DustyCore
import Glibc
import Subprocess
import SystemPackage

extension SubprocessRunner {
    /// What is run for a command, and how: for another user a small program of the system's changes to that user first.
    ///
    /// Subprocess can change users itself, but does it between fork and exec, where glibc's `setgroups` waits for ever when another thread
    /// held a lock at the moment of the fork.
    func words(of command: Command) throws -> (program: Executable, arguments: [String]) {
        guard let user = command.user, user.uid != daemonUser.uid else {
            return (Self.executable(command.program), command.arguments)
        }
        guard let program = find(command.program) else { throw notFound(command.program) }
        guard let changer = find("setpriv") else { throw notFound("setpriv") }
        return (Self.executable(changer), user.switching.dropFirst() + [program] + command.arguments)
    }

    private static func executable(_ program: String) -> Executable {
        program.hasPrefix("/") ? .path(FilePath(program)) : .name(program)
    }

    /// Where a program is in the search path; nil when it is nowhere.
    private func find(_ program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}
