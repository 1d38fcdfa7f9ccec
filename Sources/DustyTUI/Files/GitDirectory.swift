import DustyCore
import Essentials
import Subprocess

/// A clone or a worktree of the user. git runs as the user: what a repo's configuration has it run is the user's own business.
struct GitDirectory: Sendable, Equatable {
    /// Its absolute path.
    var path: String

    /// What git sets for a hook that it runs: with them every command of git would be about the hook's repo, whatever `-C` says.
    private static let withoutTheCallersRepo: [String: String?] = [
        "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil, "GIT_PREFIX": nil, "GIT_COMMON_DIR": nil,
        "GIT_OBJECT_DIRECTORY": nil,
    ]

    /// The clone or worktree that a directory is in; nil outside of any.
    static func around(_ directory: String) async -> GitDirectory? {
        await GitDirectory(path: directory).line("rev-parse", "--show-toplevel").map(GitDirectory.init)
    }

    /// Whether a directory is a repo without files beside it, as on a server.
    static func isBare(_ path: String) -> Bool {
        let manager = FileManager.default
        return !manager.fileExists(atPath: path + "/.git") && manager.isFile(path + "/HEAD")
            && manager.isDirectory(path + "/objects")
    }

    /// Where specs come from, as the daemon understands it: a directory by its absolute path, which must be a repo; anything else as it is.
    static func specs(_ text: String) throws -> String {
        guard FileManager.default.isDirectory(text) else { return text }
        // A path that was absolute stays as it was typed, by which the daemon knows it already.
        let path = text.hasPrefix("/") ? text : try OverrideDirectory.absolute(text)
        guard FileManager.default.fileExists(atPath: path + "/.git") || isBare(path) else {
            let place = ShellWord.quote(path)
            throw DustyError(
                .invalid,
                "\(path) is no git repo, and Dusty clones specs",
                hint: "make it one: `git -C \(place) init -q && git -C \(place) add . "
                    + "&& git -C \(place) commit -qm Begin`"
            )
        }
        return path
    }

    /// The address of its remote `origin`; nil without one.
    func origin() async -> String? { await line("config", "--get", "remote.origin.url") }

    /// The branch that is checked out; nil when none is.
    func branch() async -> String? { await line("symbolic-ref", "--quiet", "--short", "HEAD") }

    /// Whether it has a branch, its own or one of its remote's.
    func has(branch: String) async -> Bool {
        let names = ["refs/heads/\(branch)", "refs/remotes/origin/\(branch)"]
        return await line(["for-each-ref", "--format=%(refname)"] + names) != nil
    }

    /// Makes a worktree of it in a directory, on a branch that is made where there is none. git says itself why it cannot.
    func addWorktree(_ place: String, on branch: String) async throws {
        let what = await has(branch: branch) ? [place, branch] : ["-b", branch, place]
        try ChildProgram.run(
            ["git", "-C", path, "worktree", "add", "--quiet"] + what,
            changing: Self.withoutTheCallersRepo
        )
    }

    /// Takes back a worktree without changes.
    func removeWorktree(_ place: String) {
        try? ChildProgram.run(["git", "-C", path, "worktree", "remove", place], changing: Self.withoutTheCallersRepo)
    }

    private func line(_ arguments: String...) async -> String? { await line(arguments) }

    /// The first line that git prints; nil when it fails or prints none.
    private func line(_ arguments: [String]) async -> String? {
        let outcome = try? await Subprocess.run(
            .name("git"),
            arguments: Arguments(["-C", path] + arguments),
            environment: .inherit.updating(
                Dictionary(
                    uniqueKeysWithValues: Self.withoutTheCallersRepo.map { (Environment.Key(stringLiteral: $0), $1) }
                )
            ),
            input: .none,
            output: .string(limit: 1 << 20),
            error: .discarded
        )
        guard let outcome, outcome.terminationStatus.isSuccess else { return nil }
        let line = outcome.standardOutput.firstLine
        return line.isEmpty ? nil : line
    }
}
