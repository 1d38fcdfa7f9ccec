import CLibrary
import DustyCore
import Essentials

/// Programs that an earlier daemon started and that outlived it: a daemon that is killed cannot end its children.
///
/// An old rsync or Compose that goes on would undo what the new daemon does. So every child carries a mark in its
/// environment, which its own children inherit, and the next daemon ends what carries its mark before it does anything
/// else. A program that writes the mark into the environment of a process of his own only has that process ended.
///
/// A Mac shows nobody the environment of its own programs, `ssh` and `sh` among them: there a record of what runs is kept
/// as well. Linux shows root every environment, so nothing is written there when a program starts.
struct Orphans: Sendable {
    /// The variable that is the mark.
    static let variable = "DUSTY_CHILD_OF"
    /// How long to wait for them to be gone; a process that waits for a disk cannot be killed.
    private static let patience = 200

    /// Distinguishes one daemon of this host from another, but not from its own earlier runs: the socket it serves.
    let mark: String
    /// What runs; nil where the mark finds everything.
    let record: ChildRecord?

    /// The orphans of the daemon that serves this socket.
    init(socket: String, record: ChildRecord? = nil) {
        mark = socket
        self.record = record
    }

    /// The orphans of this process's predecessors.
    static let own: Orphans = {
        let paths = Paths(environment: ProcessInfo.processInfo.environment)
        let record = ThisHost.hidesEnvironments ? ChildRecord(paths.children) : nil
        return Orphans(socket: paths.socket, record: record)
    }()

    /// What is added to a child's environment.
    var environment: [String: String] { [Self.variable: mark] }

    /// Ends all there are and waits until they are gone; how many there were. From then on the record is this daemon's.
    @discardableResult
    func end() -> Int {
        defer { record?.begin() }
        let recorded = record?.earlier() ?? []
        var ended: Set<Int32> = []
        for _ in 0..<Self.patience {
            let leaders = recorded.filter(\.runs).map(\.process)
            for leader in leaders { kill(-leader, SIGKILL) }
            let left = leaders + living()
            if left.isEmpty { break }
            for process in left { kill(process, SIGKILL) }
            ended.formUnion(left)
            usleep(10_000)
        }
        return ended.count
    }

    private func living() -> [Int32] { ThisHost.processes(marked: "\(Self.variable)=\(mark)") }
}
