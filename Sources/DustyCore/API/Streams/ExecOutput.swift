import Essentials

/// What an attached program sends to its caller.
public enum ExecOutput: Sendable, Equatable {
    /// Bytes of standard output; for a terminal everything printed.
    case out([UInt8])
    /// Bytes of standard error.
    case error([UInt8])
    /// The program has ended; the last message.
    case exit(Int)
    /// The program can no longer be followed; the last message.
    case failure(DustyError)
}

extension ExecOutput {
    /// The message as frames; long output is more than one.
    public func frames() throws -> [ExecFrame] {
        switch self {
        case .out(let bytes): Self.pieces(of: bytes, kind: 16)
        case .error(let bytes): Self.pieces(of: bytes, kind: 17)
        case .exit(let status): [ExecFrame(kind: 18, payload: Array(String(status).utf8))]
        case .failure(let error): [ExecFrame(kind: 19, payload: Array(try Wire.encode(error)))]
        }
    }

    /// A message from a frame. Throws `.invalid` for an unknown one.
    public init(_ frame: ExecFrame) throws {
        switch frame.kind {
        case 16: self = .out(frame.payload)
        case 17: self = .error(frame.payload)
        case 18:
            guard let status = Int(String(decoding: frame.payload, as: UTF8.self)) else {
                throw DustyError(.invalid, "an exit code is not a number")
            }
            self = .exit(status)
        case 19:
            self = .failure(try Wire.decode(from: Data(frame.payload)))
        default: throw DustyError(.invalid, "a frame of kind \(frame.kind) is unknown")
        }
    }

    private static func pieces(of bytes: [UInt8], kind: UInt8) -> [ExecFrame] {
        stride(from: 0, to: bytes.count, by: ExecFrame.limit).map { start in
            ExecFrame(kind: kind, payload: Array(bytes[start..<min(start + ExecFrame.limit, bytes.count)]))
        }
    }
}
