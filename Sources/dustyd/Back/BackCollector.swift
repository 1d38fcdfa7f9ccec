import CLibrary
import DustyCore
import SystemPackage

/// Brings back to the repo what containers made and changed in its copy here: nothing that git ignores, as its user, and
/// never over what the user has touched since.
struct BackCollector: Sendable {
    /// How large a file may be, and how much is brought back at a time, for how long.
    static let size = 64 << 20
    static let room: Int64 = 1 << 30
    var patience = Duration.seconds(60)
    /// How many files are open at a time.
    private static let width = 64

    /// What came of it.
    struct Outcome: Sendable {
        var report: CollectReport
        /// Paths that the repo must bring to the copy again.
        var owed: [[UInt8]] = []
        /// Paths that a container changed, the repo did not, and git ignores.
        var held: [[UInt8]] = []
        /// Files that were being written.
        var unfinished: [[UInt8]] = []
        /// Whether there was no time for all of it, and for how much.
        var isCutOff: Bool { left > 0 }
        var left = 0
        /// How many older conflicts went to make room.
        var dropped = 0
        /// What did not come back, by the reason.
        var refused: [String: [[UInt8]]] = [:]
        fileprivate var notes: [[UInt8]: FilePrint?] = [:]
    }

    /// Root of the machine's tree.
    let root: String
    let manifests: ManifestStore
    let conflicts: ConflictStore
    let rules: RepoRules

    /// Brings back what differs in the copy at these places. Does nothing while it is not known what was copied.
    func collect(
        _ repo: RepoInUse,
        _ scope: CopyWalk.Scope,
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> Outcome {
        var outcome = Outcome(report: CollectReport(repo: repo.name, shortName: repo.shortName))
        let user = transfer.reader ?? SubprocessRunner.currentUser
        guard let back = transfer.back, try await !isQuiet(scope, transfer) else { return outcome }
        guard let manifest = try await manifests.read(transfer.target) else {
            try await noteStray(repo, user, transfer)
            return outcome
        }
        guard manifest.source == transfer.source, try await isThere(transfer) else { return outcome }
        let walk = try await walk(repo, scope, manifest, back, user, transfer, mounted)
        outcome.owed = walk.missing
        var found = walk.found
        if walk.isCutOff || walk.madeCount > CopyWalk.made {
            let what = walk.isCutOff ? "\(CopyWalk.entries) entries to look at" : "\(CopyWalk.made) new files"
            outcome.refused["more than \(what): let git ignore them"] = []
            found.removeAll { $0.copied == nil }
        }
        if !found.isEmpty { try await bring(found, repo, transfer, user, &outcome) }
        outcome.report.message = outcome.message
        return outcome
    }

    /// Whether there is a copy, and not something else in its place.
    private func isThere(_ transfer: Transfer) async throws -> Bool {
        let place = try MachinePlace.below(root, transfer.target)
        return try await UserThread.run { (try? TrustedRoot(place.trusted).directory(place.relative).close()) != nil }
    }

    /// Whether a few paths are as they were copied, as after each edit of the user's. Does not look at the rest.
    private func isQuiet(_ scope: CopyWalk.Scope, _ transfer: Transfer) async throws -> Bool {
        guard case .paths(let paths) = scope, paths.count <= Self.width, !paths.values.contains(true),
            let ledger = await manifests.ledger(of: transfer.target, from: transfer.source)
        else { return false }
        let place = try MachinePlace.below(root, transfer.target)
        return try await UserThread.run {
            guard let root = try? TrustedRoot(place.trusted).directory(place.relative) else { return false }
            return try root.closeAfter {
                paths.keys.allSatisfy { path in
                    guard case .open(let parent) = BytePath.parent(of: path, below: root) else { return false }
                    defer { try? parent.close() }
                    let name = BytePath.name(of: path)
                    let status = (try? FileStatus(of: name, in: parent)) ?? nil
                    return status.map { FilePrint($0, of: name, in: parent) } == ledger.print(of: path)
                }
            }
        }
    }

    private func walk(
        _ repo: RepoInUse,
        _ scope: CopyWalk.Scope,
        _ manifest: Manifest,
        _ back: Returning,
        _ user: User,
        _ transfer: Transfer,
        _ mounted: @Sendable () async throws -> [String]
    ) async throws -> CopyWalk {
        let files = manifest.listing.filter { $0 == RepoRules.name[...] || $0.hasSuffix(RepoRules.name) }.map(
            Array.init
        )
        let rules = try await rules.rules(of: repo, files, kept: back.kept, as: user)
        let place = try MachinePlace.below(root, transfer.target)
        let spared = transfer.protected
        let stray = try await manifests.read(Self.stray(transfer))
        func look(sparing spared: [String]) async throws -> CopyWalk {
            let spared = spared.map { Array($0.utf8) }
            return try await Self.walk(place, scope) { CopyWalk($0, manifest, rules, sparing: spared, stray: stray) }
        }
        let first = try await look(sparing: spared)
        // The engine made the mount points of containers.
        guard first.found.contains(where: { $0.copied == nil }) else { return first }
        return try await look(sparing: try await mounted() + spared)
    }

    /// Records everything in a copy of which it is not known what was put into it.
    private func noteStray(_ repo: RepoInUse, _ user: User, _ transfer: Transfer) async throws {
        let place = try MachinePlace.below(root, transfer.target)
        let nothing = Manifest(
            target: Self.stray(transfer),
            source: transfer.source,
            state: 0,
            listing: PathListing(),
            marks: []
        )
        let rules = try await rules.rules(of: repo, [RepoRules.name], kept: [], as: user)
        let walk = try? await Self.walk(place, .everything) {
            CopyWalk($0, nothing, rules, sparing: [], limit: 20 * CopyWalk.made)
        }
        guard let walk, !walk.found.isEmpty else { return }
        let stray = Manifest(
            target: Self.stray(transfer),
            source: transfer.source,
            state: 0,
            listing: PathListing(walk.found.map { $0.path[...] }),
            marks: walk.found.map { _ in 0 },
            prints: walk.found.map(\.print)
        )
        try await manifests.write(stray)
    }

    /// The name of the manifest that lists files of unknown origin.
    private static func stray(_ transfer: Transfer) -> String { "\(transfer.target)#stray" }

    private static func walk(
        _ place: MachinePlace,
        _ scope: CopyWalk.Scope,
        _ make: @escaping @Sendable (FileDescriptor) -> CopyWalk
    ) async throws -> CopyWalk {
        try await UserThread.run {
            let root = try TrustedRoot(place.trusted).directory(place.relative)
            return try root.closeAfter {
                var walk = make(root)
                walk.look(at: scope)
                return walk
            }
        }
    }

    private func bring(
        _ found: [CopyWalk.Found],
        _ repo: RepoInUse,
        _ transfer: Transfer,
        _ user: User,
        _ outcome: inout Outcome
    ) async throws {
        let mayBeTracked = found.contains { $0.isIgnored }
        let tracked = mayBeTracked ? await rules.tracked(in: repo, as: user) : []
        let place = try MachinePlace.below(root, transfer.target)
        var waiting = found[...]
        let end = ContinuousClock.now + patience
        while !waiting.isEmpty {
            // Some of it always comes back, however slow the disk is.
            guard waiting.count == found.count || .now < end else { return outcome.leave(waiting, after: patience) }
            let batch = Array(waiting.prefix(Self.width))
            waiting = waiting.dropFirst(Self.width)
            let items = try await UserThread.run { try Self.open(batch, in: place) }
            defer { items.forEach { $0.close() } }
            let room = Self.room - outcome.report.bytes
            let verdicts = try await UserThread.run(as: user) { [source = transfer.source] in
                let top = try FileDescriptor.directory(source)
                return try top.closeAfter { Self.settle(items, BackWriter(top: top, tracked: tracked), room) }
            }
            outcome.notes = [:]
            for (item, verdict) in zip(items, verdicts) { await note(item, verdict, repo, user, &outcome) }
            try await UserThread.run { try Self.level(Array(zip(items, verdicts)), in: place) }
            try await manifests.note(outcome.notes, of: transfer.target, from: transfer.source)
        }
    }

    private static func settle(_ items: [BackWriter.Item], _ writer: BackWriter, _ room: Int64) -> [BackWriter.Verdict]
    {
        var room = room
        return items.map { item in
            guard room >= item.status.size || item.status.size > size else {
                return .refused("more than \(ByteCount(BackCollector.room)) at a time: let git ignore them")
            }
            let verdict = writer.settle(item)
            if case .brought = verdict { room -= Int64(item.status.size) }
            return verdict
        }
    }

    /// Opens files of the copy. A file that has changed is reported again.
    private static func open(_ found: [CopyWalk.Found], in place: MachinePlace) throws -> [BackWriter.Item] {
        let root = try TrustedRoot(place.trusted).directory(place.relative)
        return try root.closeAfter {
            found.compactMap { found in
                guard case .open(let parent) = BytePath.parent(of: found.path, below: root) else { return nil }
                defer { try? parent.close() }
                let name = BytePath.name(of: found.path)
                if found.print.isLink {
                    guard let target = parent.linkTarget(name), FilePrint(link: target) == found.print,
                        let status = (try? FileStatus(of: name, in: parent)) ?? nil
                    else { return nil }
                    return BackWriter.Item(found: found, content: .link(target), status: status)
                }
                guard let file = BytePath.file(name, in: parent), let status = try? file.status() else { return nil }
                guard FilePrint(status) == found.print else {
                    try? file.close()
                    return nil
                }
                return BackWriter.Item(found: found, content: .file(file), status: status)
            }
        }
    }

    private func note(
        _ item: BackWriter.Item,
        _ verdict: BackWriter.Verdict,
        _ repo: RepoInUse,
        _ user: User,
        _ outcome: inout Outcome
    ) async {
        let path = item.found.path
        switch verdict {
        case .brought(_, let made):
            outcome.report.files += 1
            outcome.report.bytes += Int64(item.status.size)
            outcome.notes[path] = item.found.print
            for directory in made.keys { outcome.notes[directory + [UInt8(ascii: "/")]] = FilePrint.unknown }
        case .equal: outcome.notes[path] = item.found.print
        case .conflict:
            if let dropped = await conflicts.keep(item.content, of: path, repo, for: user) {
                outcome.report.conflicts += 1
                outcome.dropped += dropped
                outcome.notes[path] = item.found.print
            } else {
                outcome.refused["could not be kept", default: []].append(path)
            }
            outcome.owed.append(path)
        case .held: outcome.held.append(path)
        case .unfinished:
            outcome.unfinished.append(path)
            if item.found.copied != nil { outcome.held.append(path) }
        case .refused(let why):
            outcome.refused[why, default: []].append(path)
            if item.found.copied != nil { outcome.held.append(path) }
        }
    }

    /// Gives what came back the owner and mode in the copy that it has in the repo, as a sync would.
    private static func level(_ brought: [(BackWriter.Item, BackWriter.Verdict)], in place: MachinePlace) throws {
        let root = try TrustedRoot(place.trusted).directory(place.relative)
        try root.closeAfter {
            for case (let item, .brought(let status, let made)) in brought {
                for (path, status) in made {
                    guard let directory = BytePath.directory(path, below: root) else { continue }
                    fchown(directory.rawValue, status.owner, status.group)
                    fchmod(directory.rawValue, status.rights)
                    try? directory.close()
                }
                switch item.content {
                case .file(let file):
                    fchown(file.rawValue, status.owner, status.group)
                    fchmod(file.rawValue, status.rights)
                case .link:
                    guard case .open(let parent) = BytePath.parent(of: item.found.path, below: root) else { continue }
                    let name = BytePath.name(of: item.found.path)
                    fchownat(parent.rawValue, name, status.owner, status.group, AT_SYMLINK_NOFOLLOW)
                    try? parent.close()
                }
            }
        }
    }
}

extension PathListing.Path {
    /// Whether the path is one of a file with this name.
    fileprivate func hasSuffix(_ name: [UInt8]) -> Bool {
        count > name.count && suffix(name.count).elementsEqual(name)
            && self[endIndex - name.count - 1] == UInt8(ascii: "/")
    }
}
