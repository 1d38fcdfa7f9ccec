import DustyCore
import Synchronization

/// What a suite prints, on its way from the engine to those who read it: every byte, in order, parts of lines as well.
/// Single pieces are passed on at once, a flood in larger ones. Without a reader the suite waits.
final class SuiteOutput: Sendable {
    private struct State {

        var pieces: [(bytes: [UInt8], isError: Bool)] = []
        var size = 0
        /// Who waits for room; one writer at a time.
        var writer: AsyncStream<Void>.Continuation?
        /// Whether the echo of the line that lets a suite on a terminal begin is still to come.
        var awaitsEcho: Bool

        /// Ends when the waiting text was taken.
        mutating func room() -> AsyncStream<Void> {
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            writer = continuation
            return stream
        }
    }

    /// How much waits at most.
    private static let limit = 256 << 10
    /// Largest text that is handed on.
    private static let pieceLimit = 64 << 10
    /// Least time between two readings.
    private static let interval = Duration.milliseconds(10)

    private let state: Mutex<State>
    private let arrivals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// Nothing printed yet, by a suite with a terminal or without one.
    init(terminal: Bool) {
        state = Mutex(State(awaitsEcho: terminal))
        (arrivals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds bytes; returns when there is room for more.
    func put(_ bytes: ArraySlice<UInt8>, isError: Bool) async throws {
        state.withLock { state in
            var bytes = bytes
            if state.awaitsEcho, let first = bytes.first {
                if first == UInt8(ascii: "\r") || first == UInt8(ascii: "\n") { bytes = bytes.dropFirst() }
                state.awaitsEcho = first == UInt8(ascii: "\r") && bytes.isEmpty
                if first == UInt8(ascii: "\r"), bytes.first == UInt8(ascii: "\n") { bytes = bytes.dropFirst() }
            }
            if let last = state.pieces.indices.last, state.pieces[last].isError == isError {
                state.pieces[last].bytes += bytes
            } else {
                state.pieces.append((Array(bytes), isError))
            }
            state.size += bytes.count
        }
        signal.yield()
        while let room = state.withLock({ $0.size >= Self.limit ? $0.room() : nil }) {
            for await _ in room {}
            try Task.checkCancellation()
        }
    }

    /// Nothing more will come.
    func finish() {
        signal.finish()
    }

    /// Hands texts on until all was handed on; a character that was cut waits for its rest.
    func handOn(_ each: (_ text: String, _ isError: Bool) async throws -> Void) async throws {
        var rests: [Bool: [UInt8]] = [:]
        for await _ in arrivals {
            for (bytes, isError) in take() {
                var rest = (rests[isError] ?? []) + bytes
                while let end = UTF8Cut.end(in: rest, limit: Self.pieceLimit) {
                    try await each(String(decoding: rest[..<end], as: UTF8.self), isError)
                    rest.removeFirst(end)
                }
                rests[isError] = rest
            }
            try await Task.sleep(for: Self.interval)
        }
        for (bytes, isError) in take() { rests[isError, default: []] += bytes }
        for isError in [false, true] {
            guard let rest = rests[isError], !rest.isEmpty else { continue }
            for start in stride(from: 0, to: rest.count, by: Self.pieceLimit) {
                let end = min(start + Self.pieceLimit, rest.count)
                try await each(String(decoding: rest[start..<end], as: UTF8.self), isError)
            }
        }
    }

    private func take() -> [(bytes: [UInt8], isError: Bool)] {
        state.withLock { state in
            defer {
                (state.pieces, state.size) = ([], 0)
                state.writer?.finish()
                state.writer = nil
            }
            return state.pieces
        }
    }
}

/// The last lines of an output.
actor OutputTail {
    /// Longest line that is kept.
    private static let lineLimit = 4096

    private var ended: [String] = []
    /// Lines whose end has not come, by stream.
    private var open: [Bool: String] = [:]
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// The lines, those without an end last.
    var lines: [String] {
        let all = ended + [false, true].compactMap { open[$0] }.filter { !$0.isEmpty }
        return Array(all.suffix(limit))
    }

    /// Adds whole lines.
    func append(_ more: [String]) {
        ended += more.map { String($0.prefix(Self.lineLimit)) }
        if ended.count > limit { ended.removeFirst(ended.count - limit) }
    }

    /// Adds text that may be cut anywhere.
    func append(text: String, isError: Bool) {
        var lines = TextLines.split(text)
        lines[0] = (open[isError] ?? "") + lines[0]
        open[isError] = String(lines.removeLast().prefix(Self.lineLimit))
        append(lines.suffix(limit))
    }
}
