import DustyCore

/// Copies files between this host and containers. Local files are read and written here, with the user's own rights;
/// the daemon only ever sees archives.
struct Copying: Sendable {
    /// What is copied.
    private struct Source {
        var path: CopyPath
        /// Name under which it is put into a directory.
        var name: String
        var isDirectory: Bool
    }

    private static let longestChain = 16

    let daemon: any Daemon
    let keepsOwners: Bool
    let progress: CopyProgress
    var tar = TarProgram()

    func run(from source: CopySide, to destination: CopySide) async throws {
        switch (source, destination) {
        case (.local, .local):
            throw DustyError(
                .invalid,
                "neither path is in a container",
                hint: "write one of them as name:/path; to copy between two places on this host use `cp`"
            )
        case (.local(let path), .container(let place)): try await upload(path, to: place)
        case (.container(let place), .local(let path)): try await download(place, to: path)
        case (.container(let from), .container(let to)): try await carry(from, to: to)
        }
    }

    private func upload(_ text: String, to place: ContainerPlace) async throws {
        let source = try localSource(text)
        let (directory, prefix) = try await destination(place, of: source)
        let contents = source.path.wantsDirectory
        // The target of a link has another name in the archive, so the directory is packed from inside.
        let move = CopyMove(
            dropping: contents ? 0 : 1,
            prefix: prefix,
            keepsOwners: keepsOwners,
            isForHost: false
        )
        try await put(into: directory, move) { sink in
            if contents {
                try await tar.pack(".", in: source.path.path, each: sink)
            } else {
                try await tar.pack(source.path.name, in: source.path.parent, each: sink)
            }
        }
    }

    private func download(_ place: ContainerPlace, to text: String) async throws {
        let (from, source) = try await containerSource(place)
        var target = CopyTarget(path: CopyPath(text), found: LocalPath.found(text))
        if target.found == .file { target.path.path = LocalPath.resolved(target.path.path) }
        let (directory, name) = try target.placement(
            of: source.path,
            named: source.name,
            isDirectory: source.isDirectory
        )
        guard LocalPath.found(directory) == .directory else {
            throw DustyError(.notFound, "there is no directory \(directory) on this host", hint: "make it first")
        }
        let move = CopyMove(
            dropping: source.path.path == "/" ? 0 : 1,
            prefix: name.map { [$0] } ?? [],
            keepsOwners: keepsOwners,
            isForHost: true
        )
        try await tar.unpack(into: directory, keepsOwners: keepsOwners) { sink in
            try await flow(move, into: sink) { try await daemon.read(.readArchive, from, each: $0) }
        }
    }

    private func carry(_ place: ContainerPlace, to destination: ContainerPlace) async throws {
        let (from, source) = try await containerSource(place)
        let (directory, prefix) = try await self.destination(destination, of: source)
        let move = CopyMove(
            dropping: source.path.path == "/" ? 0 : 1,
            prefix: prefix,
            keepsOwners: keepsOwners,
            isForHost: false
        )
        try await put(into: directory, move) { try await daemon.read(.readArchive, from, each: $0) }
    }

    private func put(
        into place: ContainerPlace,
        _ move: CopyMove,
        _ read: @escaping @Sendable (_ sink: @escaping ByteSink) async throws -> Void
    ) async throws {
        _ = try await daemon.send(.writeArchive, Upload(place)) { send in
            try await flow(move, into: send, from: read)
        }
    }

    /// Streams an archive from one end to the other, changing its paths on the way.
    private func flow(
        _ move: CopyMove,
        into sink: @escaping ByteSink,
        from read: (_ sink: @escaping ByteSink) async throws -> Void
    ) async throws {
        let rewriting = Rewriting(TarRewriter { try move($0) })
        let progress = progress
        try await read { bytes in
            progress.add(bytes.count)
            try await sink(try await rewriting.append(bytes))
        }
        try await sink(try await rewriting.finish())
    }
}

extension Copying {
    private func localSource(_ text: String) throws -> Source {
        var path = CopyPath(text)
        guard LocalPath.exists(path.path) else {
            throw DustyError(.notFound, "there is no \(path.path) on this host")
        }
        let isDirectory =
            path.wantsDirectory
            ? LocalPath.found(path.path) == .directory : LocalPath.isDirectoryItself(path.path)
        guard isDirectory || !path.wantsDirectory else {
            throw DustyError(.conflict, "\(path.path) is not a directory")
        }
        if ["", ".", ".."].contains(path.name) { path.path = LocalPath.resolved(path.path) }
        return Source(path: path, name: path.name, isDirectory: isDirectory)
    }

    /// What is at a place, and the place behind links when its path asks for a directory.
    private func containerSource(_ place: ContainerPlace) async throws -> (place: ContainerPlace, source: Source) {
        var path = CopyPath(inContainer: place.path)
        // The root has no name to be put under.
        if path.path == "/" { path.wantsContents = true }
        let name = path.name
        var entry = try await daemon.call(
            .archiveEntry,
            EntryQuestion(at: ContainerPlace(name: place.name, path: path.path), following: false)
        )
        for _ in 0..<Self.longestChain where path.wantsDirectory && entry.kind == .link {
            let target = entry.linkTarget ?? "/"
            let next = CopyPath(inContainer: target.hasPrefix("/") ? target : "\(path.parent)/\(target)")
            path.path = next.path
            entry = try await daemon.call(
                .archiveEntry,
                EntryQuestion(at: ContainerPlace(name: place.name, path: path.path), following: false)
            )
        }
        let isDirectory = entry.kind == .directory
        guard isDirectory || !path.wantsDirectory else {
            throw DustyError(.conflict, "\(path.path) in the container of \(place.name) is not a directory")
        }
        return (
            ContainerPlace(name: place.name, path: path.path),
            Source(path: path, name: name, isDirectory: isDirectory)
        )
    }

    /// The existing directory in a container, and what is put before every path there.
    private func destination(
        _ place: ContainerPlace,
        of source: Source
    ) async throws -> (directory: ContainerPlace, prefix: [String]) {
        let path = CopyPath(inContainer: place.path)
        let target = CopyTarget(path: path, found: try await found(place.name, path.path))
        let (directory, name) = try target.placement(
            of: source.path,
            named: source.name,
            isDirectory: source.isDirectory
        )
        var missing: [String] = []
        var existing = CopyPath(inContainer: directory)
        while try await found(place.name, existing.path) == .missing {
            missing.insert(existing.name, at: 0)
            existing = CopyPath(inContainer: existing.parent)
        }
        return (ContainerPlace(name: place.name, path: existing.path), missing + (name.map { [$0] } ?? []))
    }

    private func found(_ name: String, _ path: String) async throws -> CopyTarget.Found {
        do {
            let entry = try await daemon.call(
                .archiveEntry,
                EntryQuestion(at: ContainerPlace(name: name, path: path), following: true)
            )
            return entry.kind == .directory ? .directory : .file
        } catch let error as DustyError where error.code == .notFound && path != "/" {
            // The root always exists, so for it this means that the name is not known.
            return .missing
        }
    }
}

/// A rewriter that several tasks may hold, although only one uses it.
private actor Rewriting {
    private var rewriter: TarRewriter

    init(_ rewriter: TarRewriter) {
        self.rewriter = rewriter
    }

    func append(_ bytes: [UInt8]) throws -> [UInt8] {
        try rewriter.append(bytes)
    }

    func finish() throws -> [UInt8] {
        try rewriter.finish()
    }
}
