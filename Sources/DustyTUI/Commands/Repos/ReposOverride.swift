import ArgumentParser
import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Dusty.Repos {
    struct Override: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Use a directory of yours instead of the managed clone of a repo.",
            discussion: """
                Example:
                  dusty repos override api ~/src/api
                """
        )

        @Argument(help: "Full or short name of the repo.", completion: CompletionNames.repos)
        var name: String

        @Argument(help: "Directory with the code.", completion: .directory)
        var path: String

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let path = try Self.absolute(path)
            let repos = try await daemon.changeRepo(RepoRequest(name: name, path: path))
            if output.json { return try console.print(json: repos) }
            try console.print("\(console.shown(name)) now comes from \(console.shown(path))")
        }

        /// The directory's real path. The daemon has another working directory, so a relative path would mean nothing to it.
        static func absolute(_ path: String) throws -> String {
            guard let real = realpath(path, nil) else {
                throw DustyError(
                    .invalid,
                    "\(path) cannot be used: \(String(cString: strerror(errno)))",
                    hint: "give the directory that holds the repo's code"
                )
            }
            defer { free(real) }
            return String(cString: real)
        }
    }
}
