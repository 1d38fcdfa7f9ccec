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
                        for source in sources { try settle(source, in: copy, by: stage, &outcome) }
                    }
                }
            } catch {
                // Rsync meets the same problem and reports it.
                outcome.isWhole = false
            }
            return outcome
        }

        private func settle(
            _ source: HandSource,
            in copy: FileDescriptor,
            by stage: FileDescriptor,
            _ outcome: inout HandOutcome
        ) throws {
            let parent: FileDescriptor
            switch BytePath.parent(of: source.path, below: copy) {
            case .open(let directory): parent = directory
            case .missing where source.isGone: return
            case .missing, .other: throw TooMuch()
            }
            try parent.closeAfter {
                let name = BytePath.name(of: source.path)
                let there = try FileStatus(of: name, in: parent)
                switch source.kind {
                case .gone:
                    try keep(source, FilePrint.unknown, name, there, in: parent, by: stage, &outcome)
                    try delete(source.path, name, there, of: parent, &outcome)
                case .link(let target): try put(target, source, name, there, in: parent, by: stage, &outcome)
                case .file(let file): try put(file, source, name, there, in: parent, by: stage, &outcome)
                }
            }
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

        private func put(
            _ target: [UInt8],
            _ source: HandSource,
            _ name: [CChar],
            _ there: FileStatus?,
            in parent: FileDescriptor,
            by stage: FileDescriptor,
            _ outcome: inout HandOutcome
        ) throws {
            guard let status = source.status, there?.isDirectory != true else { throw TooMuch() }
            let print = FilePrint(link: target)
            if try keep(source, print, name, there, in: parent, by: stage, &outcome) { return }
            try place(source, print, name, in: parent, by: stage, status) { unfinished in
                try check(symlinkat(target.terminated, stage.rawValue, unfinished))
                try check(fchownat(stage.rawValue, unfinished, status.owner, status.group, AT_SYMLINK_NOFOLLOW))
            }
            outcome.files += 1
            outcome.paths.insert(source.path)
        }

        private func put(
            _ file: FileDescriptor,
            _ source: HandSource,
            _ name: [CChar],
            _ there: FileStatus?,
            in parent: FileDescriptor,
            by stage: FileDescriptor,
            _ outcome: inout HandOutcome
        ) throws {
            guard let status = source.status, there?.isDirectory != true else { throw TooMuch() }
            guard let bytes = try file.readAll(limit: LocalHand.size) else { throw TooMuch() }
            // A file that is being written is reported again.
            guard try file.status() == status, bytes.count == status.size else { return }
            let print = FilePrint(status)
            if try keep(source, print, name, there, in: parent, by: stage, &outcome) { return }
            if let there, there.isSame(as: status), try isContent(bytes, of: name, in: parent) {
                return try ledger.note(source.path, print)
            }
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            try place(source, print, name, in: parent, by: stage, status) { unfinished in
                let opened = openat(stage.rawValue, unfinished, flags, 0o600)
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                let made = FileDescriptor(rawValue: opened)
                try made.closeAfter {
                    try made.writeAll(bytes)
                    // The owner first: changing it may clear bits of the mode.
                    try check(fchown(opened, status.owner, status.group))
                    try check(fchmod(opened, status.rights))
                }
            }
            outcome.files += 1
            outcome.paths.insert(source.path)
            outcome.bytes += Int64(bytes.count)
        }

        /// Handles what a container made of a path that is to become `new`: true when it stays, because the repo has
        /// what was copied. Otherwise it gets a second name in the staging directory, so that it is not lost.
        @discardableResult
        private func keep(
            _ source: HandSource,
            _ new: FilePrint,
            _ name: [CChar],
            _ there: FileStatus?,
            in parent: FileDescriptor,
            by stage: FileDescriptor,
            _ outcome: inout HandOutcome
        ) throws -> Bool {
            guard comesBack, let there, !there.isDirectory else { return false }
            let now = FilePrint(there, of: name, in: parent)
            let copied = ledger.print(of: source.path)
            guard now.isKnown, now != new, now != copied, copied != .unknown, copied != nil || new.isKnown else {
                return false
            }
            if new == copied {
                outcome.left.append(source.path)
                return true
            }
            let other = UnfinishedFile.newName()
            try check(linkat(parent.rawValue, name, stage.rawValue, other, 0))
            outcome.kept[source.path] = other
            return false
        }

        /// Makes something in the staging directory, and gives it its time and its place.
        private func place(
            _ source: HandSource,
            _ print: FilePrint,
            _ name: [CChar],
            in parent: FileDescriptor,
            by stage: FileDescriptor,
            _ status: FileStatus,
            _ make: (_ unfinished: String) throws -> Void
        ) throws {
            let unfinished = UnfinishedFile.newName()
            do {
                try make(unfinished)
                try stage.setTime(of: unfinished, to: status)
                // The record must never be ahead of the copy: the copy's own file would pass for a container's change.
                let isNew = ledger.print(of: source.path) != print
                if isNew { try ledger.note(source.path, .unknown) }
                try check(renameat(stage.rawValue, unfinished, parent.rawValue, name))
                if isNew { try ledger.note(source.path, print) }
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

        private func check(_ result: Int32) throws {
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
