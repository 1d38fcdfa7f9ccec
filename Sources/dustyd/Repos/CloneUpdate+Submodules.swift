import CLibrary
import DustyCore

extension CloneUpdate {
    /// A shell script that git runs in each submodule: prints its name when it has changes or commits that neither its
    /// remote nor the outer repo knows. Git never overwrites untracked files there.
    private static let ownWork = Script(PackageResources.submodule_changes_sh)

    /// After this many submodules that cannot be fetched the rest is left alone.
    private static let patience = 3

    private var hasSubmodules: Bool { access(path + "/.gitmodules", F_OK) == 0 }

    /// Why submodules must stay as they are; nil when no work would be lost.
    func workInSubmodules() async throws -> String? {
        guard hasSubmodules else { return nil }
        let result = try await git.run(["submodule", "--quiet", "foreach", "--recursive", Self.ownWork.text], at: path)
        // One that git cannot inspect was never fetched completely.
        guard result.status == 0, let first = result.output.lines.first else { return nil }
        return "its submodule \(first) has work of its own"
    }

    /// Updates submodules to the checked out commit. A failure is returned as text: it is no reason to go without the
    /// repo.
    func updateSubmodules() async throws -> String? {
        guard hasSubmodules else { return nil }
        let state = try await git.run(["submodule", "status", "--recursive"], at: path)
        guard state.status != 0 || state.output.lines.contains(where: { !$0.hasPrefix(" ") }) else { return nil }
        do {
            // Submodules may have addresses relative to it.
            try await setOrigin()
            _ = try await git.run(["submodule", "--quiet", "sync", "--recursive"], at: path)
            var faults: [String] = []
            // One by one: git checks out none when one of them cannot be fetched.
            for submodule in try await submodules() where faults.count < Self.patience {
                do { try await fetch(submodule) } catch let error as DustyError { faults.append(error.message) }
                try Task.checkCancellation()
            }
            return faults.isEmpty
                ? nil : "its submodules are not up to date: \(faults.joined(separator: "\n"))"
        } catch let error as DustyError {
            try Task.checkCancellation()
            return "its submodules are not up to date: \(error.message)"
        }
    }

    private func fetch(_ submodule: String) async throws {
        // Git itself refuses a submodule that is a directory of this host, unless the user's settings allow it.
        try await git.network(
            ["submodule", "update", "--init", "--recursive", "--progress", "--", submodule],
            to: "fetch",
            at: path
        )
    }

    /// Paths of the submodules that the checked out commit has.
    private func submodules() async throws -> [String] {
        let keys = ["config", "--file", ".gitmodules", "-z", "--get-regexp", #"^submodule\..*\.path$"#]
        let paths = try await git.run(keys, at: path).output.parts(at: "\0").compactMap { entry in
            let parts = entry.parts(at: "\n")
            return parts.count > 1 ? parts.dropFirst().joined(separator: "\n") : nil
        }
        guard !paths.isEmpty else { return [] }
        let links = ["ls-files", "-z", "--stage", "--"] + paths.map { ":(literal)\($0)" }
        return try await git.run(links, at: path).output.parts(at: "\0").compactMap { entry in
            entry.hasPrefix("160000 ") ? entry.parts(at: "\t").dropFirst().joined(separator: "\t") : nil
        }
    }

    /// Brings what git itself does not, and says what the user should know about an up-to-date clone.
    func notes() async throws -> [String] {
        var notes = [try await updateSubmodules(), try await LargeFiles(git: git, top: path).fetch()]
        for submodule in try await allSubmodules() {
            notes.append(try await LargeFiles(git: git, top: path, submodule: submodule).fetch())
        }
        return notes.compactMap(\.self)
    }

    /// Paths of submodules that are here, and of theirs.
    private func allSubmodules() async throws -> [String] {
        guard hasSubmodules else { return [] }
        let print = #"printf '%s\n' "$displaypath""#
        let result = try await git.run(["submodule", "--quiet", "foreach", "--recursive", print], at: path)
        return result.status == 0 ? result.output.lines : []
    }
}
