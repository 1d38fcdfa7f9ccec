import CLibrary
import DustyCore
import SystemPackage

extension LocalHand {
    /// One settling, on a thread that may wait for the disk.
    struct Work {
        /// Something requires more than is done here.
        private struct TooMuch: Error {}

        let place: MachinePlace
        let staging: String
        let ledger: ManifestLedger
        /// Mount points of containers.
        let spared: Set<[UInt8]>
        /// Whether what containers change comes back.
        let comesBack: Bool

        func carryOut(_ sources: [HandSource]) -> HandOutcome {
            var outcome = HandOutcome()
            do {
                let copy = try TrustedRoot(place.trusted).directory(place.relative)
                try copy.closeAfter {
                    try AtomicFile.makeDirectories(staging, mode: 0o700)
                    let stage = try FileDescriptor.directory(staging)
                    try stage.closeAfter {
                        var made: [Staged] = []
                        defer { made.forEach { try? $0.parent.close() } }
                        for source in sources {
                            do { try settle(source, in: copy, by: stage, &made, &outcome) } catch {
                                outcome.isWhole = false
                                break
                            }
                        }
                        try put(made, from: stage, &outcome)
                    }
                }
            } catch {
                // Rsync meets the same problem and reports it.
                outcome.isWhole = false
            }
            return outcome
        }

        /// Deletes what is gone, and makes what is to be put there.
        private func settle(
            _ source: HandSource,
            in copy: FileDescriptor,
            by stage: FileDescriptor,
            _ made: inout [Staged],
            _ outcome: inout HandOutcome
        ) throws {
            let parent: FileDescriptor
            switch BytePath.parent(of: source.path, below: copy) {
            case .open(let directory): parent = directory
            case .missing where source.isGone: return
            case .missing, .other: throw TooMuch()
            }
            var isKept = false
            defer { if !isKept { try? parent.close() } }
            let name = BytePath.name(of: source.path)
            let there = try FileStatus(of: name, in: parent)
            let new: Staged?
            switch source.kind {
            case .gone:
                try keep(source.path, FilePrint.unknown, name, there, in: parent, by: stage, &outcome)
                return try delete(source.path, name, there, of: parent, &outcome)
            case .link(let target): new = try make(target, source, name, there, in: parent, by: stage)
            case .file(let file): new = try make(file, source, name, there, in: parent, by: stage)
            }
            guard let new else { return }
            made.append(new)
            isKept = true
        }

        private func delete(
            _ path: [UInt8],
            _ name: [CChar],
            _ there: FileStatus?,
            of parent: FileDescriptor,
            _ outcome: inout HandOutcome
        ) throws {
            guard let there, !spared.contains(path) else { return }
            if there.isDirectory, ledger.has(path + [UInt8(ascii: "/")]) { throw TooMuch() }
            guard !there.isDirectory, ledger.has(path) else { return }
            if unlinkat(parent.rawValue, name, 0) == 0 {
                outcome.deleted += 1
                outcome.paths.insert(path)
            }
            try ledger.note(path, nil)
        }

        private func make(
            _ target: [UInt8],
            _ source: HandSource,
            _ name: [CChar],
            _ there: FileStatus?,
            in parent: FileDescriptor,
            by stage: FileDescriptor
        ) throws -> Staged? {
            guard let status = source.status, there?.isDirectory != true else { throw TooMuch() }
            let made = Staged(path: source.path, name: name, parent: parent, print: FilePrint(link: target), size: 0)
            try make(made.unfinished, in: stage, status) { unfinished in
                try check(symlinkat(target.terminated, stage.rawValue, unfinished))
                try check(fchownat(stage.rawValue, unfinished, status.owner, status.group, AT_SYMLINK_NOFOLLOW))
            }
            return made
        }

        private func make(
            _ file: FileDescriptor,
            _ source: HandSource,
            _ name: [CChar],
            _ there: FileStatus?,
            in parent: FileDescriptor,
            by stage: FileDescriptor
        ) throws -> Staged? {
            guard let status = source.status, there?.isDirectory != true else { throw TooMuch() }
            guard let bytes = try file.readAll(limit: LocalHand.size) else { throw TooMuch() }
            // A file that is being written is reported again.
            guard try file.status() == status, bytes.count == status.size else { return nil }
            let print = FilePrint(status)
            if let there, there.isSame(as: status), try isContent(bytes, of: name, in: parent) {
                try ledger.note(source.path, print)
                return nil
            }
            let made = Staged(path: source.path, name: name, parent: parent, print: print, size: bytes.count)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            try make(made.unfinished, in: stage, status) { unfinished in
                let opened = openat(stage.rawValue, unfinished, flags, 0o600)
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                let file = FileDescriptor(rawValue: opened)
                try file.closeAfter {
                    try file.writeAll(bytes)
                    // The owner first: changing it may clear bits of the mode.
                    try check(fchown(opened, status.owner, status.group))
                    try check(fchmod(opened, status.rights))
                }
            }
            return made
        }

        /// Makes something in the staging directory, and gives it its time.
        private func make(
            _ unfinished: String,
            in stage: FileDescriptor,
            _ status: FileStatus,
            _ body: (_ unfinished: String) throws -> Void
        ) throws {
            do {
                try body(unfinished)
                try stage.setTime(of: unfinished, to: status)
            } catch {
                unlinkat(stage.rawValue, unfinished, 0)
                throw error
            }
        }

        private func isContent(_ bytes: [UInt8], of name: [CChar], in parent: FileDescriptor) throws -> Bool {
            let opened = openat(parent.rawValue, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
            guard opened >= 0 else { throw Errno(rawValue: errno) }
            let file = FileDescriptor(rawValue: opened)
            return try file.closeAfter {
                guard try file.status().isFile else { return false }
                return try file.readAll(limit: LocalHand.size) == bytes
            }
        }

        func check(_ result: Int32) throws {
            guard result == 0 else { throw Errno(rawValue: errno) }
        }
    }
}

extension FileStatus {
    /// Whether a copy has everything that is copied of a file except its content.
    fileprivate func isSame(as source: FileStatus) -> Bool {
        isFile && rights == source.rights && owner == source.owner && group == source.group && size == source.size
            && seconds == source.seconds && nanoseconds == source.nanoseconds
    }
}
