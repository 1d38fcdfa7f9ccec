import DustyCore

/// Turns the bytes of a container's log, with timestamps, into lines.
///
/// The engine stores at most 16 KiB in one entry: a longer line comes as several frames, each with a timestamp of its
/// own and only the last with a line ending. They are joined, up to a limit; the rest is cut off, or follows as parts
/// of the same line.
struct LogDecoder {
    /// How much of a line of one stream has come so far.
    private struct Pending {
        var bytes: [UInt8] = []
        /// When its first part was received; nil between lines.
        var time: Timestamp?
        /// The beginning of an entry, not yet long enough to hold the timestamp.
        var prefix: [UInt8]?
        /// How much of the entry has come, behind its timestamp.
        var entry = 0

        /// Whether nothing of a line has come.
        var isIdle: Bool { time == nil && prefix == nil && bytes.isEmpty }
    }

    private var frames = StreamFrames()
    private var output = Pending()
    private var errorOutput = Pending()
    private var lastTime = Timestamp(milliseconds: 0)
    private var stamps = StampReader()
    /// Where lines are cut, in bytes.
    static let limit = 64 << 10
    private let terminal: Bool
    private let limit: Int
    private let parts: Bool
    /// Longest beginning of an entry that may be a timestamp.
    private static let stampLimit = 64
    /// Most that the engine stores in one entry.
    private static let entryLimit = 16 << 10

    /// A decoder for a container with or without a terminal (without one the stream is framed); lines are cut at `limit` bytes.
    init(terminal: Bool, limit: Int = limit, parts: Bool = false) {
        self.terminal = terminal
        self.parts = parts
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
        let parts = frames.append(bytes)
        lines.reserveCapacity(parts.count)
        for part in parts {
            if let line = wholeLine(part) {
                lines.append(line)
                continue
            }
            if part.begins {
                if part.isError { errorOutput.prefix = [] } else { output.prefix = [] }
            }
            add(part.bytes, isError: part.isError, to: &lines)
        }
        return lines
    }

    /// The line of a frame that consists of one line which is not too long, as nearly all do; nil for any other, which
    /// is read piece by piece.
    private mutating func wholeLine(_ part: StreamFrames.Part) -> ContainerLogLine? {
        guard part.begins, part.ends, part.isError ? errorOutput.isIdle : output.isIdle else { return nil }
        return part.bytes.withUnsafeBytes { entry -> ContainerLogLine? in
            guard let (time, start) = stamps.read(entry), entry.count - start <= limit,
                ByteSearch.first(UInt8(ascii: "\n"), in: entry, from: start) == entry.count - 1
            else { return nil }
            lastTime = time
            var text = entry[start..<(entry.count - 1)]
            if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
            return ContainerLogLine(
                time: time,
                isError: part.isError,
                text: String(decoding: UnsafeRawBufferPointer(rebasing: text), as: UTF8.self)
            )
        }
    }

    /// Lines that are complete at the end of the stream.
    mutating func finish() -> [ContainerLogLine] {
        var lines: [ContainerLogLine] = []
        for isError in [false, true] {
            let pending = isError ? errorOutput : output
            guard pending.time != nil else { continue }
            if let prefix = pending.prefix { keep(prefix[...], isError: isError, &lines) }
            end(isError: isError, &lines)
        }
        return lines
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, isError: Bool, to lines: inout [ContainerLogLine]) {
        var rest = bytes
        while !rest.isEmpty {
            readTimestamp(&rest, isError: isError)
            // A terminal's entries are not framed: after a full one the next begins, with its own timestamp.
            let room = terminal ? Self.entryLimit - output.entry : rest.count
            let piece = rest.prefix(room).prefix { $0 != UInt8(ascii: "\n") }
            keep(piece, isError: isError, &lines)
            rest = rest.dropFirst(piece.count)
            if terminal {
                output.entry += piece.count
                if output.entry == Self.entryLimit {
                    (output.entry, output.prefix) = (0, [])
                    continue
                }
            }
            guard rest.first != nil else { return }
            rest = rest.dropFirst()
            end(isError: isError, &lines)
            // Without framing every line begins with its timestamp; a frame has one, at its beginning.
            if terminal { output.prefix = [] }
        }
    }

    /// Removes the timestamp and the space after it from the beginning of an entry.
    private mutating func readTimestamp(_ rest: inout ArraySlice<UInt8>, isError: Bool) {
        var pending = isError ? errorOutput : output
        guard var prefix = pending.prefix else { return }
        let missing = rest.prefix(Self.stampLimit - prefix.count)
            .prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        prefix += missing
        rest = rest.dropFirst(missing.count)
        pending.prefix = prefix
        let isLong = prefix.count == Self.stampLimit
        if rest.first != nil || isLong {
            let next = rest.first
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

    private mutating func keep(_ piece: ArraySlice<UInt8>, isError: Bool, _ lines: inout [ContainerLogLine]) {
        guard !piece.isEmpty else { return }
        var bytes = isError ? errorOutput.bytes : output.bytes
        if isError { errorOutput.bytes = [] } else { output.bytes = [] }
        bytes += parts ? piece : piece.prefix(max(0, limit - bytes.count))
        while parts, bytes.count > limit, let end = UTF8Cut.end(in: bytes, limit: limit) {
            let time = (isError ? errorOutput : output).time ?? lastTime
            let text = String(decoding: bytes[..<end], as: UTF8.self)
            lines.append(ContainerLogLine(time: time, isError: isError, text: text, isPartial: true))
            bytes.removeFirst(end)
        }
        if isError { errorOutput.bytes = bytes } else { output.bytes = bytes }
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

/// Reads the timestamps that engines write: of a fixed length, and most in the same second as the one before.
private struct StampReader {
    private static let secondLength = "2026-01-31T14:02:11".utf8.count
    private static let length = "2026-01-31T14:02:11.204123456Z".utf8.count
    private var second: [UInt8] = []
    private var start: Int64 = 0

    /// The time at the beginning of an entry, and where the text after it begins; nil when it looks any other way.
    mutating func read(_ entry: UnsafeRawBufferPointer) -> (time: Timestamp, textStart: Int)? {
        guard entry.count > Self.length, entry[Self.secondLength] == UInt8(ascii: "."),
            entry[Self.length - 1] == UInt8(ascii: "Z"), entry[Self.length] == UInt8(ascii: " ")
        else { return nil }
        var milliseconds: Int64 = 0
        for index in (Self.secondLength + 1)..<(Self.length - 1) {
            guard entry[index] >= 48, entry[index] < 58 else { return nil }
            if index <= Self.secondLength + 3 { milliseconds = milliseconds * 10 + Int64(entry[index] - 48) }
        }
        let second = entry[..<Self.secondLength]
        if !second.elementsEqual(self.second) {
            guard let time = Timestamp(String(decoding: second, as: UTF8.self) + "Z") else { return nil }
            (self.second, start) = (Array(second), time.milliseconds)
        }
        return (Timestamp(milliseconds: start + milliseconds), Self.length + 1)
    }
}
