import CLibrary
import DustyCore

/// A machine is forgotten in two steps, so that a half-forgotten one is never mistaken for a usable one: it is marked
/// before anything is undone at the other end, and its directory is removed by one rename after that.
extension MachineCatalog {
    private static let mark = "removing"
    private static let gone = ".removed-"

    /// Every machine but `local` that has a file here, even one whose file cannot be read.
    func listed() -> [(name: String, record: MachineRecord?, vm: VMRecord?)] {
        names().compactMap { name in
            let entry = (name: name, record: (try? record(name)) ?? nil, vm: (try? vm(name)) ?? nil)
            return entry.record == nil && entry.vm == nil && fault(of: name) == nil ? nil : entry
        }
    }

    /// Why the record of a machine cannot be read; nil when it can.
    func fault(of name: String) -> DustyError? {
        do {
            _ = try record(name)
            _ = try vm(name)
            return nil
        } catch { return error as? DustyError ?? DustyError(.failed, "\(error)") }
    }

    /// Whether its removal has begun.
    func isBeingRemoved(_ name: String) -> Bool { MachineName.isValid(name) && files.isFile(mark(of: name)) }

    /// Machines whose removal has begun and not ended.
    func unfinishedRemovals() -> [String] { names().filter(isBeingRemoved) }

    /// Records that its removal begins; from now on it cannot be used, and the next start finishes the removal.
    func beginRemoval(_ name: String) throws {
        try files.replace(mark(of: name), with: [], mode: 0o600)
    }

    /// Takes the mark back, because it could not be removed.
    func cancelRemoval(_ name: String) throws {
        try files.remove(mark(of: name))
    }

    /// Forgets a machine and everything that was kept of it.
    func remove(_ name: String) throws {
        let directory = paths.directory(ofMachine: name)
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let gone = Self.gone + random
        guard rename(directory, "\(paths.machines)/\(gone)") == 0 else {
            if errno == ENOENT { return }
            throw DustyError(.failed, "\(directory) cannot be removed: \(String(cString: strerror(errno)))")
        }
        try? TrustedRoot(paths.machines).remove(gone)
    }

    /// Removes the remains of forgotten machines.
    func sweep() {
        for name in names() where name.hasPrefix(Self.gone) {
            try? TrustedRoot(paths.machines).remove(name)
        }
    }

    /// Removes the remains of machines whose addition was interrupted; call it before one can be added.
    func sweepAdditions() {
        for name in names() where MachineName.isValid(name) && !isBeingRemoved(name) && !isKept(name) {
            try? remove(name)
        }
    }

    /// Whether there is a record of it; an unreadable one counts.
    private func isKept(_ name: String) -> Bool {
        do {
            return try record(name) != nil || vm(name) != nil
        } catch {
            return true
        }
    }

    /// Why it cannot be used.
    func beingRemoved(_ name: String) -> DustyError {
        DustyError(
            .conflict,
            "the machine `\(name)` is being removed",
            hint: "`dusty machine remove \(name)` finishes that; with --force also if it does not answer"
        )
    }

    private func mark(of name: String) -> String { "\(paths.directory(ofMachine: name))/\(Self.mark)" }
}
