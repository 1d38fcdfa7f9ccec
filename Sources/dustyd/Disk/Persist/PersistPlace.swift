/// Where `/persist` is, on this host or on a machine, and where restores of it are prepared.
protocol PersistPlace: Sendable {
    /// The directory itself, as mounts of containers name it.
    var path: String { get }
    /// Its contents, and what earlier restores replaced.
    func contents() async throws -> PersistContents
    /// Makes the place for unpacking a backup of this many bytes. Throws `.conflict` when there is no room for it.
    func makeStage(for bytes: Int64?) async throws -> PersistStage
    /// Puts the entries of a stage in place; what has their names is moved to a directory of the name `kept`, whose
    /// path is returned unless nothing was replaced. When anything fails, everything is as before.
    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) async throws -> String?
    /// Finishes an exchange that the end of a daemon or of the machine interrupted; nil when there was none. That check
    /// costs next to nothing.
    func settle() async throws -> SettledRestore?
    /// What is at these paths below it; missing ones are left out.
    func look(at paths: [String]) async throws -> [String: PersistEntry]
    /// Removes every waiting stage, including those of earlier daemons; never one that is being put in place.
    func clear() async
}

/// What is at a path below `/persist`.
struct PersistEntry: Sendable, Equatable {
    /// Inode number.
    var number: UInt64
    /// Whether there is nothing in it.
    var isEmpty: Bool
}

/// The place in which a backup is unpacked and waits: on the same file system as `/persist`, so that renaming suffices,
/// and closed to all but root.
struct PersistStage: Codable, Sendable, Equatable {
    /// Prefix of the names of waiting stages.
    static let waiting = "staged-"
    /// Prefix of the names of stages from the first change on.
    static let placing = "placing-"

    /// The directory of the stage.
    var directory: String
    /// Name in a stage of the directory with volumes.
    static let volumes = "volumes"
    /// Directory that holds the entries.
    var tree: String { "\(directory)/tree" }
    /// Directory that holds volumes before they are brought to where they are put in place.
    var volumes: String { "\(directory)/\(Self.volumes)" }
    /// The directory's name from the first change on.
    var placingDirectory: String { "\(workshop)/\(Self.placing)\(id)" }
    /// What distinguishes it from others.
    var id: String { String(AtomicFile.name(of: directory).dropFirst(Self.waiting.count)) }
    /// The directory of stages and replaced data.
    var workshop: String { AtomicFile.parent(of: directory) }
}
