/// One message of an attached program: a kind, the length of its payload in four bytes, the payload.
public struct ExecFrame: Sendable, Equatable {
    /// Longest payload.
    public static let limit = 1 << 20
    /// Bytes before the payload.
    static let headerLength = 5

    /// What the payload is; see `ExecInput` and `ExecOutput`.
    public var kind: UInt8
    /// The payload.
    public var payload: [UInt8]

    /// A frame with its parts.
    public init(kind: UInt8, payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    /// The frame as it is sent.
    public var bytes: [UInt8] {
        let length = UInt32(payload.count)
        let header = [kind] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        return header + payload
    }
}

extension ExecFrame {
    /// Splits a byte stream into frames; a frame may arrive in any number of pieces.
    public struct Splitter: Sendable {
        private var pending: [UInt8] = []

        /// A splitter at the beginning of a stream.
        public init() {}

        /// Adds a piece; returns the frames it completes. Throws `.invalid` for a frame beyond the limit.
        public mutating func append(_ bytes: [UInt8]) throws(DustyError) -> [ExecFrame] {
            pending += bytes
            var frames: [ExecFrame] = []
            var rest = pending[...]
            while rest.count >= ExecFrame.headerLength {
                let header = rest.prefix(ExecFrame.headerLength)
                let length = header.dropFirst().reduce(0) { $0 << 8 | Int($1) }
                guard length <= ExecFrame.limit else {
                    throw DustyError(.invalid, "a frame of \(length) bytes is longer than \(ExecFrame.limit)")
                }
                guard rest.count >= ExecFrame.headerLength + length else { break }
                let payload = rest.dropFirst(ExecFrame.headerLength).prefix(length)
                frames.append(ExecFrame(kind: rest[rest.startIndex], payload: Array(payload)))
                rest = rest.dropFirst(ExecFrame.headerLength + length)
            }
            pending = Array(rest)
            return frames
        }
    }
}
