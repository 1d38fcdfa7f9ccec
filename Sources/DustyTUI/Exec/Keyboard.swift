import DustyCore

/// Where a program in a container gets its input from.
protocol Keyboard: Sendable {
    /// Whether it is a terminal.
    var isTerminal: Bool { get }
    /// Bytes as they come; nil at the end, and when the task is cancelled. What is not asked for is left to the next reader.
    func next() async -> [UInt8]?
    /// The terminal's size after each change.
    func resizes() -> AsyncStream<Void>
    /// Signals that this process gets from now on.
    func signals() -> AsyncStream<ExecInput.Signal>
}
