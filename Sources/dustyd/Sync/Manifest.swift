/// What Dusty put into a copy, and from what. Only this is ever deleted from a copy automatically: everything else was
/// made by containers.
struct Manifest: Sendable, Equatable {
    /// The copy, as a path of the machine.
    var target: String
    /// The directory it is a copy of.
    var source: String
    /// The source's fingerprint; see `SourceLook.state`. 0 when it is not known, because a copy was not finished.
    var state: UInt64
    /// What was put there.
    private(set) var listing: PathListing
    /// For each of these the file's mark when it was copied; see `SourceLook.marks`. 0 for anything but a file, or
    /// unknown.
    private(set) var marks: [UInt32]
    /// For each of these its state on both sides then; unknown for directories, and for what was not copied completely.
    private(set) var prints: [FilePrint]

    init(
        target: String,
        source: String,
        state: UInt64,
        listing: PathListing,
        marks: [UInt32],
        prints: [FilePrint]? = nil
    ) {
        self.target = target
        self.source = source
        self.state = state
        self.listing = listing
        self.marks = marks
        self.prints = prints ?? Array(repeating: .unknown, count: listing.count)
    }

    /// The manifest of a copy that has just been finished. For `unsure` files it is not known what was copied: they
    /// changed meanwhile.
    init(of transfer: Transfer, listing: PathListing, look: SourceLook?, unsure: Set<PathListing.Path> = []) {
        let known = look.map { Self.marks($0.files, $0.marks) } ?? [:]
        let prints = look.map { Self.prints($0.files, $0.prints) } ?? [:]
        self.init(
            target: transfer.target,
            source: transfer.source,
            state: look?.isSettled == true ? look?.state ?? 0 : 0,
            listing: listing,
            marks: listing.map { known[$0] ?? 0 },
            prints: listing.map { unsure.contains($0) ? .unknown : prints[$0] ?? .unknown }
        )
    }

    /// What was copied, by path. Directories are not in it.
    var printsByPath: [PathListing.Path: FilePrint] {
        var result: [PathListing.Path: FilePrint] = [:]
        result.reserveCapacity(prints.count)
        for (path, print) in zip(listing, prints) where !path.isDirectoryPath { result[path] = print }
        return result
    }

    /// Whether a finished copy would have the same manifest.
    func isManifest(of transfer: Transfer, listing: PathListing, look: SourceLook?) -> Bool {
        guard let look, look.isSettled, state != 0 else { return false }
        return state == look.state && source == transfer.source && self.listing == listing
    }

    /// The manifest of a copy that was not finished: everything that may be there by now. What has changed since the
    /// last copy may have been copied, or not.
    func widened(by other: PathListing, _ look: SourceLook? = nil) -> Manifest {
        let known = Set(listing)
        let added = other.filter { !known.contains($0) }
        var wider = self
        wider.state = 0
        let now = look.map { Self.prints($0.files, $0.prints) } ?? [:]
        wider.prints = zip(listing, prints).map { path, print in
            now[path].map { $0 == print ? print : .unknown } ?? print
        }
        for path in added { wider.listing.append(path) }
        wider.marks += Array(repeating: 0, count: added.count)
        wider.prints += Array(repeating: .unknown, count: added.count)
        return wider
    }

    /// The same with what was put there and deleted since.
    func with(_ since: [[UInt8]: FilePrint?]) -> Manifest {
        guard !since.isEmpty else { return self }
        var (listing, marks, prints) = (PathListing(), [UInt32](), [FilePrint]())
        for ((path, mark), print) in zip(zip(self.listing, self.marks), self.prints) where since[Array(path)] == nil {
            listing.append(path)
            marks.append(mark)
            prints.append(print)
        }
        for (path, print) in since {
            guard let print else { continue }
            listing.append(path)
            marks.append(0)
            prints.append(print)
        }
        return Manifest(target: target, source: source, state: 0, listing: listing, marks: marks, prints: prints)
    }

    /// What is in the copy though the source no longer has it, except at or below the spared paths. What has changed
    /// its kind is in the copy under that name.
    func gone(from listing: PathListing, sparing spared: [String]) -> [PathListing.Path] {
        let present = Set(listing.lazy.map(\.withoutSlash))
        let spared = spared.map { Array($0.utf8) }
        return self.listing.filter { path in
            let path = path.withoutSlash
            return !present.contains(path) && path != [UInt8(ascii: ".")]
                && !spared.contains {
                    path.starts(with: $0) && (path.count == $0.count || path[path.startIndex + $0.count] == 47)
                }
        }
    }

    /// Files whose content may differ from the copy although their size and time are the same, of those that were not
    /// sent.
    static func suspects(_ manifest: Manifest?, _ look: SourceLook?, _ record: TransferRecord.Contents) -> PathListing {
        guard let look else { return PathListing() }
        let known = manifest.map { marks($0.listing, $0.marks) } ?? [:]
        var candidates = PathListing()
        for ((path, mark), print) in zip(zip(look.files, look.marks), look.prints)
        where !print.isLink && (mark == 0 || known[path] != mark) {
            candidates.append(path)
        }
        guard !candidates.isEmpty else { return candidates }
        let sent = Set(record.sent)
        let listed = Set(record.listing)
        return PathListing(candidates.lazy.filter { listed.contains($0) && !sent.contains($0) })
    }

    private static func marks(_ listing: PathListing, _ marks: [UInt32]) -> [PathListing.Path: UInt32] {
        var result: [PathListing.Path: UInt32] = [:]
        result.reserveCapacity(marks.count)
        for (path, mark) in zip(listing, marks) where mark != 0 { result[path] = mark }
        return result
    }

    private static func prints(_ listing: PathListing, _ prints: [FilePrint]) -> [PathListing.Path: FilePrint] {
        var result: [PathListing.Path: FilePrint] = [:]
        result.reserveCapacity(prints.count)
        for (path, print) in zip(listing, prints) { result[path] = print }
        return result
    }
}
