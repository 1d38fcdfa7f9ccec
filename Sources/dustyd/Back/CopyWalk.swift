import CLibrary
import DustyCore
import SystemPackage

/// A search of a copy for what is not as it was copied. Containers write there as root meanwhile: everything is opened
/// by descriptors, through no link, and both the search and its findings are bounded.
struct CopyWalk {
    /// Where it looks.
    enum Scope: Sendable, Equatable {
        case everything
        /// At these paths; true for those below which everything may have changed.
        case paths([[UInt8]: Bool])
    }

    /// A file or link that is not what was copied.
    struct Found: Sendable, Equatable {
        var path: [UInt8]
        var print: FilePrint
        /// What was copied; nil for what a container made.
        var copied: FilePrint?
        /// Whether it stays unless git tracks it.
        var isIgnored: Bool
        var size: Int
    }

    /// How many entries are inspected, and how many files of containers are recorded.
    static let entries = 2_000_000
    static let made = 10_000

    let root: FileDescriptor
    let prints: [PathListing.Path: FilePrint]
    /// What was there when the record of the copy was lost. It stays until it changes: the user may have deleted it.
    let stray: [PathListing.Path: FilePrint]
    /// How many files of containers are recorded.
    let limit: Int
    /// The directories of the repo.
    let directories: Set<PathListing.Path>
    /// Mount points of containers, and what Dusty put there for them.
    let spared: [[UInt8]]
    private(set) var rules: RepoRules.Rules
    private(set) var found: [Found] = []
    /// What was copied and is gone, of the inspected paths.
    private(set) var missing: [[UInt8]] = []
    private(set) var madeCount = 0
    private(set) var isCutOff = false
    private var left = CopyWalk.entries

    init(
        _ root: FileDescriptor,
        _ manifest: Manifest,
        _ rules: RepoRules.Rules,
        sparing spared: [[UInt8]],
        stray: Manifest? = nil,
        limit: Int = CopyWalk.made
    ) {
        self.root = root
        self.rules = rules
        self.spared = spared
        self.stray = stray?.printsByPath ?? [:]
        self.limit = limit
        prints = manifest.printsByPath
        directories = Set(manifest.listing.lazy.filter(\.isDirectoryPath).map(\.withoutSlash))
    }

    mutating func look(at scope: Scope) {
        switch scope {
        case .everything: look(below: [], isIgnored: false)
        case .paths(let paths):
            for (path, isDeep) in paths { look(at: path, deeply: isDeep) }
        }
    }

    private mutating func look(at path: [UInt8], deeply: Bool) {
        guard !path.isEmpty else { return deeply ? look(below: [], isIgnored: false) : () }
        var isIgnored = false
        for slash in path.indices where path[slash] == UInt8(ascii: "/") {
            let directory = Array(path[..<slash])
            learn(above: directory)
            isIgnored = isIgnored || stays(directory, isDirectory: true)
            guard isPlain(directory) else { return }
        }
        learn(above: path)
        guard case .open(let parent) = BytePath.parent(of: path, below: root) else {
            if prints[path[...]] != nil { missing.append(path) }
            return
        }
        defer { try? parent.close() }
        let name = BytePath.name(of: path)
        guard let status = (try? FileStatus(of: name, in: parent)) ?? nil else {
            if prints[path[...]] != nil { missing.append(path) }
            return
        }
        guard isPlain(path), !isSpared(path), !rules.excluded.excludesWay(to: path, isDirectory: status.isDirectory)
        else { return }
        if status.isDirectory {
            isIgnored = isIgnored || stays(path, isDirectory: true)
            if deeply, !isIgnored || directories.contains(path[...]) { look(below: path, isIgnored: isIgnored) }
        } else {
            consider(path, status, FilePrint(status, of: name, in: parent), isIgnored: isIgnored)
        }
    }

    private mutating func look(below top: [UInt8], isIgnored: Bool) {
        var waiting = [(path: top, isIgnored: isIgnored)]
        while let (directory, isIgnored) = waiting.popLast() {
            guard left > 0 else { return isCutOff = true }
            learn(above: directory + [UInt8(ascii: "/")])
            guard let opened = BytePath.directory(directory, below: root) else { continue }
            let names = names(in: opened)
            defer { try? opened.close() }
            // Git would treat it as a repo, and run the programs that it names.
            if Self.repo.isSubset(of: names) { continue }
            for name in names {
                let path = directory.isEmpty ? name : directory + [UInt8(ascii: "/")] + name
                guard isPlain(name: name), path.count < 4096, !isSpared(path),
                    let status = (try? FileStatus(of: name.terminated, in: opened)) ?? nil,
                    !rules.excluded.excludes(path, isDirectory: status.isDirectory)
                else { continue }
                guard status.isDirectory else {
                    consider(path, status, FilePrint(status, of: name.terminated, in: opened), isIgnored: isIgnored)
                    continue
                }
                let isIgnored = isIgnored || stays(path, isDirectory: true)
                if !isIgnored || directories.contains(path[...]) { waiting.append((path, isIgnored)) }
            }
        }
    }

    private mutating func consider(_ path: [UInt8], _ status: FileStatus, _ print: FilePrint, isIgnored: Bool) {
        guard print.isKnown, !isSpared(path), !Self.makesRepo(path), path != Self.rules else { return }
        let copied = prints[path[...]]
        if let copied, !copied.isKnown || copied == print { return }
        let isIgnored = isIgnored || stays(path, isDirectory: false)
        if copied == nil {
            // The engine makes such a file where it mounts one.
            guard !Self.isPassing(path), status.size > 0 || !status.isFile || status.rights & S_IXUSR == 0 else {
                return
            }
            guard !isIgnored, stray[path[...]] != print else { return }
            madeCount += 1
            guard madeCount <= limit else { return }
        }
        found.append(Found(path: path, print: print, copied: copied, isIgnored: isIgnored, size: status.size))
    }

    /// Whether git ignores it, or the specs say that it stays.
    private func stays(_ path: [UInt8], isDirectory: Bool) -> Bool {
        rules.kept.ignoresWay(to: path, isDirectory: isDirectory)
            || rules.ignored.ignores(path, isDirectory: isDirectory)
    }

    private func isSpared(_ path: [UInt8]) -> Bool {
        rules.hooks.contains([])
            || (spared + rules.hooks).contains {
                path.starts(with: $0) && (path.count == $0.count || path[$0.count] == 47)
            }
    }

    /// Adds the rules that a container made where the repo has none.
    private mutating func learn(above path: [UInt8]) {
        let directory = path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[..<$0]) } ?? []
        guard rules.known.insert(directory).inserted, let bytes = RepoRules.bytes(of: directory, below: root) else {
            return
        }
        rules.ignored.set(IgnoreRules.patterns(bytes), in: directory)
    }

    private mutating func names(in directory: FileDescriptor) -> Set<[UInt8]> {
        guard let copy = try? directory.duplicate(), let listing = fdopendir(copy.rawValue) else { return [] }
        defer { closedir(listing) }
        rewinddir(listing)
        var names: Set<[UInt8]> = []
        while left > 0, let entry = readdir(listing) {
            left -= 1
            withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    _ = names.insert(Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
                }
            }
        }
        return names
    }
}

extension CopyWalk {
    /// What travels is the user's to say.
    private static let rules = Array(Exclusions.file.utf8)
    private static let repo = Set(["HEAD", "objects", "refs"].map { Array($0.utf8) })

    /// Whether a file of that name makes a directory a repo to git.
    private static func makesRepo(_ path: [UInt8]) -> Bool {
        let name = path.split(separator: UInt8(ascii: "/")).last.map {
            $0.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        return [Array("head".utf8), Array("commondir".utf8), Array("gitdir".utf8)].contains(name)
    }

    /// Whether a file of that name is there for a moment only: an editor's swap file, or a file that `rsync` or `sed` has not finished.
    static func isPassing(_ path: [UInt8]) -> Bool {
        let name = String(decoding: path.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
        func isRandom(_ letters: Substring) -> Bool {
            letters.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
                && letters.utf8.contains { $0 < 0x61 }
        }
        let ends = ["~", "___jb_tmp___", "___jb_old___", ".kate-swp"]
        if name == "4913" || name.hasPrefix(".#") || ends.contains(where: name.hasSuffix) { return true }
        if name.utf8.count > 2, name.hasPrefix("#"), name.hasSuffix("#") { return true }
        if name.utf8.count == 9, name.hasPrefix("sed") { return isRandom(name.dropFirst(3)) }
        guard name.hasPrefix(".") else { return false }
        if name.hasPrefix(".goutputstream-") { return true }
        let tail = name.utf8.suffix(4)
        if tail.prefix(3).elementsEqual(".sw".utf8), let last = tail.last, (0x61...0x78).contains(last) { return true }
        return name.utf8.count > 8 && name.dropLast(6).hasSuffix(".") && isRandom(name.suffix(6))
    }

    private func isPlain(_ path: [UInt8]) -> Bool {
        path.split(separator: UInt8(ascii: "/")).allSatisfy { isPlain(name: Array($0)) }
    }

    private func isPlain(name: [UInt8]) -> Bool { !SourceLook.isIgnored(name) && !Self.isGit(name) }

    /// Whether some file system would treat the name as `.git`.
    static func isGit(_ name: [UInt8]) -> Bool {
        let letters = name.filter { $0 < 0x80 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if letters.starts(with: Array("git~".utf8)) { return true }
        guard letters.starts(with: Array(".git".utf8)) else { return false }
        return letters.dropFirst(4).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ".") }
            || letters.count > 4 && letters[4] == UInt8(ascii: ":")
    }

    /// Whether a link may come back: it points to something below the repo, through no link, and not into git's own
    /// directory.
    static func isInside(_ target: [UInt8], of link: [UInt8], below top: FileDescriptor) -> Bool {
        guard target.first != UInt8(ascii: "/") else { return false }
        var parts = link.split(separator: UInt8(ascii: "/")).dropLast().map(Array.init)
        var hasDescended = false
        for part in target.split(separator: UInt8(ascii: "/")).map(Array.init) where part != [UInt8(ascii: ".")] {
            if part == Array("..".utf8) {
                // Above a possible link, `..` does not lead where it seems.
                guard !hasDescended, parts.popLast() != nil else { return false }
            } else {
                hasDescended = true
                parts.append(part)
            }
        }
        guard parts.allSatisfy({ !isGit($0) }) else { return false }
        if parts.isEmpty { return true }
        switch BytePath.parent(of: Array(parts.joined(separator: [47])), below: top) {
        case .open(let parent):
            try? parent.close()
            return true
        // There is no link on the path as far as it exists.
        case .missing: return true
        case .other: return false
        }
    }
}
