import DustyCore

/// What putting a restore in place is about to do, stored before anything is done, so that it can be finished after a
/// crash.
///
/// Entries are known by their inode numbers, which renaming does not change: whatever was done already, each is found.
struct Placement: Codable, Sendable, Equatable {
    /// One name at the top of `/persist`.
    struct Entry: Codable, Sendable, Equatable {
        var name: String
        /// Inode number of the entry that will have the name.
        var incoming: UInt64
        /// Inode number of the entry that had it before; nil when none had.
        var outgoing: UInt64?
    }

    /// The directory in which it is prepared and in which what it replaces is kept.
    var workshop: String
    /// Tells its stage from others.
    var id: String
    /// Name in the workshop of the replaced entry.
    var kept: String
    var entries: [Entry]
    /// Directory whose entries they are; nil for `/persist`.
    var directory: String?
    /// What is put in place together with it: volumes.
    var others: [Placement]?

    /// It and what is put in place together with it.
    var all: [Placement] { [self] + (others ?? []) }
    /// Name of the stage while it waits: such a stage may be removed.
    var waiting: String { "\(PersistStage.waiting)\(id)" }
    /// Name of the stage from the first change on: it may hold the only copy of something.
    var placing: String { "\(PersistStage.placing)\(id)" }
}

/// The outcome of a restore that an earlier daemon had begun to put in place.
struct SettledRestore: Sendable, Equatable {
    /// Names at the top of `/persist`.
    var names: [String]
    /// Where what they replaced is kept; nil when nothing was replaced.
    var kept: String?
    /// The same of volumes.
    var keptVolumes: [String] = []
}
