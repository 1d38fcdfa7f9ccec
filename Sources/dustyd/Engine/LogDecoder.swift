import DustyCore

/// Turns the bytes of a container's log, with timestamps, into lines.
///
/// The engine stores at most 16 KiB in one entry: a longer line comes as several frames, each with a timestamp of its own and only the last with a
/// line ending. They are joined, up to a limit.
struct LogDecoder {
    /// What of a line of one stream has come so far.
    private struct Pending {
        var bytes: [UInt8] = []
        /// When its first part was received; nil between lines.
        var time: Timestamp?
        /// The beginning of an entry, not yet long enough to hold the timestamp.
        var prefix: [UInt8]?
    }

    private var frames = StreamFrames()
    private var output = Pending()
    private var errorOutput = Pending()
    private var lastTime = Timestamp(milliseconds: 0)
    private let terminal: Bool
    private let limit: Int

    /// A decoder for a container with or without a terminal (without one the stream is framed); lines are cut off at `limit` bytes.
    init(terminal: Bool, limit: Int = 64 << 10) {
        self.terminal = terminal
        self.limit = limit
        if terminal { output.prefix = [] }
    }

    /// Adds bytes as they come; returns the lines they complete.
    mutating func append(_ bytes: [UInt8]) -> [ContainerLogLine] {
        var lines: [ContainerLogLine] = []
        guard !terminal else {
            add(bytes[...], isError: false, to: &lines)
            return lines
        }
        for part in frames.append(bytes) {
            if part.begins {
                if part.isError { errorOutput.prefix = [] } else { output.prefix = [] }
            }
            add(part.bytes, isError: part.isError, to: &lines)
        }
        return lines
    }

    /// Lines that the end of the stream completes.
    mutating func finish() -> [ContainerLogLine] {
        var lines: [ContainerLogLine] = []
        for isError in [false, true] {
            let pending = isError ? errorOutput : output
            if pending.time != nil { end(isError: isError, &lines) }
        }
        return lines
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, isError: Bool, to lines: inout [ContainerLogLine]) {
        var rest = bytes
        while !rest.isEmpty {
            readTimestamp(&rest, isError: isError)
            let piece = rest.prefix { $0 != UInt8(ascii: "\n") }
            keep(piece, isError: isError)
            rest = rest.dropFirst(piece.count)
            guard rest.first != nil else { return }
            rest = rest.dropFirst()
            end(isError: isError, &lines)
            // Without framing every line begins with its timestamp; a frame has one, at its beginning.
            if terminal { output.prefix = [] }
        }
    }

    /// Takes the timestamp and the space behind it off the beginning of an entry.
    private mutating func readTimestamp(_ rest: inout ArraySlice<UInt8>, isError: Bool) {
        var pending = isError ? errorOutput : output
        guard var prefix = pending.prefix else { return }
        let missing = rest.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        prefix += missing
        rest = rest.dropFirst(missing.count)
        pending.prefix = prefix
        if let next = rest.first {
            pending.prefix = nil
            if let time = Timestamp(String(decoding: prefix, as: UTF8.self)) {
                lastTime = time
                if next == UInt8(ascii: " ") { rest = rest.dropFirst() }
            } else {
                pending.bytes += prefix
            }
            if pending.time == nil { pending.time = lastTime }
        }
        if isError { errorOutput = pending } else { output = pending }
    }

    private mutating func keep(_ piece: ArraySlice<UInt8>, isError: Bool) {
        guard !piece.isEmpty else { return }
        if isError {
            errorOutput.bytes += piece.prefix(max(0, limit - errorOutput.bytes.count))
        } else {
            output.bytes += piece.prefix(max(0, limit - output.bytes.count))
        }
    }

    private mutating func end(isError: Bool, _ lines: inout [ContainerLogLine]) {
        let pending = isError ? errorOutput : output
        var text = pending.bytes[...]
        if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
        let line = ContainerLogLine(
            time: pending.time ?? lastTime,
            isError: isError,
            text: String(decoding: text, as: UTF8.self)
        )
        lines.append(line)
        if isError { errorOutput = Pending() } else { output = Pending() }
    }
}
