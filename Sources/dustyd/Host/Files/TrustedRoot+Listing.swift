import CLibrary
import DustyCore
import SystemPackage

extension TrustedRoot {
    /// How much is read of a tree that others may write to.
    struct Bounds: Sendable {
        var depth = 8
        var entries = 20_000
        var bytes = 64 << 20
    }

    /// Everything below the root that is not a directory: the bytes of plain files, and nil for anything else or files
    /// too large to read. Empty when there is no such directory.
    func files(within bounds: Bounds = Bounds()) throws -> [String: [UInt8]?] {
        try reading(Reading(root: self, left: bounds)).found
    }

    /// Paths of plain files below the root that their owner may run.
    func executables(within bounds: Bounds = Bounds()) throws -> Set<String> {
        try reading(Reading(root: self, left: bounds, readsBytes: false)).executables
    }

    private func reading(_ reading: Reading) throws -> Reading {
        var reading = reading
        do {
            let directory = try self.directory("")
            try directory.closeAfter { try reading.take(directory, below: "", depth: reading.left.depth) }
            return reading
        } catch Errno.noSuchFileOrDirectory {
            return reading
        } catch let error as Errno {
            throw refusal("read", ".", error)
        }
    }

    /// Removes what killed daemons left unfinished below the root.
    func sweep(depth: Int = 8) {
        sweep("", depth: depth)
    }

    /// The same in one directory of the root.
    func sweep(only relative: String) {
        sweep(relative, depth: 0)
    }

    private func sweep(_ relative: String, depth: Int) {
        guard let directory = try? self.directory(relative) else { return }
        try? directory.closeAfter { Self.sweep(directory, depth: depth) }
    }

    private static func sweep(_ directory: FileDescriptor, depth: Int) {
        UnfinishedFile.sweep(directory)
        guard depth > 0 else { return }
        for name in (try? directory.names(limit: Bounds().entries)) ?? [] {
            guard let inner = try? directory.directory(name) else { continue }
            try? inner.closeAfter { sweep(inner, depth: depth - 1) }
        }
    }
}

/// What was found so far.
private struct Reading {
    let root: TrustedRoot
    /// What may still be read.
    var left: TrustedRoot.Bounds
    var readsBytes = true
    private(set) var found: [String: [UInt8]?] = [:]
    private(set) var executables: Set<String> = []

    init(root: TrustedRoot, left: TrustedRoot.Bounds, readsBytes: Bool = true) {
        self.root = root
        self.left = left
        self.readsBytes = readsBytes
    }

    mutating func take(_ directory: FileDescriptor, below path: String, depth: Int) throws {
        for name in try directory.names(limit: left.entries) {
            left.entries -= 1
            guard left.entries >= 0, depth > 0 else {
                throw DustyError(
                    .conflict,
                    "\(root.path) contains far more than Dusty writes there",
                    hint: "find out what filled it, and remove that"
                )
            }
            guard let status = try directory.status(of: name) else { continue }
            if status.isDirectory {
                // What is no longer a directory is visited next time.
                guard let inner = try? directory.directory(name) else { continue }
                try inner.closeAfter { try take(inner, below: "\(path)\(name)/", depth: depth - 1) }
            } else if !UnfinishedFile.isName(name) {
                if status.isFile, status.rights & 0o100 != 0 { executables.insert(path + name) }
                if readsBytes { found.updateValue(try bytes(of: name, in: directory), forKey: path + name) }
            }
        }
    }

    private mutating func bytes(of name: String, in directory: FileDescriptor) throws -> [UInt8]? {
        let file: FileDescriptor
        do { file = try directory.openRegular(name, O_RDONLY) } catch { return nil }
        let limit = min(left.bytes, TrustedRoot.limit)
        let read = try file.closeAfter { try file.status().size <= limit ? try file.readAll(limit: limit) : nil }
        guard let bytes = read else { return nil }
        left.bytes -= bytes.count
        return bytes
    }
}
