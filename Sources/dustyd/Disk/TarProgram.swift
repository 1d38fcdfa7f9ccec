import DustyCore
import Glibc
import Subprocess
import SystemPackage

/// GNU tar: owners, modes, extended attributes, hard links and holes survive.
struct TarProgram: Archiver {
    /// Where programs are looked for.
    var path = SubprocessRunner.inheritedPath

    /// What both directions must be told to keep.
    private static let keeping = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "--acls"]

    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String] {
        let arguments =
            ["--create", "--file=-", "--format=posix", "--sparse", "--one-file-system", "--blocking-factor=20"]
            + Self.keeping + ["--directory=\(directory)", "--"] + names.map { "./\($0)" }
        let outcome = try await explaining {
            try await Subprocess.run(
                .name("tar"),
                arguments: Arguments(arguments),
                environment: environment,
                workingDirectory: "/",
                platformOptions: options,
                input: .none,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value) {
                    for try await buffer in execution.standardOutput {
                        try await each(buffer.withUnsafeBytes { Array($0) })
                    }
                }
                return try await complaints
            }
        }
        let lines = Self.lines(outcome.closureResult)
        // 1 is tar's word for files that changed or vanished while it read them.
        guard [.exited(0), .exited(1)].contains(outcome.terminationStatus) else { throw failure("pack", lines) }
        return lines
    }

    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws {
        let arguments =
            ["--extract", "--file=-", "--same-owner", "--same-permissions", "--delay-directory-restore"]
            + Self.keeping + ["--directory=\(directory)"]
        let outcome = try await explaining {
            try await Subprocess.run(
                .name("tar"),
                arguments: Arguments(arguments),
                environment: environment,
                workingDirectory: "/",
                platformOptions: options,
                input: .inputWriter,
                output: .discarded,
                error: .sequence
            ) { execution in
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value) {
                    try await feed(execution.standardInputWriter, next)
                }
                return try await complaints
            }
        }
        guard outcome.terminationStatus == .exited(0) else {
            throw failure("unpack", Self.lines(outcome.closureResult))
        }
    }

    /// Writes what comes; a program that ended early tells why by itself, so its closed pipe is no error here.
    private func feed(_ writer: StandardInputWriter, _ next: () async throws -> [UInt8]?) async throws {
        while let piece = try await next() {
            do {
                _ = try await writer.write(piece)
            } catch {
                try Task.checkCancellation()
                break
            }
        }
        try? await writer.finish()
    }

    /// Whoever stops listening, or is cancelled, ends the program too.
    private func endingWith<Value>(_ process: Int32, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            kill(process, SIGKILL)
            throw error
        }
    }

    private func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw DustyError(.failed, "The program tar is needed and was not found in \(path).", hint: "Install tar.")
        }
    }

    private var environment: Environment {
        .custom(["PATH": path, "LC_ALL": "C.UTF-8"])
    }

    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }

    private static func text(of stream: SubprocessOutputSequence) async throws -> String {
        var tail = TailBuffer(limit: 16 << 10)
        for try await buffer in stream { tail.append(buffer.withUnsafeBytes { Array($0) }) }
        return tail.text
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0.prefix(300)) }
    }

    private func failure(_ verb: String, _ lines: [String]) -> DustyError {
        let isFull = lines.contains { $0.contains("No space left on device") }
        return DustyError(
            .failed,
            "tar could not \(verb): " + (lines.suffix(5).joined(separator: "\n")),
            hint: isFull ? "Make room: `dusty disk` tells what takes it." : nil
        )
    }
}
