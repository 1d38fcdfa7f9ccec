import DustyCore
import DustyTestSupport
import Foundation
import Synchronization

@testable import DustyTUI

/// A daemon that answers as it was told to and remembers what it was asked; what it was not prepared for is an error.
final class ScriptedDaemon: Daemon {
    struct Unprepared: Error {
        let call: String
    }

    /// Answers by their type; a stream is an array of its values, bytes are an array of pieces.
    struct Answers: Sendable {
        private var values: [ObjectIdentifier: any Sendable] = [:]
        /// Keeps the event stream open after the last event, until the task is cancelled.
        var holdsEvents = false
        var exec = ExecScript()
        /// Thrown by everything when set.
        var failure: DustyError?

        init(_ values: any Sendable...) {
            self[[SyncPreview].self] = WireExamples.syncPreviews
            self[DefinitionInfo.self] = WireExamples.definition
            self[ExecSession.self] = ExecSession(id: "1")
            for value in values { self.values[ObjectIdentifier(type(of: value))] = value }
        }

        subscript<Answer: Sendable>(_ type: Answer.Type) -> Answer? {
            get { values[ObjectIdentifier(type)] as? Answer }
            set { values[ObjectIdentifier(type)] = newValue }
        }
    }

    let answers: Answers
    private let asked = Mutex<[(call: String, input: any Sendable)]>([])

    init(_ answers: Answers) {
        self.answers = answers
    }

    /// What was asked, in order: the endpoint's name and what was said.
    var calls: [String] { asked.withLock { $0.map(\.call) } }

    /// What was said to an endpoint, in order.
    func inputs<Input, Answer>(of endpoint: Endpoint<Input, Answer>) -> [Input] {
        asked.withLock { $0.compactMap { $0.input as? Input } }
    }

    private func answer<Input, Answer, Value: Sendable>(
        _ endpoint: Endpoint<Input, Answer>,
        _ input: Input,
        _ type: Value.Type,
        bytes: Int64? = nil
    ) throws -> Value {
        let words = input.words + (bytes.map { ["bytes=\($0)"] } ?? [])
        let call = ([endpoint.definition.id] + words).joined(separator: " ")
        asked.withLock { $0.append((call, input)) }
        if let failure = answers.failure { throw failure }
        guard let value = answers[type] else { throw Unprepared(call: call) }
        return value
    }

    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        try entered(answer(endpoint, input, Answer.self))
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        for value in try answer(endpoint, input, [Element].self) { try await each(entered(value)) }
        if answers.holdsEvents { try await untilCancelled() }
    }

    func send<Parameters, Answer: Decodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Answer>,
        _ input: Upload<Parameters>,
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> Answer {
        let count = Mutex<Int64>(0)
        try await write { bytes in count.withLock { $0 += Int64(bytes.count) } }
        var value = try answer(endpoint, input, Answer.self, bytes: count.withLock { $0 })
        if var staged = value as? StagedProgram, let program = input.parameters as? UpgradeProgram {
            staged.program = program
            if let staged = staged as? Answer { value = staged }
        }
        return value
    }

    func exchange<Input>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        guard let write else {
            for piece in try answer(endpoint, input, [[UInt8]].self) { try await each(piece) }
            return
        }
        _ = try answer(endpoint, input, ExecSession.self)
        try await answers.exec.run(write: write, each: each)
    }
}

/// A value as it is once it has come in from a daemon that sent it.
func entered<Value: Decodable>(_ value: Value) throws -> Value {
    guard let sent = value as? any Encodable else { return value }
    return try HarmlessJSON.decode(from: Wire.encode(sent))
}

/// What a program in a container does.
struct ExecScript: Sendable {
    var output: [ExecOutput] = []
    var code = 0
    /// Waits for the end of the input, then prints what came.
    var echoes = false

    fileprivate func run(
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        for output in output { try await Self.pass(output, to: each) }
        if echoes {
            let (pieces, sink) = AsyncStream.makeStream(of: [UInt8].self)
            let failure = Mutex<(any Error)?>(nil)
            let sender = Task {
                do { try await write { sink.yield($0) } } catch {
                    failure.withLock { $0 = error }
                    sink.finish()
                }
            }
            defer { sender.cancel() }
            var splitter = ExecFrame.Splitter()
            reading: for await piece in pieces {
                for frame in try splitter.append(piece) {
                    switch try ExecInput(frame) {
                    case .bytes(let bytes): try await Self.pass(.out(bytes), to: each)
                    case .end: break reading
                    case .resize, .signal: break
                    }
                }
            }
            // As over a socket, the sender's errors are the call's.
            if let error = failure.withLock({ $0 }) { throw error }
        }
        try await Self.pass(.exit(code), to: each)
    }

    private static func pass(_ output: ExecOutput, to each: ([UInt8]) async throws -> Void) async throws {
        for frame in try output.frames() { try await each(frame.bytes) }
    }
}
