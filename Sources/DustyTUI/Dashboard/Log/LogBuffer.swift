import DustyCore
import DustyTerminal

/// The latest lines of one container, bounded in number and in bytes. Every line keeps its id for life, so that a view
/// can stay at a line while others come and go.
struct LogBuffer: Equatable {
    /// One line, safe to show.
    struct Line: Equatable {
        /// Name of its container.
        var source: String
        var time: Timestamp
        var stream: LogLine.Stream
        var content: StyledText
        /// Columns of its text.
        var columns: Int

        fileprivate static let none = Line(
            source: "",
            time: Timestamp(milliseconds: 0),
            stream: .out,
            content: StyledText(""),
            columns: 0
        )

        /// Bytes it takes, roughly.
        fileprivate var cost: Int { content.text.utf8.count + content.runs.count * 16 + 64 }
    }

    /// Most lines kept.
    let lineLimit: Int
    /// Most bytes kept.
    let byteLimit: Int
    /// Id of the oldest line.
    private(set) var firstID = 0
    /// Number of lines.
    private(set) var count = 0
    /// Bytes they take, roughly.
    private(set) var bytes = 0

    private var storage: [Line] = []
    private var head = 0

    /// An empty buffer with its bounds.
    init(lineLimit: Int = 50_000, byteLimit: Int = 32 << 20) {
        self.lineLimit = lineLimit
        self.byteLimit = byteLimit
    }

    /// Id the next line will get.
    var endID: Int { firstID + count }
    /// Whether there is no line.
    var isEmpty: Bool { count == 0 }
    /// How many lines were dropped because of the bounds.
    private(set) var evicted = 0
    /// The newest line.
    var last: Line? { self[endID - 1] }

    /// Time of the newest line that satisfies a condition.
    func lastTime(where condition: (Line) -> Bool) -> Timestamp? {
        var id = endID - 1
        while let line = self[id] {
            if condition(line) { return line.time }
            id -= 1
        }
        return nil
    }

    /// The line with an id; nil when it is gone or has not come yet.
    subscript(id: Int) -> Line? {
        guard id >= firstID, id < endID else { return nil }
        return storage[(head + id - firstID) % storage.count]
    }

    /// Adds a line; drops the oldest when the bounds require it.
    mutating func append(_ line: Line) {
        if count == lineLimit { evict() }
        if count < storage.count {
            storage[(head + count) % storage.count] = line
        } else {
            if head > 0 { straighten() }
            storage.append(line)
        }
        count += 1
        bytes += line.cost
        while bytes > byteLimit, count > 1 { evict() }
    }

    /// Adds lines before the oldest one, as many of the latest of them as there is room for; drops the newest lines
    /// when the bounds require it, unless all must stay. Returns how many were added.
    @discardableResult
    mutating func prepend(_ lines: [Line], keepingAll: Bool = false) -> Int {
        var total = keepingAll ? bytes : 0
        let kept = lines.suffix(max(0, lineLimit - (keepingAll ? count : 0))).reversed().prefix { line in
            total += line.cost
            return total <= byteLimit
        }
        let cost = kept.reduce(0) { $0 + $1.cost }
        while count > 0, count + kept.count > lineLimit || bytes + cost > byteLimit { dropLast() }
        let known = (0..<count).map { storage[(head + $0) % storage.count] }
        storage = kept.reversed() + known
        head = 0
        count = storage.count
        firstID -= kept.count
        bytes += cost
        return kept.count
    }

    /// Drops the oldest lines up to an id.
    mutating func drop(before id: Int) {
        while count > 0, firstID < id {
            evict()
            evicted -= 1
        }
    }

    private mutating func dropLast() {
        let place = (head + count - 1) % storage.count
        bytes -= storage[place].cost
        storage[place] = .none
        count -= 1
    }

    private mutating func evict() {
        evicted += 1
        bytes -= storage[head].cost
        storage[head] = .none
        head = (head + 1) % storage.count
        firstID += 1
        count -= 1
    }

    private mutating func straighten() {
        storage = Array(storage[head...] + storage[..<head])
        head = 0
    }
}

extension LogBuffer.Line {
    /// A line that the user drew under a log.
    static func ruler(_ text: String, at time: Timestamp) -> LogBuffer.Line {
        LogBuffer.Line(source: "", time: time, stream: .dusty, content: StyledText(text), columns: text.count)
    }

    /// Whether the user drew it; every other line is of a container.
    var isRuler: Bool { stream == .dusty && source.isEmpty }

    /// A line from the daemon, made safe to show; a raw one has everything written out that is not text, and JSON may
    /// be put into words.
    init(_ line: LogLine, isRaw: Bool = false, fields: JSONLine.Fields? = nil) {
        let words = isRaw || line.stream == .dusty ? nil : fields.flatMap { JSONLine.readable(line.text, fields: $0) }
        // An escape in the JSON is hostile text like any other.
        let content = isRaw ? Sanitizer.visible(line.text) : Sanitizer.line(words ?? line.text)
        self.init(
            source: line.source,
            time: line.time,
            stream: line.stream,
            content: content,
            columns: TextWidth.columns(of: content.text)
        )
    }
}
