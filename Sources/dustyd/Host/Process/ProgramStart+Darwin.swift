#if canImport(Darwin)
import Subprocess
import System

/// Paths and errors of Subprocess, which has those of Apple's own framework on a Mac.
enum ProgramStart {
    /// A program at a path.
    static func program(_ path: String) -> Executable { .path(FilePath(path)) }

    /// The directory in which a program runs.
    static func directory(_ path: String) -> FilePath { FilePath(path) }

    /// The kernel's number for why a program was not started.
    static func number(_ error: SubprocessError) -> Int32? { error.underlyingError?.rawValue }
}
#endif
