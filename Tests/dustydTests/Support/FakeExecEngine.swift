import DustyCore
import Synchronization

@testable import dustyd

/// Programs and files of containers in memory: a program prints what it reads, and ends with its input or by a signal.
final class FakeExecEngine: EngineExec, EngineArchive, EngineOneOff, EngineAttach {
    struct State: Sendable {
        /// Programs in the order in which they were made.
        var programs: [(container: String, program: ExecProgram)] = []
        var sizes: [TerminalSize] = []
        /// Containers for one program, by name: what they are like, and the number of the program.
        var oneOffs: [String: (like: String, id: String)] = [:]
        /// Those that were removed, with how long their programs had to end.
        var removed: [String: Int] = [:]
        /// Entries by path.
        var entries: [String: ArchiveEntry] = [:]
        /// Archives that were written, by path.
        var written: [String: [UInt8]] = [:]
        /// Own processes of containers.
        var own: [String: OwnProcess] = [:]
        fileprivate var ended: Set<String> = []
        fileprivate var refusal: DustyError?
        fileprivate var endings: [String: AsyncStream<ExecInput>.Continuation] = [:]
    }

    private let state = Mutex(State())
    /// What the programs end with.
    let code: Int

    init(code: Int = 0, entries: [String: ArchiveEntry] = [:], own: [String: OwnProcess] = [:]) {
        self.code = code
        state.withLock { ($0.entries, $0.own) = (entries, own) }
    }

    var seen: State { state.withLock { $0 } }

    /// From now on no container can be made.
    func fail(with error: DustyError) { state.withLock { $0.refusal = error } }

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

    func definition(of container: String) async throws -> OneOffDefinition {
        OneOffDefinition(.object(["Id": .string(container)]))
    }

    func createOneOff(_ definition: OneOffDefinition, _ program: ExecProgram, _ identity: OneOffIdentity) async throws {
        if let error = seen.refusal { throw error }
        let id = try await createExec(in: identity.name, program)
        state.withLock { $0.oneOffs[identity.name] = (definition.known["Id"]?.text ?? "", id) }
    }

    func runOneOff(
        _ name: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let id = seen.oneOffs[name]?.id ?? ""
        try await attachExec(id, terminal: terminal, size: size, sending: sending, each: each)
        try await each(.exit(code))
    }

    func ownProcess(of container: String) async throws -> OwnProcess? { seen.own[container] }

    func attach(
        toProcessOf container: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let id = try await createExec(in: container, ExecProgram(command: ["own process"], terminal: terminal))
        if let size { try await resizeExec(id, to: size) }
        try await attachExec(id, terminal: terminal, size: size, sending: sending, each: each)
        state.withLock { $0.own[container]?.exitCode = code }
    }

    func resizeOneOff(_ name: String, to size: TerminalSize) async throws { try await resizeExec(name, to: size) }
    func signal(container: String, _ signal: String) async throws {}
    func removeOneOff(_ name: String, grace seconds: Int) async throws {
        state.withLock { $0.removed[name] = seconds }
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
extension FakeSystems: EngineExec, EngineArchive, EngineOneOff, EngineAttach {
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

    func definition(of container: String) async throws -> OneOffDefinition {
        try await Self.engine.definition(of: container)
    }

    func createOneOff(_ definition: OneOffDefinition, _ program: ExecProgram, _ identity: OneOffIdentity) async throws {
        try await Self.engine.createOneOff(definition, program, identity)
    }

    func runOneOff(
        _ name: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        try await Self.engine.runOneOff(name, terminal: terminal, size: size, sending: sending, each: each)
    }

    func resizeOneOff(_ name: String, to size: TerminalSize) async throws {
        try await Self.engine.resizeOneOff(name, to: size)
    }

    func ownProcess(of container: String) async throws -> OwnProcess? {
        try await Self.engine.ownProcess(of: container)
    }

    func attach(
        toProcessOf container: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        try await Self.engine.attach(
            toProcessOf: container,
            terminal: terminal,
            size: size,
            sending: sending,
            each: each
        )
    }

    func removeOneOff(_ name: String, grace seconds: Int) async throws {
        try await world.note("remove one-off \(name)")
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
