extension CloneUpdate {
    /// Key of the clone's own configuration that says which branch Dusty checked out.
    private static let followedKey = "dusty.branch"

    /// Remembers in the clone which branch was checked out for the user, to tell it from one the user chose.
    func noteFollowed() async throws {
        let name = try await git.run(["symbolic-ref", "--quiet", "--short", "HEAD"], at: path)
        guard name.status == 0 else { return }
        _ = try await git.output(["config", Self.followedKey, String(name.output.prefix { $0 != "\n" })], at: path)
    }

    /// Whether a clone on `branch` may be moved to `wanted`: nobody chose that branch but Dusty, or the remote whose default it was.
    func follows(_ branch: String?, _ wanted: String?) async throws -> Bool {
        if branch == wanted { return true }
        guard let branch else { return false }
        let followed = try await git.run(["config", "--get", Self.followedKey], at: path)
        if followed.status == 0, followed.output == "\(branch)\n" { return true }
        let known = try await git.run(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], at: path)
        return known.status == 0 && known.output == "origin/\(branch)\n"
    }

    /// Which commits would be lost by moving from `branch` at `revision` to the remote's `tip` of `wanted`, in words; nil when none.
    func ownCommits(_ revision: String, on branch: String?, _ tip: String, of wanted: String?) async throws -> String? {
        if branch == wanted || wanted == nil {
            return try await isAncestor(revision, of: tip)
                ? nil : "it has commits that \(wanted ?? "the remote") has not"
        }
        // The branch stays as it is; only the other one's local counterpart, if there is one, is moved.
        guard let local = wanted.map({ "refs/heads/\($0)" }) else { return nil }
        let existing = try await git.run(["rev-parse", "--verify", "--quiet", local], at: path)
        guard existing.status == 0 else { return nil }
        let old = String(existing.output.prefix { !$0.isWhitespace })
        return try await isAncestor(old, of: tip)
            ? nil : "its branch \(wanted ?? "") has commits that the remote has not"
    }

    private func isAncestor(_ older: String, of newer: String) async throws -> Bool {
        try await git.run(["merge-base", "--is-ancestor", older, newer], at: path).status == 0
    }
}
