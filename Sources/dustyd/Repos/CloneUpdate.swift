import DustyCore

/// Brings a clone that exists to the tip of its remote's default branch, as far as nothing is lost by it.
struct CloneUpdate {
    let git: GitSession
    let path: String

    /// What is checked out here.
    struct Local: Equatable {
        /// Full hash.
        var revision: String
        /// Branch; nil when none is checked out.
        var branch: String?
        /// Why the clone holds what its remote does not; nil when it holds nothing of its own.
        var unpublished: String?
    }

    /// The remote's default branch.
    private struct Tip {
        var revision: String
        /// Nil when the remote is too old to say.
        var branch: String?
    }

    /// Looks at the remote first: when nothing moved there, that one exchange is all.
    func run() async throws -> RepoUpdate {
        let (revision, branch) = try await head()
        let tip = try await remoteTip()
        let wanted = tip.branch ?? branch
        if tip.revision == revision, branch == wanted {
            return RepoUpdate(outcome: .current, revision: revision)
        }
        let follows = try await branch == wanted ? true : isOldDefault(branch)
        guard follows else {
            let place = branch.map { "branch \($0)" } ?? "no branch"
            return kept("it is on \(place), and the default is \(wanted ?? "unknown")", revision)
        }
        if let changes = try await changes() { return kept(changes, revision) }
        _ = try await git.output(["remote", "set-url", "origin", git.remote.url], at: path)
        try await git.network(["fetch", "--quiet", "--prune", "origin"], to: "fetch", at: path)
        guard try await isAncestor(revision, of: tip.revision) else {
            return kept("it has commits that \(wanted ?? "the remote") has not", revision)
        }
        return try await advance(to: tip, branch: wanted, from: branch)
    }

    /// What is here, seen without asking the remote.
    func local() async throws -> Local {
        let (revision, branch) = try await head()
        let changes = try await changes()
        let unpushed = try await git.output(["rev-list", "--count", "--branches", "--not", "--remotes"], at: path)
        return Local(
            revision: revision,
            branch: branch,
            unpublished: changes ?? (unpushed == "0" ? nil : "it has \(unpushed) commits that its remote has not")
        )
    }

    private func advance(to tip: Tip, branch: String?, from old: String?) async throws -> RepoUpdate {
        let arguments: [String] =
            if let branch, branch != old {
                ["checkout", "--quiet", "-B", branch, "--track", "origin/\(branch)"]
            } else {
                ["merge", "--quiet", "--ff-only", tip.revision]
            }
        let result = try await git.run(arguments, at: path)
        guard result.status == 0 else {
            let (revision, _) = try await head()
            return kept("git could not fast-forward it: \(result.lastWords(lines: 3))", revision)
        }
        if branch != old { _ = try await git.run(["remote", "set-head", "origin", branch ?? "--auto"], at: path) }
        return RepoUpdate(outcome: .updated, revision: try await git.revision(at: path))
    }

    private func kept(_ reason: String, _ revision: String) -> RepoUpdate {
        RepoUpdate(outcome: .kept(reason), revision: revision)
    }

    private func head() async throws -> (revision: String, branch: String?) {
        let revision = try await git.revision(at: path)
        let name = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], at: path)
        let branch = String(name.output.prefix { $0 != "\n" })
        return (revision, name.status == 0 && !branch.isEmpty ? branch : nil)
    }

    /// One exchange for the default branch's name and its tip.
    private func remoteTip() async throws -> Tip {
        let output = try await git.network(
            ["ls-remote", "--symref", "--", git.remote.url, "HEAD"],
            to: "read",
            at: path
        )
        var tip = Tip(revision: "", branch: nil)
        for line in output.split(separator: "\n") where line.hasSuffix("\tHEAD") {
            let value = line.prefix { $0 != "\t" }
            if value.hasPrefix("ref: refs/heads/") {
                tip.branch = String(value.dropFirst(16))
            } else {
                tip.revision = String(value)
            }
        }
        guard !tip.revision.isEmpty else {
            throw DustyError(
                .failed,
                "\(git.repo.name) has no commit on its default branch any more.",
                hint: "Set the default branch at \(git.remote.host ?? git.remote.url)."
            )
        }
        return tip
    }

    /// Whether the remote's default was this branch when it was last fetched: it was renamed there, not left here.
    private func isOldDefault(_ branch: String?) async throws -> Bool {
        guard let branch else { return false }
        let known = try await git.run(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], at: path)
        return known.status == 0 && known.output == "origin/\(branch)\n"
    }

    /// Local changes of tracked files, in words; nil when there are none.
    private func changes() async throws -> String? {
        let output = try await git.output(["status", "--porcelain", "--untracked-files=no"], at: path)
        let files = output.split(separator: "\n").map { String($0.dropFirst(3)) }
        guard let first = files.first else { return nil }
        return "it has uncommitted changes: \(first)" + (files.count > 1 ? " and \(files.count - 1) more" : "")
    }

    private func isAncestor(_ older: String, of newer: String) async throws -> Bool {
        try await git.run(["merge-base", "--is-ancestor", older, newer], at: path).status == 0
    }
}
