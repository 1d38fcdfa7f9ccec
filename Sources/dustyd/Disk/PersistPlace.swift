/// Where `/persist` is, on this host or on a machine, and where restores of it are prepared.
protocol PersistPlace: Sendable {
    /// The directory itself, as mounts of containers name it.
    var path: String { get }
    /// What is in it, and what earlier restores replaced.
    func contents() async throws -> PersistContents
    /// Makes the place that a backup of so many bytes is unpacked in. Throws `.conflict` when there is no room for it.
    func makeStage(for bytes: Int64?) async throws -> PersistStage
    /// Puts the entries of a stage in place; what has their names is moved to a directory of the name `kept`, whose path is returned
    /// unless nothing was replaced. When anything fails, all is as before.
    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) async throws -> String?
    /// Finishes an exchange that was cut off by the end of a daemon or of the machine; nil when there was none. Costs next to nothing then.
    func settle() async throws -> SettledRestore?
    /// What is at these paths below it; what is not there is left out.
    func look(at paths: [String]) async throws -> [String: PersistEntry]
    /// Removes every stage that waits, also those that a daemon before this one left over; never one that is being put in place.
    func clear() async
}

/// What is at a path below `/persist`.
struct PersistEntry: Sendable, Equatable {
    /// Number by which its file system knows it.
    var number: UInt64
    /// Whether there is nothing in it.
    var isEmpty: Bool
}

/// The place in which a backup is unpacked and waits: on the same file system as `/persist`, so that renaming suffices, and closed to
/// everybody but root.
struct PersistStage: Codable, Sendable, Equatable {
    /// What the names of stages begin with while they wait.
    static let waiting = "staged-"
    /// What the names of stages begin with from the first change on.
    static let placing = "placing-"

    /// The directory of the stage.
    var directory: String
    /// Directory that holds the entries.
    var tree: String { "\(directory)/tree" }
    /// What the directory is called from the first change on.
    var placingDirectory: String { "\(workshop)/\(Self.placing)\(id)" }
    /// What tells it from others.
    var id: String { String(AtomicFile.name(of: directory).dropFirst(Self.waiting.count)) }
    /// The directory that stages and replaced data lie in.
    var workshop: String { AtomicFile.parent(of: directory) }
}
