/// Which logs a client wants.
public struct LogRequest: Sendable, Equatable, Hashable {
    /// Apps and services; at least one.
    public var names: [String]
    /// Keep the stream open and send what comes.
    public var follow: Bool
    /// How many of the latest lines of each to begin with; nil for all there are.
    public var tail: Int?
    /// Only lines of this moment and later; nil for all.
    public var since: Timestamp?
    /// Send long lines whole, in parts; otherwise they are cut off at 64 KiB.
    public var parts: Bool

    /// A request with its parts.
    public init(
        names: [String],
        follow: Bool = false,
        tail: Int? = nil,
        since: Timestamp? = nil,
        parts: Bool = false
    ) {
        self.parts = parts
        self.names = names
        self.follow = follow
        self.tail = tail
        self.since = since
    }
}

/// One line that a container wrote.
public struct LogLine: Codable, Sendable, Equatable {
    /// Where a line came from.
    public enum Stream: String, Codable, Sendable {
        /// Standard output.
        case out
        /// Standard error.
        case err
        /// Said by Dusty itself, such as `container stopped, exit 137`.
        case dusty
    }

    /// Name of the app or service.
    public var source: String
    /// When the engine received it.
    public var time: Timestamp
    /// Where it came from.
    public var stream: Stream
    /// The line as written, without its line ending; untrusted.
    public var text: String
    /// True when the next of this source and stream goes on with the same line; otherwise absent.
    public var partial: Bool?

    /// A line with its parts.
    public init(source: String, time: Timestamp, stream: Stream, text: String, partial: Bool? = nil) {
        self.partial = partial
        self.source = source
        self.time = time
        self.stream = stream
        self.text = text
    }
}

/// Lines that arrived together; one JSON document of the log stream.
public struct LogBatch: Codable, Sendable, Equatable {
    /// The lines, oldest first.
    public var lines: [LogLine]

    /// A batch with its parts.
    public init(lines: [LogLine]) {
        self.lines = lines
    }
}
