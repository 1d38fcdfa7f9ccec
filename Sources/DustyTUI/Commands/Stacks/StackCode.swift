import DustyCore
import Essentials

/// The code that a new stack begins with: the worktree that one stands in, or worktrees made for it.
struct StackCode {
    /// A worktree that the stack is to use.
    struct Worktree {
        var of: GitDirectory
        var place: String
        /// Whether it was made just now.
        var isNew: Bool
    }

    let daemon: any Daemon
    let console: Console

    /// The worktree or clone that a directory is in, when it is one of a repo of the daemon's own stack, and not the one which that uses itself.
    func around(_ directory: String) async throws -> [String] {
        guard let here = await GitDirectory.around(directory), let origin = await here.origin() else { return [] }
        let address = RepoReference(origin).relativePath
        let repos = (try? await daemon.about(StackNames.standardName).call(.repos)) ?? []
        guard let repo = repos.first(where: { RepoReference($0.name).relativePath == address }),
            !RealPath.isSame(repo.path, here.path)
        else { return [] }
        return [try OverrideDirectory.absolute(here.path)]
    }

    /// A name for a stack without one: the last part of its branch, or the directory's name where no branch is checked out. Throws when no name
    /// can be made of these, and when a stack has it: numbered names would be easy to confuse.
    func name(of places: [String], branch given: String?) async throws -> String {
        var branch = given
        if branch == nil, let place = places.first {
            let last = place.parts(at: "/").last
            branch = await GitDirectory(path: place).branch() ?? last.map { "\($0)" }
        }
        guard let branch else {
            throw DustyError(
                .invalid,
                "the stack has no name",
                hint: "give one, or run this in a worktree of a repo of the specs, whose branch gives it"
                    + (await reason())
            )
        }
        let name = Self.name(from: branch)
        guard StackNames.isValid(name) else {
            throw DustyError(.invalid, "no name can be made of `\(branch)`", hint: "give one: `dusty stack new NAME`")
        }
        let taken = Set(try await daemon.call(.stacks).map(\.name))
        guard taken.contains(name) else { return name }
        let free = (2...).lazy.map { "\(name.prefix(26))-\($0)" }.first { !taken.contains($0) } ?? "NAME"
        throw DustyError(
            .conflict,
            "there is already a stack `\(name)`",
            hint: "give a name, such as `dusty stack new \(free)`"
        )
    }

    /// Why the directory that one stands in gives no name.
    private func reason() async -> String {
        guard let here = await GitDirectory.around(FileManager.default.currentDirectoryPath),
            let repos = try? await daemon.about(StackNames.standardName).call(.repos)
        else { return "" }
        if repos.contains(where: { RealPath.isSame($0.path, here.path) }) {
            return "; `default` uses this directory itself"
        }
        let names = repos.filter { $0.usedBy != ["specs"] }.map(\.name)
        let origin = await here.origin().map { "its origin is \(RepoReference($0).name)" } ?? "it has no origin"
        let known = names.isEmpty ? "the specs have no repo" : "the specs have \(names.joined(separator: ", "))"
        return ": this is none, because \(origin), and \(known)"
    }

    /// The last part of a branch as a label of host names.
    static func name(from branch: String) -> String {
        let last = branch.parts(at: "/").last ?? ""
        let words = last.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return words.joined(separator: "-").prefix(30).split(separator: "-").joined(separator: "-")
    }

    /// A worktree for each of these repos, or for each of which the daemon's own stack uses a directory of the user. One that is there on that branch
    /// is used as it is. Those that were made are taken back when one cannot be.
    func worktrees(of names: [String], below directory: String, on branch: String) async throws -> [Worktree] {
        guard !branch.isEmpty, !branch.hasPrefix("-") else {
            throw DustyError(.invalid, "`\(branch)` is not the name of a branch")
        }
        let all = try await daemon.about(StackNames.standardName).call(.repos)
        let repos =
            try names.isEmpty
            ? all.filter { $0.overridden && $0.usedBy != ["specs"] }
            : names.map { name in
                guard let repo = all.first(where: { $0.name == name || $0.shortName == name }) else {
                    throw DustyError.unknown(name, among: all.map(\.shortName))
                }
                return repo
            }
        if let managed = repos.first(where: { !$0.overridden }) {
            throw DustyError(
                .invalid,
                "`\(managed.shortName)` is a clone of Dusty's own, and no worktree of yours can be made of it",
                hint: "use your clone first: `dusty repos override \(managed.shortName) DIR`"
            )
        }
        guard !repos.isEmpty else {
            throw DustyError(
                .invalid,
                "`default` uses no directory of yours, so there is nothing to make a worktree of",
                hint: "name repos with --repos after `dusty repos override NAME DIR`"
            )
        }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let root = try OverrideDirectory.absolute(directory)
        var made: [Worktree] = []
        do {
            for repo in repos { made.append(try await worktree(repo, at: "\(root)/\(repo.shortName)", on: branch)) }
        } catch {
            for tree in made where tree.isNew { tree.of.removeWorktree(tree.place) }
            throw error
        }
        return made
    }

    private func worktree(_ repo: RepoStatus, at place: String, on branch: String) async throws -> Worktree {
        let clone = GitDirectory(path: repo.path)
        if FileManager.default.fileExists(atPath: place) {
            let known = GitDirectory(path: place)
            guard await GitDirectory.around(place) == known, await known.branch() == branch else {
                throw DustyError(
                    .conflict,
                    "\(place) is there, and is no worktree on the branch `\(branch)`",
                    hint: "move it away, or choose another directory for the worktrees"
                )
            }
            return Worktree(of: clone, place: place, isNew: false)
        }
        try await clone.addWorktree(place, on: branch)
        try console.print("\(console.shown(place)) on \(console.shown(branch))", to: .error)
        return Worktree(of: clone, place: place, isNew: true)
    }
}
