import DustyCore
import DustyTerminal

/// The log of one container as one looks at it.
struct LogPane: Equatable {
    /// Where the view stands.
    enum Position: Equatable {
        /// At the end, and staying there.
        case following
        /// Held: this line, from this row of it on when it is wrapped, is the first visible one.
        case paused(Anchor)
    }

    /// A place in the log that does not move when lines come or go.
    struct Anchor: Equatable {
        var line: Int
        var row = 0
    }

    /// What is known of the stream.
    enum Stream: Equatable {
        case opening(since: Timestamp)
        case open
        case ended
        case failed(String)
    }

    /// Name of the container.
    var source: String?
    var buffer = LogBuffer()
    var position = Position.following
    var stream = Stream.ended
    var wrap = false
    var timestamps = true
    /// First visible column when lines are not wrapped.
    var column = 0
    /// Id after the last line when the view was paused.
    var pausedEnd = 0
    var search: LogSearch?
    var rate = LogRate()
    /// Time of the last line before the stream was opened again; nil while nothing can be repeated.
    private var replayUntil: Timestamp?

    /// Whether the view stays at the end.
    var isFollowing: Bool { position == .following }

    /// Forgets one container and begins with another.
    mutating func open(_ name: String?, at now: Timestamp) {
        source = name
        buffer = LogBuffer()
        position = .following
        stream = .opening(since: now)
        column = 0
        rate = LogRate()
        replayUntil = nil
        search?.restart()
    }

    /// Takes lines in. Lines that a reopened stream sends again are left out.
    mutating func append(_ batch: LogBatch, now: Timestamp) {
        stream = .open
        var fresh = 0
        for line in batch.lines where line.source == source && !isRepeated(line) {
            let content = Sanitizer.line(line.text)
            let columns = TextWidth.columns(of: content.text)
            buffer.append(.init(time: line.time, stream: line.stream, content: content, columns: columns))
            search?.consider(id: buffer.endID - 1, text: content.text)
            fresh += 1
        }
        rate.add(fresh, at: now)
        search?.forget(before: buffer.firstID)
        if case .paused(let anchor) = position, anchor.line < buffer.firstID {
            position = .paused(Anchor(line: buffer.firstID))
        }
    }

    /// The stream broke; the next one begins with lines that are known already.
    mutating func end(_ error: DustyError?) {
        stream = error.map { .failed(Sanitizer.plain($0.message)) } ?? .ended
        // Dusty's own lines carry the daemon's clock, which the engine's does not follow.
        replayUntil = buffer.lastTime { $0.stream != .dusty }
    }

    private mutating func isRepeated(_ line: LogLine) -> Bool {
        guard let until = replayUntil else { return false }
        if line.time < until { return true }
        guard line.time == until else {
            replayUntil = nil
            return false
        }
        let text = Sanitizer.plain(line.text)
        var id = buffer.endID - 1
        while let known = buffer[id], known.time >= until || known.stream == .dusty {
            if known.time == until, known.content.text == text { return true }
            id -= 1
        }
        return false
    }
}
