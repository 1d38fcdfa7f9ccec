import CLibrary
import DustyCore
import Essentials

/// A program that is started for the user, with the user's own rights and environment.
enum ChildProgram {
    /// How a program ended.
    enum Ending: Equatable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    /// Makes this process another program; returns why it could not, with what to do where that program is missing.
    static func become(_ arguments: [String], missing hint: String? = nil) -> DustyError {
        // Ignored signals stay ignored in the new program.
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        let program = arguments.first ?? ""
        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        execvp(program, copies + [nil])
        let isMissing = errno == ENOENT
        return DustyError(
            .failed,
            isMissing
                ? "\(program) is not installed" : "\(program) cannot be started: \(String(cString: strerror(errno)))",
            hint: isMissing ? hint ?? "install it" : nil
        )
    }

    /// Runs a program to its end. Throws when it cannot be started or fails; the program itself explains why, on
    /// standard error.
    static func run(_ arguments: [String], changing variables: [String: String?] = [:]) throws {
        let how: String
        switch try ending(of: arguments, changing: variables) {
        case .code(0): return
        case .code(let code): how = "exit code \(code)"
        case .signal(let signal): how = "signal \(signal)"
        }
        throw DustyError(.failed, "\(arguments.first ?? "") failed (\(how))", hint: "see its message above")
    }

    /// Runs a program to its end, with variables over those of this program (nil removes one). Throws when it cannot be started.
    static func ending(of arguments: [String], changing variables: [String: String?] = [:]) throws -> Ending {
        let name = arguments.first ?? ""
        var process = pid_t()
        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var all = ProcessInfo.processInfo.environment
        for (name, value) in variables { all[name] = value }
        let pairs = all.map { strdup("\($0.key)=\($0.value)") }
        defer { for pair in pairs { free(pair) } }
        let code = posix_spawnp(&process, name, nil, nil, copies + [nil], pairs + [nil])
        guard code == 0 else {
            throw DustyError(
                .failed,
                "\(name) cannot be started: \(String(cString: strerror(code)))",
                hint: "install it"
            )
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw DustyError(.failed, "\(name) went away") }
        }
        // The low seven bits hold the signal, the next eight the code.
        return status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
    }
}
