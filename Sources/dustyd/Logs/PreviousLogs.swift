import DustyCore
import Synchronization

/// The last lines of each app's and service's replaced container, without secrets, in files that only root can read.
struct PreviousLogs: Sendable {
    /// How much is kept of one.
    static let mostLines = 2000
    static let mostBytes = 1 << 20
    /// How long an engine may take to hand them over: nothing waits for a log that only explains.
    private static let patience = Duration.seconds(10)

    let directory: String
    let files: any FileStore
    let secrets: KnownSecrets

    /// Keeps the last lines of containers that are about to go, in place of those before. What cannot be kept is not: no job fails for it.
    func keep(_ containers: [ObservedContainer], from engine: any EngineObserver) async {
        for container in containers where container.keepsLog && container.startedAt != nil {
            guard let lines = try? await lines(of: container, from: engine), !lines.isEmpty else { continue }
            try? files.writeState(lines, at: path(of: container.service), mode: 0o600)
        }
    }

    /// The lines that were kept of a service, oldest first; nil where none were.
    func lines(of service: String) -> [LogLine]? {
        files.readState([LogLine].self, at: path(of: service))
    }

    private func path(of service: String) -> String { "\(directory)/\(service).json" }

    private func lines(of container: ObservedContainer, from engine: any EngineObserver) async throws -> [LogLine] {
        let query = LogQuery(follow: false, tail: Self.mostLines, since: nil, terminal: container.terminal)
        let tail = Mutex(Tail())
        _ = try await withDeadline(Self.patience) {
            try await engine.logs(container: container.id, query: query) { lines in
                for line in lines {
                    var line = line.line(of: container.service)
                    line.text = secrets.hide(line.text)
                    tail.withLock { $0.append(line) }
                }
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
        let lines = known.flatMap { lines in
            let wanted = lines.filter { line in request.window.since.map { line.time >= $0 } ?? true }
            return request.window.tail.map { Array(wanted.suffix($0)) } ?? wanted
        }
        return lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }
}
