import CLibrary
import DustyCore

/// How much directories take.
struct DirectorySizes: Sendable {
    static let measuring = Script(PackageResources.directory_sizes_sh)

    let programs: any CommandRunner
    /// Whether to use no more of `du` than every system has, which gives whole kilobytes.
    var isPortable = Platform.isMac

    /// Bytes on disk by path; what is not there has none, and what cannot be read counts as far as it can.
    func bytes(of paths: [String]) async throws -> [String: Int64] {
        let present = paths.filter { (try? FileStatus(at: $0)) != nil }
        guard !present.isEmpty else { return [:] }
        if isPortable {
            let shell = LocalShell(runner: programs)
            return Self.sizes(in: try await shell.run(Self.measuring, present, within: Command.standardLimit).output)
        }
        let result = try await programs.run(
            Command(
                program: "du",
                arguments: ["--summarize", "--block-size=1", "--one-file-system", "--null", "--"] + present
            )
        ) { _ in }
        var sizes: [String: Int64] = [:]
        for record in result.output.split(separator: "\0") {
            let parts = record.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let bytes = Int64(parts[0]) else { continue }
            sizes[String(parts[1])] = bytes
        }
        return sizes
    }

    /// What the script has printed: kilobytes and paths.
    static func sizes(in output: String) -> [String: Int64] {
        var sizes: [String: Int64] = [:]
        for record in output.split(separator: "\0") {
            let parts = record.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let kilobytes = Int64(parts[0]), kilobytes < Int64.max >> 10 else { continue }
            sizes[String(parts[1])] = kilobytes << 10
        }
        return sizes
    }

    /// The file system of an absolute path, which need not exist yet.
    static func space(_ name: String, of path: String) -> DiskSpace? {
        guard path.hasPrefix("/") else { return nil }
        var existing = path
        while access(existing, F_OK) != 0, existing != "/" { existing = AtomicFile.parent(of: existing) }
        var status = statvfs()
        guard statvfs(existing, &status) == 0 else { return nil }
        let block = Int64(status.f_frsize)
        return DiskSpace(
            name: name,
            path: path,
            totalBytes: Int64(status.f_blocks) * block,
            usedBytes: max(0, Int64(status.f_blocks) - Int64(status.f_bfree)) * block,
            freeBytes: Int64(status.f_bavail) * block
        )
    }
}
