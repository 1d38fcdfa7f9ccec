import CLibrary
import DustyCore
import SystemPackage

/// Files that Git LFS keeps. Git checks out pointers only; their contents are fetched afterwards, with the owner's Git LFS, from the host that
/// the repo itself is on: a repo's `.lfsconfig` may name any other.
struct LargeFiles: Sendable {
    /// How a pointer begins, and the size that none has.
    private static let sign = Array("version https://git-lfs.github.com/spec/v1\n".utf8)
    private static let limit = 1024
    /// So many files are looked at.
    private static let most = 20_000
    private static let shown = 3
    /// So many files are compared with their pointers, and none of more bytes.
    private static let compared = 100
    private static let readable = 1 << 30

    let git: GitSession
    /// The clone.
    let top: String
    /// A submodule's path in it; empty for the clone itself.
    var submodule = ""

    /// Options for git, which otherwise fails for a user who has set up Git LFS where its program is missing.
    static func settings(of runner: any CommandRunner) -> [String] {
        isHere(for: runner)
            ? [] : ["filter.lfs.process=", "filter.lfs.smudge=", "filter.lfs.clean=", "filter.lfs.required=false"]
    }

    private static func isHere(for runner: any CommandRunner) -> Bool {
        let places = (runner as? SubprocessRunner)?.path ?? SubprocessRunner.inheritedPath
        return places.split(separator: ":").contains { access("\($0)/git-lfs", X_OK) == 0 }
    }

    private var path: String { submodule.isEmpty ? top : "\(top)/\(submodule)" }

    /// Of the lines of `git status`, those whose files are changed: without the program, git compares contents with their pointer.
    func changed(_ lines: [String]) async throws -> [String] {
        guard !Self.isHere(for: git.runner), lines.count <= Self.compared else { return lines }
        var changed: [String] = []
        for line in lines {
            try Task.checkCancellation()
            let name = String(line.dropFirst(3))
            // Not what is staged as well.
            guard line.hasPrefix(" M"),
                case let known = try await git.run(["cat-file", "blob", ":0:\(name)"], at: path), known.status == 0,
                known.output.utf8.starts(with: Self.sign),
                try await isMeant(by: known.output.withoutLastLineEnding, name)
            else { changed.append(line); continue }
        }
        return changed
    }

    /// Whether a file has the contents that a pointer is of.
    private func isMeant(by pointer: String, _ name: String) async throws -> Bool {
        try await UserThread.run(as: git.caller.user) {
            guard let file = try? TrustedRoot(path).openRegular(name) else { return false }
            return try file.closeAfter {
                let size = try FileStatus(of: file).size
                guard size <= Self.readable, pointer.hasSuffix("\nsize \(size)") else { return false }
                var sum = SHA256()
                var chunk = [UInt8](repeating: 0, count: 1 << 20)
                while case let count = try chunk.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
                    sum.update(chunk.prefix(count))
                }
                return pointer.utf8.elementsEqual(
                    Self.sign + Array("oid sha256:\(sum.hexadecimal())\nsize \(size)".utf8)
                )
            }
        }
    }

    /// Fetches the contents of what is a pointer. Returns what to say of those that stay pointers; nil when none does.
    func fetch() async throws -> String? {
        guard try await !pointers().isEmpty else { return nil }
        var reason: String
        if try await isInstalled() {
            do {
                reason =
                    try await pull() ?? "they are not at the repo's remote, or left out by its or your configuration"
            } catch let error as DustyError {
                try Task.checkCancellation()
                reason = error.message
            }
        } else {
            reason = "install git-lfs, run `git lfs install` as \(git.caller.user.name), then `dusty repos update`"
        }
        let left = try await pointers()
        guard !left.isEmpty else { return nil }
        let place = submodule.isEmpty ? "" : "\(submodule)/"
        let names = left.prefix(Self.shown).map { "`\(place)\(String($0.prefix(80)))`" }.joined(separator: ", ")
        let more = left.count > Self.shown ? " and \(left.count - Self.shown) more" : ""
        return "files kept in Git LFS are only pointers, \(names)\(more): \(reason)"
    }

    /// Files of the clone that Git LFS keeps and whose contents are not here.
    private func pointers() async throws -> [String] {
        let attributes = try await git.run(["ls-files", "-z", "--", ":(glob)**/.gitattributes"], at: path)
        guard attributes.status == 0, !attributes.output.isEmpty else { return [] }
        let kept = try await git.run(["ls-files", "-z", "--", ":(attr:filter=lfs)"], at: path)
        guard kept.status == 0 else { return [] }
        let names = kept.output.parts(at: "\0").prefix(Self.most)
        let (root, prefix) = (TrustedRoot(top), submodule.isEmpty ? "" : "\(submodule)/")
        return try await UserThread.run(as: git.caller.user) {
            names.filter { name in
                // What is larger than any pointer, or no file, is none.
                let bytes = (try? root.read(prefix + name, limit: Self.limit)) ?? nil
                return bytes?.starts(with: Self.sign) == true
            }
        }
    }

    /// Whether the owner has Git LFS, and has git use it.
    private func isInstalled() async throws -> Bool {
        guard try await git.run(["lfs", "version"], at: path, largeFiles: true).status == 0 else { return false }
        for key in ["filter.lfs.process", "filter.lfs.smudge"]
        where try await git.run(["config", "--get", key], at: path, largeFiles: true).status == 0 {
            return true
        }
        return false
    }

    /// Fetches; returns why not, if it is not even tried.
    private func pull() async throws -> String? {
        var settings = ["lfs.forceprogress=true"]
        // What the owner has set counts more than what the repo says, for Git LFS too.
        if try await !hasOwnAddress() {
            let origin = try await git.output(["remote", "get-url", "origin"], at: path).firstLine
            let wanted = try await wantedAddress()
            if let wanted, !LargeFilePlace.isOf(origin, wanted) {
                return
                    "`.lfsconfig` of the repo leads to \(String(wanted.withoutLogins.prefix(80)).debugDescription), which is not plainly on the "
                    + "repo's host and is not asked; if you trust it: git -C \(ShellWord.quote(path)) config lfs.url ADDRESS"
            }
            // Said even where the repo says the same: the file may change at any moment.
            settings.append("lfs.url=\((wanted ?? Self.address(at: origin)).withoutLogins)")
        }
        let options = settings.flatMap { ["-c", $0] }
        try await git.network(options + ["lfs", "pull"], to: "fetch files of", at: path, largeFiles: true)
        return nil
    }

    /// Whether the owner has said where the files are.
    private func hasOwnAddress() async throws -> Bool {
        for key in ["lfs.url", "remote.origin.lfsurl"]
        where try await git.run(["config", "--get", key], at: path).status == 0 {
            return true
        }
        return false
    }

    /// The address in the repo's own configuration of Git LFS.
    private func wantedAddress() async throws -> String? {
        for source in ["--file=.lfsconfig", "--blob=HEAD:.lfsconfig"] {
            for key in ["lfs.url", "remote.origin.lfsurl"] {
                let result = try await git.run(["config", source, "--get", key], at: path)
                if result.status == 0 { return result.output.firstLine }
            }
        }
        return nil
    }

    /// Where Git LFS looks for the files of a remote.
    static func address(at origin: String) -> String {
        if origin.hasPrefix("/") { return "file://" + origin }
        guard ["http://", "https://"].contains(where: origin.lowercased().hasPrefix) else { return origin }
        let whole = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
        return whole + (whole.hasSuffix(".git") ? "" : ".git") + "/info/lfs"
    }
}
