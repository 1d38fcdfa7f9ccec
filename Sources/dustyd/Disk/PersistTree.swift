import DustyCore
import FoundationEssentials
import Glibc
import SystemPackage

/// The machine's `/persist`, and the place beside it where restores are prepared.
struct PersistTree: Sendable {
    /// What Dusty writes there anew with every `up`; it is no data.
    static let generated: Set<String> = ["dustyNginx"]
    /// Where restores are prepared when `/persist` is a file system of its own.
    private static let inside = ".dusty-restores"

    /// The directory itself.
    let path: String
    /// Where restores are prepared otherwise.
    let beside: String

    /// The tree of a machine.
    init(machine: String) {
        path = MachineTree(root: machine).persist
        beside = "\(machine)/restores"
    }

    /// What there is to save, sorted.
    func names() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return all.filter { !Self.generated.contains($0) && $0 != Self.inside }.sorted()
    }

    /// These names when all of them exist, or everything when none is given.
    func select(_ wanted: [String]) throws -> [String] {
        let known = names()
        for name in wanted where !known.contains(name) { throw DustyError.unknown(name, among: known) }
        let chosen = wanted.isEmpty ? known : Set(wanted).sorted()
        guard !chosen.isEmpty else {
            throw DustyError(.conflict, "there is nothing in \(path) to save", hint: "apps that mount /persist make it")
        }
        return chosen
    }

    /// Whether something of this name is there, be it a link that leads nowhere.
    func contains(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0
    }

    /// The directory that restores are prepared in: on the same file system as `/persist`, so that renaming suffices, and closed to
    /// everybody but root.
    func workshop() throws -> String {
        do {
            try AtomicFile.makeDirectories(path)
            var own = stat()
            var other = stat()
            let same =
                stat(path, &own) == 0 && stat(AtomicFile.parent(of: beside), &other) == 0
                && own.st_dev == other.st_dev
            let place = same ? beside : "\(path)/\(Self.inside)"
            guard mkdir(place, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
            var status = stat()
            // A container that may write to /persist could have put a link there.
            guard lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
                throw DustyError(
                    .conflict,
                    "\(place) is not a directory of root",
                    hint: "find out who made it, and remove it"
                )
            }
            chmod(place, 0o700)
            return place
        } catch let error as Errno {
            throw DustyError(.failed, "a directory for restores cannot be made beside \(path): \(error)")
        }
    }

    /// What earlier restores replaced, as paths.
    func replaced() -> [String] {
        [beside, "\(path)/\(Self.inside)"].flatMap { place in
            ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
                .filter { $0.hasPrefix("before-") }.sorted().map { "\(place)/\($0)" }
        }
    }

    /// Puts the entries of a prepared directory in place, moving what has their names to `kept`. When anything fails, all is as before.
    func exchange(with prepared: String, keeping kept: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: prepared).sorted()
        guard mkdir(kept, 0o700) == 0 else { throw failure("\(kept) cannot be made", errno) }
        var done: [(from: String, to: String)] = []
        func move(_ from: String, _ to: String) throws {
            guard rename(from, to) == 0 else { throw failure("\(from) cannot be moved to \(to)", errno) }
            done.append((from, to))
        }
        do {
            for name in names {
                if contains(name) { try move("\(path)/\(name)", "\(kept)/\(name)") }
                try move("\(prepared)/\(name)", "\(path)/\(name)")
            }
        } catch {
            for step in done.reversed() { rename(step.to, step.from) }
            rmdir(kept)
            throw error
        }
        for directory in [path, kept] { Self.flush(directory) }
        // Nothing was replaced, so there is nothing to keep.
        rmdir(kept)
    }

    private static func flush(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ what: String, _ code: Int32) -> DustyError {
        DustyError(.failed, "\(what): \(Errno(rawValue: code)). /persist is as it was.")
    }
}
