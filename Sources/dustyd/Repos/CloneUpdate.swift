import DustyCore

/// Updates an existing clone to the tip of its branch, as far as no work is lost.
struct CloneUpdate {
    let git: GitSession
    let path: String

    /// The tip of the branch at the remote.
    private struct Tip {
        var revision: String
        /// Nil when the remote is too old to say.
        var branch: String?
    }

    /// Updates the clone and, unless it is kept as it is, its submodules.
    func run() async throws -> RepoUpdate {
        var update = try await follow()
        if case .kept = update.outcome { return update }
        update.notes = try await notes()
        return update
    }

    /// Asks the remote first: if nothing changed there, that one exchange is all.
    private func follow() async throws -> RepoUpdate {
        let (revision, branch) = try await head()
        let tip = try await remoteTip()
        let wanted = tip.branch ?? branch
        if tip.revision == revision, branch == wanted {
            return RepoUpdate(outcome: .current, revision: revision)
        }
        guard try await follows(branch, wanted) else {
            let place = branch.map { "branch \($0)" } ?? "no branch"
            let aim = git.branch.map { "the spec wants \($0)" } ?? "the default is \(wanted ?? "unknown")"
            return kept("it is on \(place), and \(aim)", revision)
        }
        if let changes = try await changes() { return kept(changes, revision) }
        let known = try await known(of: wanted)
        try await setOrigin()
        try await git.network(
            ["fetch", "--progress", "--prune", "--no-recurse-submodules", "origin"],
            to: "fetch",
            at: path
        )
        switch try await way(from: revision, on: branch, to: tip.revision, of: wanted, known: known) {
        case .stays(let reason): return kept(reason, revision)
        case .forward:
            return try await advance(["merge", "--quiet", "--ff-only", "--no-overwrite-ignore", tip.revision])
        case .rewritten(let branch):
            return try await advance([
                "checkout", "--quiet", "--no-overwrite-ignore", "-B", branch, "--track", "origin/\(branch)",
            ])
        case .branch(let branch): return try await change(to: branch)
        }
    }

    /// Sets the clone's remote to the address in the spec, without a login, whatever it was cloned from.
    func setOrigin() async throws {
        _ = try await git.output(["remote", "set-url", "origin", git.remote.url], at: path)
    }

    private func advance(_ arguments: [String]) async throws -> RepoUpdate {
        let result = try await git.run(arguments, at: path, silent: git.silence.ofCopy, login: git.remote.login)
        let revision = try await git.revision(at: path)
        guard result.status == 0 else {
            // Several lines of advice may follow the error.
            let fault = result.errorOutput.lines.first { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") }
            let last = result.lastWords(lines: 3)
            let words = fault.map { last.contains($0) ? last : "\($0)\n\(last)" } ?? last
            return kept("git could not update it: \(words)", revision)
        }
        return RepoUpdate(outcome: .updated, revision: revision)
    }

    private func change(to branch: String) async throws -> RepoUpdate {
        try await makeWay(for: branch)
        // The name first: if git cannot create it, no file has changed yet.
        let made = try await advance(["branch", "--quiet", "--force", "--track", branch, "origin/\(branch)"])
        guard case .updated = made.outcome else { return made }
        let update = try await advance(["checkout", "--quiet", "--no-overwrite-ignore", branch, "--"])
        guard case .updated = update.outcome else { return update }
        try await noteFollowed()
        if git.branch == nil { _ = try await git.run(["remote", "set-head", "origin", branch], at: path) }
        return update
    }

    private func kept(_ reason: String, _ revision: String) -> RepoUpdate {
        RepoUpdate(outcome: .kept(reason), revision: revision)
    }

    private func head() async throws -> (revision: String, branch: String?) {
        let revision = try await git.revision(at: path)
        let name = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], at: path)
        let branch = name.output.firstLine
        return (revision, name.status == 0 && !branch.isEmpty ? branch : nil)
    }

    /// One exchange for the branch's tip, and its name if the remote decides it.
    private func remoteTip() async throws -> Tip {
        let reference = git.branch.map { "refs/heads/\($0)" } ?? "HEAD"
        let output = try await git.network(
            ["ls-remote", "--symref", "--", git.remote.url, reference],
            to: "read",
            at: path
        )
        var tip = Tip(revision: "", branch: git.branch)
        for line in output.lines where line.hasSuffix("\t\(reference)") {
            let value = line.prefix { $0 != "\t" }
            if value.hasPrefix("ref: refs/heads/") {
                tip.branch = String(value.dropFirst(16))
            } else {
                tip.revision = String(value)
            }
        }
        guard !tip.revision.isEmpty else {
            if let branch = git.branch {
                throw DustyError(
                    .failed,
                    "\(git.repo.name) has no branch `\(branch)`",
                    hint: "correct `branch` in the spec; see what there is: git ls-remote --heads \(git.remote.url)"
                )
            }
            throw DustyError(
                .failed,
                "\(git.repo.name) no longer has a commit on its default branch",
                hint: "set the default branch at \(git.remote.host ?? git.remote.url)"
            )
        }
        return tip
    }

    /// Local changes of tracked files, in words; nil when there are none. A submodule at another commit does not count.
    private func changes() async throws -> String? {
        let output = try await git.output(
            ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"],
            at: path
        )
        let files = try await LargeFiles(git: git, top: path).changed(output.lines).map { String($0.dropFirst(3)) }
        guard let first = files.first else { return try await workInSubmodules() }
        return "it has uncommitted changes: \(first)" + (files.count > 1 ? " and \(files.count - 1) more" : "")
    }
}
