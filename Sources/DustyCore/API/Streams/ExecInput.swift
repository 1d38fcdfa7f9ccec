/// What a caller sends to an attached program.
public enum ExecInput: Sendable, Equatable {
    /// Signals that a caller can pass on.
    public enum Signal: String, Sendable, CaseIterable {
        /// Ctrl-C.
        case interrupt = "INT"
        /// Asked to end.
        case terminate = "TERM"
        /// The terminal is gone.
        case hangUp = "HUP"
    }

    /// Bytes for standard input.
    case bytes([UInt8])
    /// The end of standard input.
    case end
    /// The terminal has another size.
    case resize(TerminalSize)
    /// A signal for the program and what it started.
    case signal(Signal)
}

extension ExecInput {
    /// The message as a frame.
    public var frame: ExecFrame {
        switch self {
        case .bytes(let bytes): ExecFrame(kind: 0, payload: bytes)
        case .end: ExecFrame(kind: 1)
        case .resize(let size): ExecFrame(kind: 2, payload: Self.pair(size.columns) + Self.pair(size.rows))
        case .signal(let signal): ExecFrame(kind: 3, payload: Array(signal.rawValue.utf8))
        }
    }

    /// A message from a frame. Throws `.invalid` for an unknown one.
    public init(_ frame: ExecFrame) throws(DustyError) {
        switch (frame.kind, frame.payload.count) {
        case (0, _): self = .bytes(frame.payload)
        case (1, 0): self = .end
        case (2, 4):
            let numbers = frame.payload.map { Int($0) }
            self = .resize(TerminalSize(columns: numbers[0] << 8 | numbers[1], rows: numbers[2] << 8 | numbers[3]))
        case (3, _):
            guard let signal = Signal(rawValue: String(decoding: frame.payload, as: UTF8.self)) else { fallthrough }
            self = .signal(signal)
        default:
            throw DustyError(.invalid, "a frame of kind \(frame.kind) with \(frame.payload.count) bytes is unknown")
        }
    }

    private static func pair(_ value: Int) -> [UInt8] {
        let value = UInt16(clamping: value)
        return [UInt8(value >> 8), UInt8(value & 255)]
    }
}
