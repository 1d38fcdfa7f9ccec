import DustyCore

/// Whose log is shown.
enum LogSubject: Hashable, Sendable {
    /// Containers; the logs of several are merged.
    case containers([String])
    /// What a job printed.
    case job(Int)

    /// Names of the containers.
    var names: [String] { if case .containers(let names) = self { names } else { [] } }

    /// Its name. No app or service has a blank in its name.
    var label: String {
        switch self {
        case .containers(let names): names.joined(separator: " + ")
        case .job(let id): "job \(id)"
        }
    }
}

/// A page of a log that the daemon is asked for.
struct LogStretch: Hashable, Sendable {
    /// Where it lies.
    enum Place: Hashable, Sendable {
        /// The last lines before a moment.
        case before(Timestamp)
        /// The first lines from a time on.
        case from(Timestamp)
        /// The first lines there are.
        case first
    }

    let subject: LogSubject
    let place: Place
    let lines: Int
    /// Only lines from this time on.
    let since: Timestamp?

    /// The part of the log that the daemon should send.
    var window: LogWindow {
        switch place {
        case .before(let until): LogWindow(tail: lines, since: since, until: until, runs: true)
        case .from(let moment): LogWindow(head: lines, since: moment, runs: true)
        case .first: LogWindow(head: lines, since: since, runs: true)
        }
    }
}

/// A search in lines that are not loaded, page by page.
struct LogQuest: Equatable {
    /// What ends it.
    enum Aim: Equatable {
        /// Some older lines.
        case older
        /// Older lines for as long as there is room.
        case all
        /// The first lines there are.
        case first
        /// The lines of a moment.
        case moment
        /// Some newer lines.
        case newer
        /// A match of the search.
        case match(forward: Bool)
        /// This many more lines that the filter shows.
        case shown(Int)
    }

    let aim: Aim
    var place: LogStretch.Place
    /// How many lines were searched.
    var scanned = 0
    /// How far it has got.
    var reached: Timestamp?

    /// Whether the user waits for it, so that Esc ends it.
    var isBeingWatched: Bool {
        switch aim {
        case .match, .all: true
        case .shown: scanned > 0
        case .older, .first, .moment, .newer: false
        }
    }

    /// Whether newer lines are searched.
    var isForward: Bool { if case .before = place { false } else { aim != .first } }

    /// Lines of a page. Fewer pages are better when most lines are only searched.
    var lines: Int {
        switch aim {
        case .match, .shown, .all: 10_000
        case .older, .first, .moment, .newer: 5000
        }
    }
}

/// The state of a quest.
enum LogNews: Equatable {
    /// It continues, or ended as intended.
    case none
    /// The line with this id is the match.
    case found(Int)
    /// There are no older lines.
    case atStart(scanned: Int)
    /// There are no newer lines.
    case atEnd
    /// No more lines can be held.
    case full
}
