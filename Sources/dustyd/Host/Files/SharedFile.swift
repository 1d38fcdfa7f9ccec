internal import CHost
import CLibrary
import DustyCore
import SystemPackage

/// A text file of which a part is ours and to which any program adds lines at any time, without asking.
///
/// New and old text are exchanged in one step, so nothing is lost: the old text, as others left it, still exists
/// afterwards, and lines added to it too late are added to the new one. No lock is needed for that; locks only spare
/// rounds. One daemon's writers exclude each other by a file that others cannot open, those of several daemons by the
/// directory. Every user who can read that can keep it locked, so it is only asked for.
struct SharedFile {
    /// How often others may change the file while it is written; more often while time is left.
    private static let rounds = 20
    /// How long to wait for other daemons and programs that have the file open.
    private static let patience = Duration.seconds(5)
    /// How long to wait for a lock that any user may hold.
    private static let courtesy = Duration.milliseconds(250)

    private let file: AtomicFile
    private let lock: String?
    private let name: String
    private let parent: String

    /// The file at a path; a symbolic link is followed. Our own writers exclude each other with the file `lock`.
    init(_ path: String, lock: String? = nil) {
        self.lock = lock
        file = AtomicFile(path)
        let target = file.resolved
        name = AtomicFile.name(of: target)
        parent = AtomicFile.parent(of: target)
    }

    /// Changes the text as `edit` says, until that is its content; false when it was so from the beginning.
    func change(_ edit: ([UInt8]) -> [UInt8]) throws -> Bool {
        do {
            guard let lock else { return try changeLocked(edit) }
            return try Self.lockFile(lock).closeAfter { try changeLocked(edit) }
        } catch let error as Errno {
            throw file.failure(error)
        }
    }

    private func changeLocked(_ edit: ([UInt8]) -> [UInt8]) throws -> Bool {
        try AtomicFile.makeDirectories(parent)
        let directory = try FileDescriptor.directory(parent)
        return try directory.closeAfter {
            _ = Self.waiting(Self.courtesy) { flock(directory.rawValue, LOCK_EX | LOCK_NB) == 0 }
            return try change(edit, in: directory)
        }
    }

    private func change(_ edit: ([UInt8]) -> [UInt8], in directory: FileDescriptor) throws -> Bool {
        var last: Exchange?
        var isChanged = false
        let deadline = ContinuousClock.now + Self.patience
        var round = 0
        while round < Self.rounds || ContinuousClock.now < deadline {
            round += 1
            let (text, status) = try read(in: directory)
            let after = edit(last?.merged(into: text) ?? text)
            if status != nil || after.isEmpty, after == text { return isChanged }
            let exchange = try put(after, over: text, status, in: directory)
            isChanged = true
            // What was only appended to the old text is appended to the new one too, however often others append
            // something.
            let isSettled = try exchange.addition.map { try append($0, in: directory) } ?? false
            last = isSettled ? nil : exchange
        }
        throw DustyError(
            .busy,
            "another program keeps changing \(file.path)",
            hint: "find out what writes it, and try again"
        )
    }

    private func read(in directory: FileDescriptor) throws -> (text: [UInt8], status: FileStatus?) {
        let open: FileDescriptor
        do { open = try directory.openRegular(name, O_RDONLY) } catch Errno.noSuchFileOrDirectory { return ([], nil) }
        return try open.closeAfter { (try open.readAll(), try open.status()) }
    }

    /// A file that only its owner can open, locked.
    private static func lockFile(_ path: String) throws -> FileDescriptor {
        try AtomicFile.makeDirectories(AtomicFile.parent(of: path))
        let file = try FileDescriptor.open(
            FilePath(path),
            .readWrite,
            options: [.create, .noFollow, .nonBlocking, .closeOnExec],
            permissions: [.ownerReadWrite]
        )
        do {
            if try file.status().rights != 0o600, fchmod(file.rawValue, 0o600) != 0 { throw Errno(rawValue: errno) }
            guard waiting(patience, { flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 }) else {
                throw DustyError(
                    .busy,
                    "another program keeps \(path) locked",
                    hint: "see `\(HostWords.own.locks)`, and try again"
                )
            }
            return file
        } catch {
            try? file.close()
            throw error
        }
    }

    /// Tries until it succeeds, for at most this long.
    private static func waiting(_ limit: Duration, _ attempt: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + limit
        while !attempt() {
            guard ContinuousClock.now < deadline else { return false }
            usleep(2000)
        }
        return true
    }
}

extension SharedFile {
    /// A text that replaced another.
    private struct Exchange {
        var before: [UInt8]
        var after: [UInt8]
        /// The final content of the old text.
        var displaced: [UInt8]

        /// What others appended to the old text after it was read; nil if they changed anything else.
        var addition: ArraySlice<UInt8>? {
            guard displaced.starts(with: before), before.last ?? 0x0A == 0x0A else { return nil }
            return displaced.dropFirst(before.count)
        }

        /// A text with the changes that others made to the old one too late to be seen.
        func merged(into text: [UInt8]) -> [UInt8] {
            guard displaced != before else { return text }
            // The new text is untouched: the old one is exactly what it was made from.
            guard text != after else { return displaced }
            var known: [ArraySlice<UInt8>: Int] = [:]
            for line in Self.lines(before) { known[line, default: 0] += 1 }
            var merged = text
            for line in Self.lines(displaced) {
                if let count = known[line], count > 0 {
                    known[line] = count - 1
                } else {
                    if let last = merged.last, last != 0x0A { merged.append(0x0A) }
                    merged += line + [0x0A]
                }
            }
            return merged
        }

        private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
            text.split(separator: 0x0A, omittingEmptySubsequences: true)
        }
    }

    /// Replaces a text with another.
    private func put(
        _ after: [UInt8],
        over before: [UInt8],
        _ status: FileStatus?,
        in directory: FileDescriptor
    ) throws -> Exchange {
        var displaced = before
        do {
            try UnfinishedFile.write(after, in: directory, like: status, orMode: 0o644) { unfinished in
                guard status != nil else { return try link(unfinished, in: directory) }
                displaced = try exchange(unfinished, in: directory) ?? before
            }
            fsync(directory.rawValue)
        } catch let error as Errno where AtomicFile.forbidsRenaming.contains(error) && status != nil {
            try rewrite(after, over: before, in: directory)
        }
        return Exchange(before: before, after: after, displaced: displaced)
    }

    /// Creates the file if there was none; one that exists by now is seen in the next round.
    private func link(_ unfinished: String, in directory: FileDescriptor) throws {
        guard linkat(directory.rawValue, unfinished, directory.rawValue, name, 0) == 0 || errno == EEXIST else {
            throw Errno(rawValue: errno)
        }
        unlinkat(directory.rawValue, unfinished, 0)
    }

    /// Appends lines to the file, as others do; false when another file replaced it meanwhile.
    private func append(_ lines: ArraySlice<UInt8>, in directory: FileDescriptor) throws -> Bool {
        guard !lines.isEmpty else { return true }
        let open = try directory.openRegular(name, O_RDWR | O_APPEND)
        return try open.closeAfter {
            let size = try open.status().size
            var last: [UInt8] = [0x0A]
            if size > 0 {
                _ = try last.withUnsafeMutableBytes { try open.read(fromAbsoluteOffset: Int64(size - 1), into: $0) }
            }
            let ending: [UInt8] = last == [0x0A] ? [] : [0x0A]
            try open.writeAll(ending + Array(lines))
            fsync(open.rawValue)
            return try open.status().links > 0
        }
    }

    /// Exchanges old and new text, and returns the old one once no program writes to it.
    private func exchange(_ unfinished: String, in directory: FileDescriptor) throws -> [UInt8]? {
        var old = try? directory.openRegular(name, O_RDONLY)
        defer { try? old?.close() }
        let failure = chost_exchange(directory.rawValue, unfinished, directory.rawValue, name)
        if failure == 0 {
            // What was there at that very moment, which may be another file than the one that was read.
            try? old?.close()
            old = try? directory.openRegular(unfinished, O_RDONLY)
            guard unlinkat(directory.rawValue, unfinished, 0) == 0 else { throw Errno(rawValue: errno) }
        } else {
            guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(failure) else { throw Errno(rawValue: failure) }
            guard renameat(directory.rawValue, unfinished, directory.rawValue, name) == 0 else {
                throw Errno(rawValue: errno)
            }
        }
        guard let old else { return nil }
        fsync(directory.rawValue)
        // The lease is granted only when no program has it open for writing, and none can open it by now.
        _ = Self.waiting(Self.patience) { chost_lease(old.rawValue, chost_lease_unwritten) != EAGAIN }
        return try old.readAll()
    }

    /// Rewrites a file that cannot be renamed over, keeping others from opening it meanwhile where the kernel can.
    private func rewrite(_ after: [UInt8], over before: [UInt8], in directory: FileDescriptor) throws {
        let open = try directory.openRegular(name, O_RDWR)
        try open.closeAfter {
            _ = Self.waiting(Self.patience) { chost_lease(open.rawValue, chost_lease_alone) != EAGAIN }
            // Closing alone may not release it: a program that is being started has a copy of the descriptor for a
            // moment.
            defer { _ = chost_lease(open.rawValue, chost_lease_none) }
            // Otherwise the next round starts from what it has become.
            guard try open.readAll() == before else { return }
            try file.rewrite(open, from: before, to: after)
        }
    }
}
