import DustyCore
import DustyTerminal
import Essentials

/// A stack, with what is in its directories on this host.
struct LocatedStack: Equatable, Sendable {
    struct Place: Equatable, Sendable {
        var path: String
        /// The branch that is checked out there; nil when none is.
        var branch: String?
        var isGone: Bool
    }

    var info: StackInfo
    var places: [Place]

    /// The branches that its directories are on, each once.
    var branches: String { Set(places.compactMap(\.branch)).sorted().joined(separator: " ") }

    /// Stacks as their directories are now.
    static func all(_ stacks: [StackInfo]) async -> [LocatedStack] {
        var located: [LocatedStack] = []
        for info in stacks {
            var places: [Place] = []
            for path in info.directories {
                let isGone = info.hasLost(path)
                let branch = isGone ? nil : await GitDirectory(path: path).branch().map { Sanitizer.plain($0) }
                places.append(Place(path: path, branch: branch, isGone: isGone))
            }
            located.append(LocatedStack(info: info, places: places))
        }
        return located
    }
}

extension StackInfo {
    /// Whether one of its directories is not there any more.
    func hasLost(_ directory: String) -> Bool { !FileManager.default.isDirectory(directory) }

    /// How much of it is running, in words.
    var stateText: String {
        if isBeingRemoved { return "being removed" }
        if running == 0, let idleSince { return Self.idleText(idleSince) }
        if running == 0 { return "down" }
        // What runs although no active bundle needs it is not of those that are active.
        let up = "\(up ?? min(running, active))/\(active) up"
        return up + (failing.map { $0 > 0 ? ", \($0) failed" : "" } ?? "")
    }

    /// Says that a stack was stopped for being idle.
    static func idleText(_ since: Timestamp) -> String {
        "stopped when idle since \(Clock.minute(since, utcOffset: LocalTime.offset))"
    }
}
