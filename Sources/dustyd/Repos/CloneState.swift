import DustyCore

/// The state of a clone, without asking its remote.
struct CloneState: Sendable, Equatable {
    /// Branch that is checked out; nil when none is.
    var branch: String?
    /// Commits that the branch's remote did not have at the last fetch; nil when the branch has no remote.
    var ahead: Int?
    /// Commits of the remote, as last fetched, that are not here.
    var behind: Int?
    /// Tracked files with changes that are not committed.
    var changed = 0

    /// Reads the output of `git status --porcelain=v2 --branch`.
    init(status: String) {
        for line in status.lines {
            let words = line.split(separator: " ")
            switch (words.first, words.count > 1 ? words[1] : "") {
            case ("#", "branch.head"):
                let name = line.dropFirst("# branch.head ".count)
                branch = name == "(detached)" ? nil : String(name)
            case ("#", "branch.ab") where words.count == 4:
                ahead = Int(words[2].dropFirst())
                behind = Int(words[3].dropFirst())
            case ("#", _): break
            default: changed += 1
            }
        }
    }
}
