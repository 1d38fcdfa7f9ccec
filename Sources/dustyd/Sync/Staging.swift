import CLibrary
import DustyCore

/// Private copies of what another user prepared, for programs that must read as root: builds of images, and rsync to
/// other machines.
///
/// A copy is made with its user's rights and only root can change it, so that no link that appears meanwhile redirects
/// such a program.
struct Staging: Sendable {
    /// The purpose of a copy; each has its own directory.
    enum Purpose: String, Sendable {
        case builds, transfers
    }

    /// Only root can enter it.
    let directory: String
    /// Copies on this host.
    private let copier: Copier
    private let copies = KnownCopies()
    private let locks = NameLocks()

    init(directory: String, syncer: any Syncer, files: any FileStore) {
        self.directory = directory
        copier = Copier(
            syncer: syncer,
            manifests: ManifestStore(directory: "\(directory)/manifests", files: files)
        )
    }

    /// Where the copy of a source is.
    func path(of source: String, for purpose: Purpose) -> String {
        "\(directory)/\(purpose.rawValue)\(source)"
    }

    /// Brings a copy up to date. With `whenChanged` nothing is run for a source that is as it was when it was copied last.
    func refresh(
        _ source: String,
        for purpose: Purpose,
        as reader: User,
        excluding lines: [String]? = nil,
        whenChanged: Bool
    ) async throws {
        let target = path(of: source, for: purpose)
        let transfer = Transfer(
            source: source,
            target: target,
            hidden: purpose == .builds ? [] : [".git"],
            exclude: lines,
            mayEmpty: true,
            reader: reader
        )
        try close()
        try await locks.holding(target) {
            let now = await copies.look(at: transfer)
            let generation = await copier.syncer.generation(of: target)
            if whenChanged, copies.holds(now, of: transfer, generation: generation) { return }
            copies.forget(target)
            let outcome = try await copier.copy(transfer, now) { _ in }
            guard outcome.isWhole else { return }
            copies.note(now, of: transfer, generation: await copier.syncer.generation(of: target))
        }
    }

    /// Runs `body` while these copies are not updated, so that what was seen in them stays the same.
    func holding<Value: Sendable>(_ copies: Set<String>, _ body: () async throws -> Value) async throws -> Value {
        // Holders of several take them in the same order.
        guard let first = copies.min() else { return try await body() }
        return try await locks.holding(first) { try await holding(copies.subtracting([first]), body) }
    }

    private func close() throws {
        try AtomicFile.makeDirectories(AtomicFile.parent(of: directory))
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST, chmod(directory, 0o700) == 0 else {
            throw DustyError(.failed, "\(directory) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}

extension User {
    /// Whether the daemon's own user is another than this one.
    var isAnother: Bool { uid != SubprocessRunner.currentUser.uid }
}
