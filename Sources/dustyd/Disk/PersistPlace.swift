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
    /// Removes every stage, also those that a daemon before this one left over.
    func clear() async
}

/// The place in which a backup is unpacked and waits: on the same file system as `/persist`, so that renaming suffices, and closed to
/// everybody but root.
struct PersistStage: Sendable, Equatable {
    /// The directory of the stage.
    var directory: String
    /// Directory that holds the entries.
    var tree: String { "\(directory)/tree" }
    /// The directory that stages and replaced data lie in.
    var workshop: String { AtomicFile.parent(of: directory) }
}
