import CLibrary
import DustyCore
import Synchronization

/// What would be lost with a clone: everything in it that is not known to be elsewhere too. A clone of which git cannot
/// say so is kept.
///
/// Git runs as the clone's owner, since it runs what the clone's configuration says, and gets options for whatever that
/// configuration could hide from it.
struct CloneWork: Sendable {
    /// How long one inspection may take.
    private static let patience = Duration.seconds(120)
    /// How many tags are compared with those of the remote.
    private static let tags = 50_000

    let runner: any CommandRunner
    let path: String
    let owner: User
    /// Asks the remote for its tags, as `git ls-remote` prints them; nil when it must not be asked.
    var remoteTags: (@Sendable () async throws -> String)?

    /// What would be lost, in words; nil when nothing would.
    func loss() async throws -> String? {
        guard let status = try? FileStatus(at: "\(path)/.git"), status.isDirectory else {
            return "its .git is not a directory"
        }
        do {
            let looks: [() async throws -> String?] = [
                files, hiddenFiles, submodules, stash, commits, commitsOfTags, workTrees,
            ]
            for look in looks {
                if let reason = try await look() { return reason }
            }
            return nil
        } catch let error as DustyError {
            return "git cannot inspect it: \(error.message)"
        }
    }

    /// Changes, files that git does not know, and ignored files, such as build products or secrets.
    private func files() async throws -> String? {
        let options = ["--porcelain", "--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=none"]
        let lines = try await lines(["status"] + options, limit: 1000)
        let kinds = Dictionary(grouping: lines, by: Kind.init)
        for kind in Kind.allCases {
            guard let found = kinds[kind], let first = found.first else { continue }
            return "\(kind.rawValue): \(first.dropFirst(3))" + (found.count > 1 ? " and \(found.count - 1) more" : "")
        }
        return nil
    }

    /// What a line of `git status` means, the most serious first.
    private enum Kind: String, CaseIterable {
        case changed = "it has uncommitted changes"
        case new = "it has files of its own"
        case ignored = "it has files that git ignores"

        init(_ line: String) {
            self = line.hasPrefix("!!") ? .ignored : line.hasPrefix("??") ? .new : .changed
        }
    }

    /// Files that git was told to treat as unchanged.
    private func hiddenFiles() async throws -> String? {
        let hidden = try await lines(["ls-files", "-v"], limit: 1) { line in
            line.first.map { $0 == "S" || $0.isLowercase } ?? false
        }
        return hidden.first.map { "it has files whose changes git ignores: \($0.dropFirst(2))" }
    }

    /// Run by git in each submodule: prints its name when anything in it is not known to exist elsewhere. The commit
    /// that the outer repo expects is known.
    private static let ownWork = Script(PackageResources.submodule_work_sh)

    private func submodules() async throws -> String? {
        guard access("\(path)/.gitmodules", F_OK) == 0 else { return nil }
        let found = try await lines(["submodule", "--quiet", "foreach", "--recursive", Self.ownWork.text], limit: 1)
        return found.first.map { "its submodule \($0) has work of its own" }
    }

    private func stash() async throws -> String? {
        try await git(["rev-parse", "--verify", "--quiet", "refs/stash"]).status == 0 ? "it has stashed changes" : nil
    }

    /// Commits that a branch, HEAD, or any other name except a tag points to.
    private func commits() async throws -> String? {
        let names = ["--exclude=refs/tags/*", "--exclude=refs/prefetch/*", "--all", "--not", "--remotes"]
        let found = try await lines(["rev-list", "--max-count=1"] + names, limit: 1)
        return found.isEmpty ? nil : "it has commits that its remote lacks"
    }

    /// Commits that only tags point to; a remote may have the same tags.
    private func commitsOfTags() async throws -> String? {
        guard try await !areElsewhere(["--tags"]) else { return nil }
        let words = "it has commits that only tags point to"
        guard let remoteTags else { return words }
        let here = try await lines(
            ["for-each-ref", "--format=%(objectname)\t%(refname)", "refs/tags"],
            limit: Self.tags
        )
        let there = Set(try await remoteTags().lines)
        let own = here.filter { !there.contains($0) }
        // As many as a command line can name.
        guard here.count < Self.tags, own.count <= 500 else { return words }
        if own.isEmpty { return nil }
        return try await areElsewhere(own.map { String($0.prefix(while: \.isHexDigit)) }) ? nil : words
    }

    private func areElsewhere(_ commits: [String]) async throws -> Bool {
        try await lines(["rev-list", "--max-count=1"] + commits + ["--not", "--remotes"], limit: 1).isEmpty
    }

    private func workTrees() async throws -> String? {
        let trees = try await lines(["worktree", "list", "--porcelain"], limit: 2) { $0.hasPrefix("worktree ") }
        return trees.count > 1 ? "work trees elsewhere belong to it" : nil
    }

    /// The first lines of git's output; of a whole output only the end is kept.
    private func lines(
        _ arguments: [String],
        limit: Int,
        where isMeant: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async throws -> [String] {
        let found = Found()
        let result = try await git(arguments) { line in
            guard !line.isError, isMeant(line.text) else { return }
            found.lines.withLock { if $0.count < limit { $0.append(line.text) } }
        }
        guard result.status == 0 else {
            throw DustyError(.failed, "git \(arguments[0]): \(result.lastWords(lines: 1))")
        }
        return found.lines.withLock { $0 }
    }

    private func git(
        _ arguments: [String],
        each: @escaping @Sendable (OutputLine) -> Void = { _ in }
    ) async throws -> CommandResult {
        // The owner's configuration may name another work tree, hide files, or trust a monitor.
        let place = ["-C", path, "--git-dir=.git", "--work-tree=."]
        let settings =
            GitSession.settings + LargeFiles.settings(of: runner)
            + ["core.untrackedCache=false", "status.renames=false", "core.quotePath=true"]
        return try await runner.run(
            Command(
                program: "git",
                arguments: place + settings.flatMap { ["-c", $0] } + arguments,
                environment: ["GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"],
                user: owner,
                limit: Self.patience
            )
        ) { each($0) }
    }

    private final class Found: Sendable {
        let lines = Mutex<[String]>([])
    }
}
