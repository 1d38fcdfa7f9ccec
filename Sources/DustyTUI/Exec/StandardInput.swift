import CLibrary
import Dispatch
import DustyCore

/// The process's own standard input and signals.
final class StandardInput: Keyboard {
    private static let pieceLength = 64 << 10

    private let queue = DispatchQueue(label: "standard input")
    /// A byte in this pipe ends a wait for input.
    private let wake: (reading: Int32, writing: Int32)

    init() {
        var descriptors: [Int32] = [-1, -1]
        // Without a pipe a wait cannot be interrupted, which matters only at the very end.
        _ = pipe(&descriptors)
        wake = (descriptors[0], descriptors[1])
    }

    deinit {
        close(wake.reading)
        close(wake.writing)
    }

    var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    func next() async -> [UInt8]? {
        await withTaskCancellationHandler {
            guard !Task.isCancelled else { return nil }
            return await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.read()) }
            }
        } onCancel: {
            var byte: UInt8 = 0
            _ = write(wake.writing, &byte, 1)
        }
    }

    func resizes() -> AsyncStream<Void> {
        Self.stream([SIGWINCH: ()], policy: .bufferingNewest(1))
    }

    func signals() -> AsyncStream<ExecInput.Signal> {
        Self.stream([SIGINT: .interrupt, SIGTERM: .terminate], policy: .unbounded)
    }

    /// Waits on a thread of its own.
    private func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Self.pieceLength)
        while true {
            var waiting = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, nfds_t(waiting.count), -1) >= 0 else {
                if errno == EINTR { continue }
                return nil
            }
            if waiting[1].revents != 0 { return nil }
            let count = systemRead(&buffer)
            if count > 0 { return Array(buffer.prefix(count)) }
            if count == 0 || ![EINTR, EAGAIN].contains(errno) { return nil }
        }
    }

    private func systemRead(_ buffer: inout [UInt8]) -> Int {
        CLibrary.read(STDIN_FILENO, &buffer, buffer.count)
    }

    private static func stream<Element: Sendable>(
        _ elements: [Int32: Element],
        policy: AsyncStream<Element>.Continuation.BufferingPolicy
    ) -> AsyncStream<Element> {
        AsyncStream(bufferingPolicy: policy) { continuation in
            let sources = elements.map { number, element in
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { continuation.yield(element) }
                source.activate()
                return SignalSource(source)
            }
            continuation.onTermination = { _ in for source in sources { source.cancel() } }
        }
    }
}

/// A source of signals; it may be cancelled from anywhere.
private struct SignalSource: Sendable {
    // Dispatch's objects are safe to use from any thread; the protocol does not say so on every platform.
    nonisolated(unsafe) private let source: any DispatchSourceSignal

    init(_ source: any DispatchSourceSignal) {
        self.source = source
    }

    func cancel() {
        source.cancel()
    }
}

/// Where a program in a container gets its input from.
protocol Keyboard: Sendable {
    /// Whether it is a terminal.
    var isTerminal: Bool { get }
    /// Bytes as they come; nil at the end, and when the task is cancelled. Unrequested bytes are left to the next
    /// reader.
    func next() async -> [UInt8]?
    /// The terminal's size after each change.
    func resizes() -> AsyncStream<Void>
    /// Signals to this process from now on.
    func signals() -> AsyncStream<ExecInput.Signal>
}
