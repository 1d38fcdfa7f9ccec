/// Which logs a client wants.
public struct LogRequest: Sendable, Equatable, Hashable {
    /// Apps and services; at least one.
    public var names: [String]
    /// Which part of them.
    public var window: LogWindow

    /// A request for a part of some logs.
    public init(names: [String], _ window: LogWindow = LogWindow()) {
        // Each once: every name is a stream.
        var known: Set<String> = []
        self.names = names.filter { known.insert($0).inserted }
        self.window = window
    }

    /// A request with its parts.
    public init(
        names: [String],
        follow: Bool = false,
        tail: Int? = nil,
        since: Timestamp? = nil,
        parts: Bool = false
    ) {
        self.init(names: names, LogWindow(follow: follow, tail: tail, since: since, parts: parts))
    }
}

/// What a job printed.
public struct JobOutputRequest: Sendable, Equatable, Hashable {
    /// Number of the job.
    public var job: Int
    /// Which part of its output.
    public var window: LogWindow

    /// A request for a part of a job's output.
    public init(job: Int, _ window: LogWindow = LogWindow()) {
        self.job = job
        self.window = window
    }
}

/// A part of a log.
public struct LogWindow: Sendable, Equatable, Hashable {
    /// Keep the stream open and send new lines.
    public var follow: Bool
    /// How many of the latest lines of each to start with; nil for all.
    public var tail: Int?
    /// How many of the earliest lines of each to stop after; nil for all.
    public var head: Int?
    /// Only lines from this time on; nil for all.
    public var since: Timestamp?
    /// Only lines since the last start of each container.
    public var sinceStart = false
    /// Of the container that was replaced last, in place of the present one.
    public var previous = false
    /// Only lines before this time; nil for all.
    public var until: Timestamp?
    /// Say where containers were started and how they ended.
    public var runs: Bool
    /// Send long lines whole, in parts; otherwise they are cut off at 64 KiB.
    public var parts: Bool

    /// A window with its parts.
    public init(
        follow: Bool = false,
        tail: Int? = nil,
        head: Int? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        runs: Bool = false,
        parts: Bool = false
    ) {
        self.follow = follow
        self.tail = tail
        self.head = head
        self.since = since
        self.until = until
        self.runs = runs
        self.parts = parts
    }

    /// Whether it is a page of a log: a number of lines before or after a time. Pages contain whole milliseconds, so
    /// that the next one begins where the last one ended; therefore a page may have a few lines more than requested, or
    /// fewer if lines are long.
    public var isPage: Bool { !follow && (head != nil || tail != nil && until != nil) }
}

/// One line that a container wrote.
public struct LogLine: Codable, Sendable, Equatable {
    /// Where a line came from.
    public enum Stream: String, Codable, Sendable {
        /// Standard output.
        case out
        /// Standard error.
        case err
        /// From Dusty itself, such as `container stopped, exit 137`.
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
    /// True when the next line of this source and stream continues it; otherwise absent.
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
