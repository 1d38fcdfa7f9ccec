import Essentials

/// A specs directory on this host, read with the rights of the user who runs the program.
public struct SpecDirectory: SpecFiles {
    /// The real path of the directory.
    private let root: String

    /// The directory at a path; throws when there is none.
    public init(_ path: String) throws(DustyError) {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
            throw DustyError(
                .notFound,
                "there is no specs directory at \(path)",
                hint: "give the directory that holds apps/, libs/, services/ and bundles/"
            )
        }
        root = RealPath.of(path) ?? path
    }

    /// Names in one of its folders.
    public func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]? {
        guard let (path, type) = try look(folder), type == .typeDirectory else { return nil }
        do {
            return Array(try FileManager.default.contentsOfDirectory(atPath: path).prefix(limit))
        } catch {
            throw .unreadable
        }
    }

    /// A regular file.
    public func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile {
        guard let (path, type) = try look(file) else { throw .missing }
        guard type == .typeRegular else { throw .special }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let size = attributes[.size] as? Int
        else { throw .unreadable }
        guard size <= limit else { throw .large }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable }
        let rights = (attributes[.posixPermissions] as? any BinaryInteger).map { Int($0) } ?? 0
        return SpecFile(bytes: Array(data), isExecutable: rights & 0o100 != 0)
    }

    /// The real path of something, and what it is; nil when it does not exist. Throws for what is outside.
    private func look(_ relative: String) throws(SpecFileFault) -> (path: String, type: FileAttributeType)? {
        guard let path = RealPath.ofPlace("\(root)/\(relative)") else { return nil }
        guard RealPath.isInside(path, root) else { throw .outside }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let type = attributes[.type] as? FileAttributeType
        else { return nil }
        return (path, type)
    }
}
