/// What happens to the paths of an archive on the way from one place to another.
public struct CopyMove: Sendable, Equatable {
    /// How many components at the beginning of every path are removed.
    public var dropping: Int
    /// What is put before every path instead; empty when only the contents are copied.
    public var prefix: [String]
    /// Whether owners are kept.
    public var keepsOwners: Bool
    /// Whether it goes to a host. A file's attributes from a container give it no rights there: devices and pipes are
    /// left out, and a program runs with the rights of the user who starts it.
    public var isForHost: Bool

    /// A move with its parts.
    public init(dropping: Int, prefix: [String], keepsOwners: Bool, isForHost: Bool) {
        self.dropping = dropping
        self.prefix = prefix
        self.keepsOwners = keepsOwners
        self.isForHost = isForHost
    }

    /// An entry at its new place; nil when it is left out. Throws `.failed` for an entry that would land elsewhere.
    public func callAsFunction(_ entry: TarEntry) throws(DustyError) -> TarEntry? {
        if entry.kind == .special, isForHost { return nil }
        var entry = entry
        entry.path = try moved(entry.path)
        entry.keepsOwner = keepsOwners
        entry.givesRights = !isForHost
        if entry.kind == .hardLink {
            entry.target = try moved(TarEntry.components(entry.target)).joined(separator: "/")
        }
        return entry.path.isEmpty ? nil : entry
    }

    private func moved(_ path: [String]) throws(DustyError) -> [String] {
        guard !path.contains("..") else {
            throw DustyError(
                .failed,
                "the archive holds `\(path.joined(separator: "/").prefix(200))`, which leads out of it",
                hint: "do not trust this archive; nothing was written outside of the destination"
            )
        }
        return prefix + path.dropFirst(dropping)
    }
}

/// Where a copy goes: an existing directory and the path below it.
public struct CopyTarget: Sendable, Equatable {
    /// What is at a path.
    public enum Found: Sendable, Equatable {
        case missing, file, directory
    }

    /// The path given.
    public var path: CopyPath
    /// What is there, behind links.
    public var found: Found

    /// A target with its parts.
    public init(path: CopyPath, found: Found) {
        self.path = path
        self.found = found
    }

    /// The directory that the copy goes into and the name it gets there, nil for contents; the rules of `cp -r` and `docker cp`.
    public func placement(
        of source: CopyPath,
        named name: String,
        isDirectory: Bool
    ) throws(DustyError) -> (
        directory: String, name: String?
    ) {
        switch found {
        case .directory:
            return (path.path, source.wantsContents ? nil : name)
        case .file:
            guard !isDirectory, !path.wantsDirectory else {
                throw DustyError(.conflict, "\(path.path) is not a directory", hint: "name a directory, or a new path")
            }
            return (path.parent, path.name)
        case .missing:
            guard isDirectory || !path.wantsDirectory else {
                throw DustyError(
                    .notFound,
                    "there is no directory \(path.path)",
                    hint: "leave the last / out to name a file"
                )
            }
            return (path.parent, path.name)
        }
    }
}
