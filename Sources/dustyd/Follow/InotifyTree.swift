import CLibrary
import DustyCore
import SystemPackage

/// The directories of a tree by their watches, for one thread. A directory is known by its name and its parent's watch,
/// so that a directory that moves takes everything below it along.
final class InotifyTree {
    /// There are no more watches available.
    struct Shortage: Error {}

    struct Node {
        var parent: Int32
        var name: [UInt8]
        /// The watched directories in it, by name.
        var children: [[UInt8]: Int32] = [:]
    }

    /// A directory to be watched.
    struct Place {
        var parent: Int32
        var name: [UInt8]
    }

    private static let mask =
        IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_ONLYDIR
        | Int32(bitPattern: UInt32(IN_EXCL_UNLINK))
    private static let loss = IN_DELETE_SELF | IN_MOVE_SELF
    /// A path with more components is invalid; it would go round in circles.
    private static let depth = 4096

    private let inotify: FileDescriptor
    private let root: FileDescriptor
    private let limit: Int
    /// Lines of specs that say what is not watched; nil where everything is.
    private let lines: [String]?
    private(set) var exclusions = Exclusions()
    private(set) var rootWatch: Int32 = 0
    /// The parents of the root.
    private var above: Set<Int32> = []
    var nodes: [Int32: Node] = [:]
    /// Whether it is uncertain that all directories are watched under their present names.
    var isUncertain = false
    /// Directories whose parent has moved since the event that was taken last, so that its known name does not lead there.
    private(set) var postponed: [Place] = []

    /// Opens a directory; throws `Errno`.
    init(_ path: String, limit: Int, excluding lines: [String]? = nil) throws {
        root = try FileDescriptor.directory(path)
        self.limit = limit
        self.lines = lines
        let started = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard started >= 0 else {
            let error = Errno(rawValue: errno)
            try? root.close()
            throw error
        }
        inotify = FileDescriptor(rawValue: started)
        watchAbove(path)
    }

    deinit {
        try? inotify.close()
        try? root.close()
    }

    /// Whether there may be what is not watched.
    var isSelective: Bool { lines != nil }

    /// How many directories are watched.
    var count: Int { nodes.count }

    /// Whether events of this watch mean that the root has moved.
    func concernsRoot(_ watch: Int32) -> Bool { watch == rootWatch || above.contains(watch) }

    /// Waits until there are events, or they are asked for, or the signal is given; true for the signal.
    func wait(until stop: StopSignal, _ drain: WatchDrain?) -> Bool {
        stop.isGiven(waitingFor: inotify, drain?.waiting ?? inotify)
    }

    /// Events that are already there; empty when there are no more.
    func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> [InotifyEvent] {
        let count = CLibrary.read(inotify.rawValue, buffer.baseAddress, buffer.count)
        if count > 0 { return InotifyEvent.all(in: UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        guard count == 0 || errno == EAGAIN || errno == EINTR else { throw Errno(rawValue: errno) }
        return []
    }

    /// What the components of the root's path lead to.
    private func watchAbove(_ path: String) {
        var directory = path
        while directory != "/" {
            directory = AtomicFile.parent(of: directory)
            let watch = inotify_add_watch(inotify.rawValue, directory, UInt32(Self.loss | IN_ONLYDIR))
            if watch >= 0 { above.insert(watch) }
        }
    }
}

extension InotifyTree {
    /// Finds all directories again and watches them under their present names.
    func learnAll() throws {
        let before = nodes.keys
        nodes = [:]
        postponed = []
        isUncertain = false
        rootWatch = try watch(root, adding: Self.loss) ?? 0
        nodes[rootWatch] = Node(parent: -1, name: [])
        if let lines { exclusions = Exclusions(lines, below: root) }
        try learn(placesIn(root, rootWatch))
        // What two names lead to was met twice.
        isUncertain = false
        for watch in before where nodes[watch] == nil { inotify_rm_watch(inotify.rawValue, watch) }
    }

    /// Watches directories and all below them: first the directory, then its entries, so that nothing is missed.
    func learn(_ places: [Place]) throws {
        var level = places
        while !level.isEmpty {
            var next: [Place] = []
            for (index, place) in inOrder(level).enumerated() {
                guard let directory = try open(place) else { continue }
                try directory.closeAfter {
                    guard let watch = try watch(directory), !concernsRoot(watch), put(watch, at: place) else { return }
                    next += try placesIn(directory, watch)
                }
                guard nodes.count + level.count - index - 1 + next.count <= limit else { throw Shortage() }
            }
            level = next
        }
    }

    /// Watches what was postponed, now that the events after it were taken.
    func learnPostponed() throws {
        let places = postponed
        postponed = []
        try learn(places.filter { nodes[$0.parent] != nil })
        // There are even later events.
        if !postponed.isEmpty { isUncertain = true }
    }

    /// Directories in the order in which git's rules are taken in: only so many of these count.
    private func inOrder(_ places: [Place]) -> [Place] {
        guard exclusions.takesGit else { return places }
        return places.map { (place: $0, path: path(of: $0.name, in: $0.parent) ?? []) }
            .sorted { Exclusions.isBefore($0.path, $1.path) }
            .map(\.place)
    }

    /// Records the place of a directory; false when it is already known there.
    private func put(_ watch: Int32, at place: Place) -> Bool {
        if let known = nodes[watch] {
            guard known.parent != place.parent || known.name != place.name else { return true }
            // It moved before the report about it, and others may have, too.
            isUncertain = true
            move(watch, to: place)
            return false
        }
        nodes[watch] = Node(parent: place.parent, name: place.name)
        nodes[place.parent]?.children[place.name] = watch
        return true
    }

    /// A directory has a new name.
    func move(_ watch: Int32, to place: Place) {
        detach(watch)
        nodes[watch]?.parent = place.parent
        nodes[watch]?.name = place.name
        nodes[place.parent]?.children[place.name] = watch
    }

    /// Forgets a directory and everything in it.
    func forget(_ watch: Int32) {
        detach(watch)
        var waiting = [watch]
        while let next = waiting.popLast() {
            guard let node = nodes.removeValue(forKey: next) else { continue }
            inotify_rm_watch(inotify.rawValue, next)
            waiting += node.children.values
        }
    }

    /// A watch no longer exists, because its directory does not.
    func drop(_ watch: Int32) {
        detach(watch)
        for child in nodes.removeValue(forKey: watch)?.children.values.map(\.self) ?? [] { forget(child) }
    }

    /// Removes it from its parent, unless another has its name there by now.
    private func detach(_ watch: Int32) {
        guard let node = nodes[watch], nodes[node.parent]?.children[node.name] == watch else { return }
        nodes[node.parent]?.children[node.name] = nil
    }

    /// The path of an entry of a watched directory; nil when it is not known.
    func path(of name: [UInt8], in watch: Int32) -> [UInt8]? {
        guard let parts = parts(of: watch) else { return nil }
        return Array((parts + (name.isEmpty ? [] : [name])).joined(separator: [UInt8(ascii: "/")]))
    }

    private func parts(of watch: Int32) -> [[UInt8]]? {
        var parts: [[UInt8]] = []
        var next = watch
        while next != rootWatch {
            guard let node = nodes[next], parts.count < Self.depth else { return nil }
            parts.append(node.name)
            next = node.parent
        }
        return parts.reversed()
    }

    /// Whether the entry is complete when it appears, so that no later event says so: a link, or another name of a
    /// file.
    func isWhole(_ name: [UInt8], in watch: Int32) -> Bool {
        // Where its directory is now is looked at as a whole.
        guard let directory = try? openDirectory(watch) else { return true }
        let status = try? directory.closeAfter {
            try FileStatus(of: name.terminated, in: directory)
        }
        guard let status = status ?? nil else { return true }
        return !status.isFile || status.links > 1
    }

    private func open(_ place: Place) throws -> FileDescriptor? {
        guard let above = try openDirectory(place.parent) else {
            postponed.append(place)
            return nil
        }
        return try above.closeAfter { try Self.step(into: place.name, of: above) }
    }

    /// A watched directory; nil when its known name does not lead to it.
    private func openDirectory(_ watch: Int32) throws -> FileDescriptor? {
        guard let parts = parts(of: watch) else {
            isUncertain = true
            return nil
        }
        guard let directory = try descend(parts) else { return nil }
        if try isWatched(directory, by: watch) { return directory }
        try directory.close()
        return nil
    }

    private func isWatched(_ directory: FileDescriptor, by watch: Int32) throws -> Bool {
        guard watch != rootWatch else { return true }
        let found = try self.watch(directory)
        if let found, nodes[found] == nil, !above.contains(found) { inotify_rm_watch(inotify.rawValue, found) }
        return found == watch
    }

    private func descend(_ parts: [[UInt8]]) throws -> FileDescriptor? {
        var directory = try root.duplicate()
        for name in parts {
            let above = directory
            guard let next = try above.closeAfter({ try Self.step(into: name, of: above) }) else { return nil }
            directory = next
        }
        return directory
    }

    /// A subdirectory, never through a link; nil when it does not exist, is something else, or is not for this user.
    private static func step(into name: [UInt8], of directory: FileDescriptor) throws -> FileDescriptor? {
        do { return try directory.directory(name.terminated) } catch let error as Errno {
            guard error != .tooManyOpenFiles, error != .tooManyOpenFilesInSystem else { throw error }
            return nil
        }
    }

    /// The watch of an open directory; nil when this user may not watch it.
    private func watch(_ directory: FileDescriptor, adding bits: Int32 = 0) throws -> Int32? {
        let path = "/proc/self/fd/\(directory.rawValue)"
        let watch = inotify_add_watch(inotify.rawValue, path, UInt32(bitPattern: Self.mask | bits))
        if watch >= 0 { return watch }
        // This does not mean a full disk here.
        if errno == ENOSPC || errno == ENOMEM { throw Shortage() }
        return nil
    }

    /// The directories in one that are to be watched.
    private func placesIn(_ directory: FileDescriptor, _ watch: Int32) throws -> [Place] {
        let names = try directory.directories(limit: limit).filter { !SourceLook.ignored.contains($0) }
        if exclusions.isEmpty { return names.map { Place(parent: watch, name: $0) } }
        guard let path = path(of: [], in: watch) else { return [] }
        exclusions.learn(directory, at: path)
        return names.filter { name in
            !exclusions.excludes(path.isEmpty ? name : path + [UInt8(ascii: "/")] + name, isDirectory: true)
        }
        .map { Place(parent: watch, name: $0) }
    }
}
