internal import CHost
import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// A name in a directory.
struct Spot: Sendable {
    var directory: HeldDirectory
    var name: String
}

/// The only calls by which a placement changes anything; each is atomic.
protocol PlacementSteps: Sendable {
    /// Stores the plan; nil when there is none left.
    func note(_ placement: Placement?) throws
    /// Exchanges two names. Throws `Errno`, `.invalidArgument` if the file system cannot.
    func exchange(_ one: Spot, _ other: Spot) throws
    /// Renames something to a free name. Throws `Errno`.
    func move(_ from: Spot, to spot: Spot) throws
    /// Makes a directory for root alone. Throws `Errno`.
    func make(_ spot: Spot) throws
    /// Removes an empty directory. Throws `Errno`.
    func remove(_ spot: Spot) throws
}

/// The disk's.
struct DiskPlacementSteps: PlacementSteps {
    /// Where it is written down.
    let journal: String

    func note(_ placement: Placement?) throws {
        guard let placement else { return try AtomicFile(journal).remove() }
        try AtomicFile(journal).write(Array(try Wire.encode(placement)), mode: 0o600)
    }

    func exchange(_ one: Spot, _ other: Spot) throws {
        try check(
            chost_exchange(
                one.directory.descriptor.rawValue,
                one.name,
                other.directory.descriptor.rawValue,
                other.name
            )
        )
    }

    func move(_ from: Spot, to spot: Spot) throws {
        try check(
            chost_move(from.directory.descriptor.rawValue, from.name, spot.directory.descriptor.rawValue, spot.name)
        )
    }

    func make(_ spot: Spot) throws {
        try check(mkdirat(spot.directory.descriptor.rawValue, spot.name, 0o700) == 0 ? 0 : errno)
    }

    func remove(_ spot: Spot) throws {
        try check(unlinkat(spot.directory.descriptor.rawValue, spot.name, AT_REMOVEDIR) == 0 ? 0 : errno)
    }

    private func check(_ code: Int32) throws {
        // Apple's code for a file system that cannot.
        if code == ENOSYS || code == ENOTSUP { throw Errno.invalidArgument }
        if code != 0 { throw Errno(rawValue: code) }
    }
}
