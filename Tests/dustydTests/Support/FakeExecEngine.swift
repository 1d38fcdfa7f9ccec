import DustyCore
import Synchronization

@testable import dustyd

/// Programs and files of containers in memory: a program prints what it reads, and ends with its input or by a signal.
final class FakeExecEngine: EngineExec, EngineArchive {
    struct State: Sendable {
        /// Programs in the order in which they were made.
        var programs: [(container: String, program: ExecProgram)] = []
        var sizes: [TerminalSize] = []
        /// Entries by path.
        var entries: [String: ArchiveEntry] = [:]
        /// Archives that were written, by path.
        var written: [String: [UInt8]] = [:]
        fileprivate var ended: Set<String> = []
        fileprivate var endings: [String: AsyncStream<ExecInput>.Continuation] = [:]
    }

    private let state = Mutex(State())
    /// What the programs end with.
    let code: Int

    init(code: Int = 0, entries: [String: ArchiveEntry] = [:]) {
        self.code = code
        state.withLock { $0.entries = entries }
    }

    var seen: State { state.withLock { $0 } }

    func createExec(in container: String, _ program: ExecProgram) async throws -> String {
        state.withLock { state in
            state.programs.append((container, program))
            return String(state.programs.count - 1)
        }
    }

    func attachExec(
        _ id: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let program = seen.programs[Int(id) ?? 0].program
        if program.command.contains(ExecSignal.Reach.all.rawValue) {
            // The shell that sends a signal: what has its mark ends.
            return state.withLock { state in
                for (id, ending) in state.endings where state.programs[Int(id) ?? 0].program.isMarked(by: program) {
                    state.ended.insert(id)
                    ending.finish()
                }
            }
        }
        let (inputs, sink) = AsyncStream.makeStream(of: ExecInput.self)
        state.withLock { $0.endings[id] = sink }
        let failure = Mutex<(any Error)?>(nil)
        let sender = Task {
            do { try await sending(Input(sink: sink)) } catch {
                failure.withLock { $0 = error }
                sink.yield(.signal(.hangUp))
            }
        }
        defer { sender.cancel() }
        for await input in inputs {
            switch input {
            case .bytes(let bytes): try await each(.out(bytes))
            case .end: return state.withLock { _ = $0.ended.insert(id) }
            case .resize: break
            case .signal: if let error = failure.withLock({ $0 }) { throw error }
            }
        }
        try Task.checkCancellation()
    }

    func resizeExec(_ id: String, to size: TerminalSize) async throws {
        state.withLock { $0.sizes.append(size) }
    }

    func exitCode(ofExec id: String) async throws -> Int? {
        seen.ended.contains(id) ? code : nil
    }

    func entry(in container: String, at path: String) async throws -> ArchiveEntry? {
        seen.entries[path]
    }

    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws {
        try await each(Array("archive of \(container):\(path)".utf8))
    }

    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws {
        try await sending { bytes in self.state.withLock { $0.written[path, default: []] += bytes } }
    }

    private struct Input: ExecStandardInput {
        let sink: AsyncStream<ExecInput>.Continuation

        func write(_ bytes: [UInt8]) async throws {
            sink.yield(.bytes(bytes))
        }

        func finish() {
            sink.yield(.end)
        }
    }
}

extension ExecProgram {
    /// Whether a shell that sends a signal means this program.
    fileprivate func isMarked(by shell: ExecProgram) -> Bool {
        environment.contains { variable in shell.command.contains { variable == "\(ExecSignal.variable)=\($0)" } }
    }
}

/// A whole stack in memory has programs and files too.
extension FakeSystems: EngineExec, EngineArchive {
    private static let engine = FakeExecEngine(entries: [
        "/tmp": ArchiveEntry(name: "tmp", kind: .directory, size: 0),
        "/command_files/dusty_command_file_api_script_greet.sh": ArchiveEntry(name: "greet", kind: .file, size: 9),
    ])

    func createExec(in container: String, _ program: ExecProgram) async throws -> String {
        try await Self.engine.createExec(in: container, program)
    }

    func attachExec(
        _ id: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        try await Self.engine.attachExec(id, terminal: terminal, size: size, sending: sending, each: each)
    }

    func resizeExec(_ id: String, to size: TerminalSize) async throws {
        try await Self.engine.resizeExec(id, to: size)
    }

    func exitCode(ofExec id: String) async throws -> Int? {
        try await Self.engine.exitCode(ofExec: id)
    }

    func entry(in container: String, at path: String) async throws -> ArchiveEntry? {
        try await Self.engine.entry(in: container, at: path)
    }

    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws {
        try await Self.engine.readArchive(from: container, at: path, each: each)
    }

    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws {
        try await Self.engine.writeArchive(to: container, at: path, sending: sending)
    }
}
