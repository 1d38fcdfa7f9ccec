import CLibrary
import DustyCore
import Subprocess

/// The system's tar, run as the user: it reads and writes their files with their rights, and handles the details of
/// archives.
struct TarProgram: Sendable {
    /// Thrown to the writer when tar has ended.
    private struct Ended: Error {}

    private static let errorLimit = 1 << 20
    private static let environment = Environment.inherit.updating([
        "LC_ALL": "C.UTF-8", "TAR_OPTIONS": "",
        // A Mac's tar would put a second file with extended attributes beside every file.
        "COPYFILE_DISABLE": "1",
    ])

    /// Packs a file or directory, which is named in `directory`.
    func pack(_ name: String, in directory: String, each: ByteSink) async throws {
        // A leading ./ keeps names that begin with a dash or an @ from meaning something.
        let member = name == "." ? "." : "./\(name)"
        let arguments = ["--create", "--format=pax", "--file=-", "--directory", directory, "--", member]
        let outcome = try await start {
            try await Subprocess.run(
                .name("tar"),
                arguments: Arguments(arguments),
                environment: Self.environment,
                input: .none,
                output: .sequence,
                error: .string(limit: Self.errorLimit)
            ) { execution in
                for try await buffer in execution.standardOutput {
                    try await each(buffer.withUnsafeBytes { Array($0) })
                }
            }
        }
        // With GNU's, 1 means that files changed while they were read; a log file always does. With a Mac's it means any failure.
        let allowed: [Int32] = Platform.isMac ? [0] : [0, 1]
        try check(outcome.terminationStatus, outcome.standardError, allowed: allowed, doing: "read \(name)")
    }

    /// Unpacks the output of `feed` into a directory; never outside of it.
    func unpack(
        into directory: String,
        keepsOwners: Bool,
        feed: (_ sink: @escaping ByteSink) async throws -> Void
    ) async throws {
        let owners = keepsOwners && geteuid() == 0 ? ["--same-owner", "--numeric-owner"] : ["--no-same-owner"]
        let arguments = ["--extract", "--preserve-permissions", "--file=-", "--directory", directory] + owners
        let outcome = try await start {
            try await Subprocess.run(
                .name("tar"),
                arguments: Arguments(arguments),
                environment: Self.environment,
                input: .inputWriter,
                output: .discarded,
                error: .string(limit: Self.errorLimit)
            ) { execution in
                let input = execution.standardInputWriter
                do {
                    try await feed { bytes in
                        do { _ = try await input.write(bytes) } catch { throw Ended() }
                    }
                } catch is Ended {
                    // Its exit code and its output say why.
                    try Task.checkCancellation()
                }
                try await input.finish()
            }
        }
        try check(outcome.terminationStatus, outcome.standardError, allowed: [0], doing: "write to \(directory)")
    }

    private func start<Outcome>(_ run: () async throws -> Outcome) async throws -> Outcome {
        do {
            return try await run()
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw DustyError(.failed, "tar cannot be run: \(error)", hint: HostWords.own.advice("install it", "tar"))
        }
    }

    private func check(
        _ status: TerminationStatus,
        _ said: String?,
        allowed: [Int32],
        doing what: String
    ) throws {
        try Task.checkCancellation()
        if case .exited(let code) = status, allowed.contains(code) { return }
        throw DustyError(.failed, "tar could not \(what): \(Self.reasons(said ?? ""))")
    }

    /// What GNU's tar or a Mac's says went wrong, without the words around it.
    static func reasons(_ said: String) -> String {
        let lines = said.lines.filter { !$0.contains("exit delayed") && !$0.contains("Exiting with") }
        let shown = lines.prefix(5).map { line in
            ["tar: ", "bsdtar: "].first(where: line.hasPrefix).map { String(line.dropFirst($0.count)) } ?? line
        }
        let more = lines.count > shown.count ? "; and \(lines.count - shown.count) more" : ""
        return shown.joined(separator: "; ") + more
    }
}
