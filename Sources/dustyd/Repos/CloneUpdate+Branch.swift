import DustyCore

extension CloneUpdate {
    /// Key of the clone's own configuration that says which branch Dusty checked out.
    private static let followedKey = "dusty.branch"

    /// Records in the clone which branch was checked out for the user, to distinguish it from the user's choice.
    func noteFollowed() async throws {
        let name = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], at: path)
        guard name.status == 0 else { return }
        let arguments = ["config", "--replace-all", Self.followedKey, name.output.firstLine]
        _ = try await git.output(arguments, at: path)
    }

    /// Branches that Dusty checked out: one, unless a rename was interrupted.
    private func followed() async throws -> [String] {
        let result = try await git.run(["config", "--get-all", Self.followedKey], at: path)
        return result.status == 0 ? result.output.lines : []
    }

    /// Whether a clone on `branch` may be moved to `wanted`: Dusty chose that branch, or the remote whose default it
    /// was.
    func follows(_ branch: String?, _ wanted: String?) async throws -> Bool {
        if branch == wanted { return true }
        guard let branch else { return false }
        if try await followed().contains(branch) { return true }
        let known = try await git.run(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], at: path)
        return known.status == 0 && known.output.withoutLastLineEnding == "origin/\(branch)"
    }

    /// How a clone gets from where it is to the tip of a branch.
    enum Way: Equatable {
        /// Its branch moved on.
        case forward
        /// Its branch was rewritten, and everything here was the remote's.
        case rewritten(String)
        /// To another branch.
        case branch(String)
        /// Work would be lost: what, in words.
        case stays(String)
    }

    /// What the remote's branch was when it was last fetched; nil when it was not there.
    func known(of branch: String?) async throws -> String? {
        guard let branch else { return nil }
        let result = try await git.run(
            ["rev-parse", "--verify", "--quiet", "refs/remotes/origin/\(branch)"],
            at: path
        )
        return result.status == 0 ? result.output.firstLine : nil
    }

    /// The way from `revision` on `branch` to the remote's `tip` of `wanted`, once that is fetched; `known` is what it was before.
    func way(
        from revision: String,
        on branch: String?,
        to tip: String,
        of wanted: String?,
        known: String?
    ) async throws -> Way {
        guard let wanted else {
            return try await isAncestor(revision, of: tip) ? .forward : .stays("it has commits that the remote lacks")
        }
        if branch == wanted {
            if try await isAncestor(revision, of: tip) { return .forward }
            if try await isOfRemote(revision, wanted, known: known) { return .rewritten(wanted) }
            let git = "git -C \(ShellWord.quote(path))"
            let (mine, theirs) = (ShellWord.quote(wanted), ShellWord.quote("origin/\(wanted)"))
            return .stays(
                "it has commits that \(wanted) does not have; keep them with `\(git) rebase \(theirs) \(mine)`, "
                    + "or drop them with `\(git) reset --hard \(theirs)`"
            )
        }
        // The branch stays as it is; only the other branch's local counterpart, if any, is moved.
        let local = try await git.run(["rev-parse", "--verify", "--quiet", "refs/heads/\(wanted)"], at: path)
        let old = local.output.firstLine
        if local.status != 0 { return .branch(wanted) }
        if try await isAncestor(old, of: tip) { return .branch(wanted) }
        if try await isOfRemote(old, wanted, known: known) { return .branch(wanted) }
        return .stays("its branch \(wanted) has commits that the remote lacks")
    }

    /// Whether the remote's branch ever had this commit: then it holds no local work, however the branch was rewritten
    /// since.
    private func isOfRemote(_ revision: String, _ branch: String, known: String?) async throws -> Bool {
        if let known, try await isAncestor(revision, of: known) { return true }
        // After a manual fetch, git's own record has the old tip of the branch.
        let arguments = ["merge-base", "--fork-point", "refs/remotes/origin/\(branch)", revision]
        let fork = try await git.run(arguments, at: path)
        return fork.status == 0 && fork.output.firstLine == revision
    }

    /// Renames branches that git cannot have beside the wanted one: `feature/x` excludes `feature`.
    func makeWay(for wanted: String) async throws {
        let prefix = "refs/heads/"
        let all = try await git.output(["for-each-ref", "--format=%(refname)", prefix], at: path).lines
            .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        for branch in all where branch.hasPrefix(wanted + "/") || wanted.hasPrefix(branch + "/") {
            let plain = String(branch.map { $0 == "/" ? "-" : $0 })
            let name = (1...).lazy.map { "kept-\(plain)" + ($0 == 1 ? "" : "-\($0)") }.first { !all.contains($0) }
            guard let name else { continue }
            let isFollowed = try await followed().contains(branch)
            // Recorded first: a clone left on a branch that the user did not choose must not count as their choice.
            if isFollowed { _ = try await git.output(["config", "--add", Self.followedKey, name], at: path) }
            _ = try await git.output(["branch", "--move", branch, name], at: path)
        }
    }

    private func isAncestor(_ older: String, of newer: String) async throws -> Bool {
        try await git.run(["merge-base", "--is-ancestor", older, newer], at: path).status == 0
    }
}
