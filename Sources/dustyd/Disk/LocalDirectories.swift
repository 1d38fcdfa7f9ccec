import CLibrary
import DustyCore
import SystemPackage

/// Directories of this host.
struct LocalDirectories: MachineDirectories {
    let programs: any CommandRunner
    /// The directories below which something may be removed: those of clones, of copies and of data, unless others are given.
    let roots: [String]

    init(programs: any CommandRunner, roots: [String]) {
        self.programs = programs
        self.roots = roots
    }

    init(programs: any CommandRunner, paths: Paths) {
        self.init(programs: programs, roots: [paths.repos, Self.tree(paths).repos, Self.tree(paths).persist])
    }

    private static func tree(_ paths: Paths) -> MachineTree { MachineTree(root: paths.machine) }

    func bytes(of paths: [String]) async throws -> [String: Int64] {
        try await DirectorySizes(programs: programs).bytes(of: paths)
    }

    func directories(among paths: [String]) -> [String] {
        paths.filter { (try? FileStatus(at: $0))?.isDirectory == true }
    }

    func remove(_ path: String) async throws -> String? {
        guard let root = roots.first(where: { path.hasPrefix($0 + "/") }) else {
            throw DustyError(.invalid, "\(path) is neither a clone nor a copy of a repo, nor data")
        }
        let (above, name) = try TrustedRoot.split(String(path.dropFirst(root.count + 1)))
        let directory: FileDescriptor
        do {
            directory = try TrustedRoot(root).directory(above)
        } catch Errno.noSuchFileOrDirectory {
            // It went with what it was in.
            return nil
        } catch {
            return "\(path) cannot be reached: \(error)"
        }
        defer { try? directory.close() }
        // rm never follows a link, not even one that its owner puts there meanwhile; and it starts in the directory
        // that is open here.
        let arguments = Self.removing(isMac: Platform.isMac) + ["--", "./\(name)"]
        let result = try await programs.run(
            Command(program: "rm", arguments: arguments, directory: directory.path, limit: Command.longLimit)
        ) { _ in }
        return result.status == 0 ? nil : result.lastWords()
    }

    /// The options of rm that take a tree away, and no file system that is mounted in it.
    static func removing(isMac: Bool) -> [String] {
        isMac ? ["-R", "-f", "-x"] : ["--recursive", "--force", "--one-file-system"]
    }

    func space(_ name: String, of path: String) -> DiskSpace? {
        DirectorySizes.space(name, of: path)
    }
}

/// Directories of the machine: their sizes and their removal.
protocol MachineDirectories: Sendable {
    /// Bytes on disk by path; what is not there has none, and what cannot be read counts as far as it can.
    func bytes(of paths: [String]) async throws -> [String: Int64]
    /// Those that are directories themselves; a link leads to something that is not ours.
    func directories(among paths: [String]) async throws -> [String]
    /// Removes everything below a path, following no link; returns why it could not. What is gone counts as removed.
    func remove(_ path: String) async throws -> String?
    /// The file system of an absolute path, which need not exist yet.
    func space(_ name: String, of path: String) async throws -> DiskSpace?
}
