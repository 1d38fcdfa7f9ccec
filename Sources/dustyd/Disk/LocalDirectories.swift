import DustyCore
import Glibc

/// Directories of this host.
struct LocalDirectories: MachineDirectories {
    let programs: any CommandRunner

    func bytes(of paths: [String]) async throws -> [String: Int64] {
        try await DirectorySizes(programs: programs).bytes(of: paths)
    }

    func directories(among paths: [String]) -> [String] {
        paths.filter {
            var status = stat()
            return lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }

    func remove(_ path: String) async throws -> String? {
        // GNU rm never follows a link, also not one that its owner puts there meanwhile.
        let result = try await programs.run(
            Command(program: "rm", arguments: ["--recursive", "--force", "--one-file-system", "--", path])
        ) { _ in }
        return result.status == 0 ? nil : result.lastWords()
    }

    func space(_ name: String, of path: String) -> DiskSpace? {
        DirectorySizes.space(name, of: path)
    }
}
