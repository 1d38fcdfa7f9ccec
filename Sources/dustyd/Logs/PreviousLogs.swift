import DustyCore
import Synchronization

/// The last lines of each app's and service's replaced container, in files that only root can read.
///
/// Members may read them, so they have no values of variables that are set on this host, nor of those that were when containers were made:
/// most containers are replaced because a variable changed. Values from specs are not hidden.
struct PreviousLogs: Sendable {
    /// How much is kept of one.
    static let mostLines = 2000
    static let mostBytes = 1 << 20
    /// How many logs are read side by side.
    private static let width = 8

    let directory: String
    let files: any FileStore
    let secrets: KnownSecrets
    /// How long an engine may take to hand all of them over: nothing waits for logs that only explain.
    var patience = Duration.seconds(10)

    /// Keeps the last lines of containers that are about to go, in place of those before. What cannot be kept is not: no job fails for it.
    func keep(_ containers: [ObservedContainer], from engine: any EngineObserver) async {
        let wanted = containers.filter { $0.keepsLog && $0.startedAt != nil }
        guard !wanted.isEmpty else { return }
        _ = try? await withDeadline(patience) {
            try await inParallel(wanted, width: Self.width) { container in
                try Task.checkCancellation()
                let lines = await lines(of: container, from: engine)
                if !lines.isEmpty { try? files.writeState(lines, at: path(of: container.service), mode: 0o600) }
            }
        }
    }

    /// The lines that were kept of a service, oldest first; nil where none were.
    func lines(of service: String) -> [LogLine]? {
        files.readState([LogLine].self, at: path(of: service))
    }

    private func path(of service: String) -> String { "\(directory)/\(service).json" }

    /// The last lines of a container, as far as they come.
    private func lines(of container: ObservedContainer, from engine: any EngineObserver) async -> [LogLine] {
        let query = LogQuery(follow: false, tail: Self.mostLines, since: nil, terminal: container.terminal)
        let tail = Mutex(Tail())
        try? await engine.logs(container: container.id, query: query) { lines in
            for line in lines {
                var line = line.line(of: container.service)
                // A line of the greatest length was cut off; a carriage return at its end is gone, too.
                line.text = secrets.hide(line.text, isCut: line.text.utf8.count >= LogDecoder.limit - 1)
                tail.withLock { $0.append(line) }
            }
        }
        return tail.withLock(\.lines)
    }

    /// The last lines, as many as are kept.
    private struct Tail {
        var lines: [LogLine] = []
        private var bytes = 0

        mutating func append(_ line: LogLine) {
            lines.append(line)
            bytes += line.text.utf8.count
            while let first = lines.first, lines.count > mostLines || bytes > mostBytes {
                bytes -= first.text.utf8.count
                lines.removeFirst()
            }
        }
    }
}

extension LogService {
    /// The lines that were kept of replaced containers, in the order of their times. Throws when there are none of any that are named.
    func previousLines(_ request: LogRequest) throws -> [LogLine] {
        let known = request.names.compactMap { previous?.lines(of: $0) }
        guard !known.isEmpty else {
            let names = request.names.joined(separator: ", ")
            throw DustyError(
                .notFound,
                "no log is kept of a former container of \(names)",
                hint:
                    "one is when `up` or `rebuild` replaces it: `dusty logs \(request.names[0])` shows the present one's"
            )
        }
        let window = request.window
        let lines = known.flatMap { lines in
            let wanted = lines.filter { line in
                (window.since.map { line.time >= $0 } ?? true) && (window.until.map { line.time < $0 } ?? true)
            }
            let first = window.head.map { Array(wanted.prefix($0)) } ?? wanted
            return window.tail.map { Array(first.suffix($0)) } ?? first
        }
        return lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }
}
