import CLibrary
import DustyCore
import SystemPackage

/// A look for directories that git ignores and that travel all the same, with the rights of the user whose repo it is and through no link.
struct IgnoredWeight {
    /// How many entries are looked at, how long, and how many directories are named.
    static let entries = 2_000_000
    static let patience = Duration.seconds(8)
    static let named = 20

    private struct Place {
        var path: [UInt8]
        /// The ignored directory that it lies in, by its number.
        var top: Int?
    }

    private let root: FileDescriptor
    private var rules: RepoRules.Rules
    private let end = ContinuousClock.now + Self.patience
    private var left = Self.entries
    private(set) var directories: [(path: [UInt8], files: Int, bytes: Int64)] = []
    private(set) var isPartial = false

    init(_ root: FileDescriptor, _ rules: RepoRules.Rules) {
        self.root = root
        self.rules = rules
        var waiting = [Place(path: [])]
        while let place = waiting.popLast() {
            guard left > 0, .now < end else {
                isPartial = true
                return
            }
            look(into: place, &waiting)
        }
    }

    private mutating func look(into place: Place, _ waiting: inout [Place]) {
        guard let directory = BytePath.directory(place.path, below: root) else { return }
        defer { try? directory.close() }
        if place.top == nil {
            if let bytes = RepoRules.bytes(of: [], below: directory) {
                rules.ignored.set(IgnoreRules.patterns(bytes), in: place.path)
            }
            rules.excluded.learn(directory, at: place.path)
        }
        guard let copy = try? directory.duplicate(), let listing = fdopendir(copy.rawValue) else { return }
        defer { closedir(listing) }
        while left > 0, let entry = readdir(listing) {
            left -= 1
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
                }
            }
            guard !SourceLook.isIgnored(name),
                let status = (try? FileStatus(of: name.terminated, in: directory)) ?? nil
            else { continue }
            take(status, place.path.isEmpty ? name : place.path + [UInt8(ascii: "/")] + name, in: place, &waiting)
        }
    }

    private mutating func take(_ status: FileStatus, _ path: [UInt8], in place: Place, _ waiting: inout [Place]) {
        if let top = place.top {
            // Further down git may not ignore a thing, and all of it travels.
            if rules.excluded.excludes(path, isDirectory: status.isDirectory) { return }
            if status.isDirectory { return waiting.append(Place(path: path, top: top)) }
            directories[top].files += 1
            directories[top].bytes += Int64(status.size)
        } else if status.isDirectory, !rules.excluded.excludes(path, isDirectory: true) {
            guard rules.ignored.ignores(path, isDirectory: true) else { return waiting.append(Place(path: path)) }
            directories.append((path, 0, 0))
            waiting.append(Place(path: path, top: directories.count - 1))
        }
    }
}

extension RepoRules {
    /// What of a repo need not travel.
    func proposal(for repo: RepoInUse, as user: User) async throws -> IgnoreProposal {
        let rules = try await rules(of: repo, [], kept: [], as: user)
        return try await UserThread.run(as: user) {
            let root = try FileDescriptor.directory(repo.path)
            return try root.closeAfter {
                let weight = IgnoredWeight(root, rules)
                let found = weight.directories.filter { $0.files > 0 }.sorted { one, other in
                    // Each file takes a block.
                    one.bytes + Int64(one.files) << 12 > other.bytes + Int64(other.files) << 12
                }
                return IgnoreProposal(
                    repo: repo.name,
                    shortName: repo.shortName,
                    file: "\(repo.path)/\(Exclusions.file)",
                    files: found.reduce(0) { $0 + $1.files },
                    bytes: found.reduce(0) { $0 + $1.bytes },
                    directories: found.prefix(IgnoredWeight.named).map {
                        IgnoredDirectory(
                            path: String(decoding: $0.path, as: UTF8.self),
                            files: $0.files,
                            bytes: $0.bytes
                        )
                    },
                    isPartial: weight.isPartial,
                    lines: found.prefix(IgnoredWeight.named).compactMap { Exclusions.line(for: $0.path) }
                )
            }
        }
    }

    /// The same for several; of those that cannot be looked at nothing is said.
    func proposals(for repos: [(RepoInUse, User)]) async -> [IgnoreProposal] {
        await withTaskGroup(of: IgnoreProposal?.self, returning: [IgnoreProposal].self) { group in
            for (repo, user) in repos { group.addTask { try? await self.proposal(for: repo, as: user) } }
            return await group.reduce(into: []) { if let proposal = $1 { $0.append(proposal) } }
        }
        .sorted { $0.shortName < $1.shortName }
    }

    /// Adds lines to a repo's `.dustyignore` as its user, in the place of the file that is there.
    static func write(_ lines: [String], to repo: RepoInUse, as user: User) async throws {
        try await UserThread.run(as: user) {
            let root = try FileDescriptor.directory(repo.path)
            try root.closeAfter {
                let name = Array(Exclusions.file.utf8).terminated
                var status: FileStatus?
                var bytes: [UInt8] = []
                if try FileStatus(of: name, in: root) != nil {
                    guard let file = BytePath.file(name, in: root) else {
                        throw DustyError(
                            .conflict,
                            "\(repo.path)/\(Exclusions.file) is not a plain file that can be read"
                        )
                    }
                    status = try file.status()
                    guard let read = try file.closeAfter({ try file.readAll(limit: Exclusions.size) }) else {
                        throw DustyError(.conflict, "\(repo.path)/\(Exclusions.file) is too large")
                    }
                    bytes = read
                }
                if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
                bytes += lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
                try UnfinishedFile.write(bytes, in: root, like: status, orMode: 0o644) { unfinished in
                    guard renameat(root.rawValue, unfinished, root.rawValue, name) == 0 else {
                        throw Errno(rawValue: errno)
                    }
                }
            }
        }
    }
}
