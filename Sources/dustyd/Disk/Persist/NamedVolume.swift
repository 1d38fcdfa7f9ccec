import DustyCore

/// A named volume of the stack, and where its files are.
struct NamedVolume: Sendable, Equatable {
    /// The directory that an engine keeps a volume's files in, below that of the volume.
    static let files = "_data"

    var place: VolumePlace
    /// Its name without the project's.
    var key: String
    /// Why its files cannot be read or replaced, as the end of a sentence about it; nil when they can.
    var obstacle: String?

    var name: String { place.name }
    /// The engine's directory of the volume, in which its files are and which containers do not see.
    var directory: String { AtomicFile.parent(of: place.directory) }
}

extension VolumePlace {
    /// Why the files are in no directory of the engine's own; nil when they are.
    var obstacle: String? {
        guard driver != "local" || hasOptions || AtomicFile.name(of: directory) != NamedVolume.files else { return nil }
        return "is kept by the driver \(driver)\(hasOptions ? " with options" : "")"
    }
}
