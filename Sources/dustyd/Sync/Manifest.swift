/// What Dusty put into a copy, and of what. Only what is in it is ever deleted from a copy by itself: all else was made by containers.
struct Manifest: Sendable, Equatable {
    /// The copy, as a path of the machine.
    var target: String
    /// The directory it is a copy of.
    var source: String
    /// What the source was; see `SourceLook.state`. 0 when that is not known, because a copy was not finished.
    var state: UInt64
    /// What was put there.
    private(set) var listing: PathListing
    /// For each of these what the file was when it was copied; see `SourceLook.marks`. 0 for what is not a file, or not known.
    private(set) var marks: [UInt32]

    init(target: String, source: String, state: UInt64, listing: PathListing, marks: [UInt32]) {
        self.target = target
        self.source = source
        self.state = state
        self.listing = listing
        self.marks = marks
    }

    /// The manifest of a copy that has just been finished.
    init(of transfer: Transfer, listing: PathListing, look: SourceLook?) {
        let known = look.map { Self.marks($0.files, $0.marks) } ?? [:]
        self.init(
            target: transfer.target,
            source: transfer.source,
            state: look?.isSettled == true ? look?.state ?? 0 : 0,
            listing: listing,
            marks: listing.map { known[$0] ?? 0 }
        )
    }

    /// Whether a finished copy would have the same manifest.
    func isManifest(of transfer: Transfer, listing: PathListing, look: SourceLook?) -> Bool {
        guard let look, look.isSettled, state != 0 else { return false }
        return state == look.state && source == transfer.source && self.listing == listing
    }

    /// The manifest of a copy that was not finished: all that may be there by now.
    func widened(by other: PathListing) -> Manifest {
        let known = Set(listing)
        let added = other.filter { !known.contains($0) }
        var wider = self
        wider.state = 0
        for path in added { wider.listing.append(path) }
        wider.marks += Array(repeating: 0, count: added.count)
        return wider
    }

    /// The same with what was put there and deleted since.
    func with(_ since: [[UInt8]: Bool]) -> Manifest {
        guard !since.isEmpty else { return self }
        let gone = Set(since.lazy.filter { !$0.value }.map { $0.key[...] })
        var shorter = self
        shorter.state = 0
        if !gone.isEmpty {
            shorter.listing.removeAll()
            shorter.marks = []
            for (path, mark) in zip(listing, marks) where !gone.contains(path) {
                shorter.listing.append(path)
                shorter.marks.append(mark)
            }
        }
        return shorter.widened(by: PathListing(since.lazy.filter(\.value).map { $0.key[...] }))
    }

    /// What is in the copy though the source does not have it any more, but for what lies at or below the spared paths. What is of another
    /// kind now is in the copy by that name.
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

    /// Files that may have another content than the copy although their size and time are the same, of those that were not sent.
    static func suspects(_ manifest: Manifest?, _ look: SourceLook?, _ record: TransferRecord.Contents) -> PathListing {
        guard let look else { return PathListing() }
        let known = manifest.map { marks($0.listing, $0.marks) } ?? [:]
        var candidates = PathListing()
        for (path, mark) in zip(look.files, look.marks) where mark == 0 || known[path] != mark {
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
}
