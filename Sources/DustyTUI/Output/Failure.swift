import ArgumentParser
import DustyCore
import DustyTerminal

/// The exit codes that scripts rely on.
enum Exit {
    static let failed = ExitCode(1)
    static let usage = ExitCode(64)
    static let unavailable = ExitCode(69)
    static let forbidden = ExitCode(77)
    static let interrupted = ExitCode(130)
    /// What a shell reports of a program that ended because its reader was gone.
    static let closed = ExitCode(141)

    /// The code for an error.
    static func code(for error: DustyError) -> ExitCode {
        switch error.code {
        case .unavailable, .tooMany: unavailable
        case .forbidden: forbidden
        default: failed
        }
    }
}

extension Console {
    /// Prints an error on standard error: what, why, where, what to do.
    func report(_ error: DustyError) throws {
        try print(paint("error:", .bad, on: .error) + " " + Sanitizer.plain(error.message), to: .error)
        for problem in error.problems ?? [] { try report(problem, to: .error) }
        if let hint = error.hint {
            try print(paint("hint:", .accent, on: .error) + " " + Sanitizer.plain(hint), to: .error)
        }
    }

    /// Prints one problem of the specs as compilers do, with its hint below it.
    func report(_ problem: SpecProblem, to channel: Channel) throws {
        try print(Sanitizer.plain(problem.description), to: channel)
        if let hint = problem.hint { try print("    " + Sanitizer.plain(hint), to: channel) }
    }
}
