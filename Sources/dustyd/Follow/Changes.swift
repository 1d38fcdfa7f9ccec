/// What may differ in a watched directory from what it was, as a set: however often something changes, it is in it
/// once.
struct Changes: Sendable, Equatable {
    /// How many paths are kept apart. With more, everything is compared.
    static let limit = 10_000
    /// How many paths are handled singly where no hand says otherwise.
    static let few = 32

    /// Paths below the directory, as raw bytes; true for those below which everything may have changed.
    private(set) var paths: [[UInt8]: Bool] = [:]
    /// Files that are being written.
    private(set) var unfinished: Set<[UInt8]> = []
    /// Whether anything may have changed.
    private(set) var isBlind = false

    /// Anything may have changed.
    static let blind = Changes(isBlind: true)

    init() {}

    private init(isBlind: Bool) {
        self.isBlind = isBlind
    }

    var isEmpty: Bool { !isBlind && paths.isEmpty && unfinished.isEmpty }
    /// Whether it contains only files that are being written.
    var isUnfinished: Bool { !isBlind && paths.isEmpty }

    /// Whether it is so small that each path can be handled singly.
    func isFew(for width: Int) -> Bool {
        !isBlind && !paths.isEmpty && paths.count <= width && !paths.values.contains(true)
    }

    /// A path changed.
    mutating func add(_ path: [UInt8], deeply: Bool = false) {
        unfinished.remove(path)
        paths[path] = deeply || paths[path] == true
        limit()
    }

    /// A file is being written.
    mutating func open(_ path: [UInt8]) {
        if paths[path] == false { paths[path] = nil }
        unfinished.insert(path)
        limit()
    }

    /// A file's times, mode or owner changed, which does not say whether it is finished.
    mutating func touch(_ path: [UInt8]) {
        if !unfinished.contains(path) { add(path) }
    }

    /// It is not known what changed.
    mutating func lose() {
        self = .blind
    }

    /// Returns what is finished and keeps the rest.
    mutating func takeFinished() -> Changes {
        var finished = self
        finished.unfinished = []
        paths = [:]
        return finished
    }

    /// Adds later changes.
    mutating func merge(_ later: Changes) {
        guard !isBlind, !later.isBlind else { return lose() }
        for (path, isDeep) in later.paths { add(path, deeply: isDeep) }
        for path in later.unfinished { open(path) }
    }

    private mutating func limit() {
        if isBlind || paths.count + unfinished.count > Self.limit { lose() }
    }
}
