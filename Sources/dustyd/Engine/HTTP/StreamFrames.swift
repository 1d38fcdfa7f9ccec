/// Decodes the engine's framing of a container's two output streams: `[1 or 2, 0, 0, 0, length]`, then that many bytes.
struct StreamFrames {
    /// A piece of one frame.
    struct Part: Equatable {
        var isError: Bool
        var bytes: ArraySlice<UInt8>
        /// Whether a frame begins with this piece.
        var begins: Bool
        /// Whether a frame ends with it.
        var ends = true
    }

    private var header: [UInt8] = []
    private var remaining = 0
    private var isError = false
    private var begins = false

    /// Adds bytes as they come, cut anywhere; returns the complete pieces.
    mutating func append(_ bytes: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if remaining == 0 {
                readHeader(&rest)
            } else {
                let piece = rest.prefix(remaining)
                rest = rest.dropFirst(piece.count)
                remaining -= piece.count
                parts.append(Part(isError: isError, bytes: piece, begins: begins, ends: remaining == 0))
                begins = false
            }
        }
        return parts
    }

    private mutating func readHeader(_ rest: inout ArraySlice<UInt8>) {
        if header.isEmpty, rest.count >= 8 {
            begin(rest.prefix(8))
            rest = rest.dropFirst(8)
            return
        }
        let missing = rest.prefix(8 - header.count)
        header += missing
        rest = rest.dropFirst(missing.count)
        guard header.count == 8 else { return }
        begin(header[...])
        header.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ header: ArraySlice<UInt8>) {
        isError = header.first == 2
        remaining = header.dropFirst(4).reduce(0) { $0 << 8 | Int($1) }
        begins = true
    }
}
