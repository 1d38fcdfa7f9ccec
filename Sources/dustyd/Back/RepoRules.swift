import CLibrary
import DustyCore
import SystemPackage

/// What git ignores in a repo, read with the rights of the repo's user.
final class RepoRules: Sendable {
    /// The rules of one repo.
    struct Rules: Sendable {
        var ignored = IgnoreRules()
        /// What else stays in the copy according to the specs, whatever git says.
        var kept = IgnoreRules()
        /// What does not travel, in either direction.
        var excluded = Exclusions()
        /// Directories whose file has been read, or looked for.
        var known: Set<[UInt8]> = []
        /// Directories below the repo from which git runs programs on its own; an empty name is the whole repo.
        var hooks: [[UInt8]] = []
    }

    /// A file's name, and how large it may be to count.
    static let name = Array(".gitignore".utf8)
    static let size = 256 << 10

    private struct Configured: Sendable {
        var excludes: String?
        var hooks: [String] = []
    }

    private let runner: any CommandRunner

    init(runner: any CommandRunner) {
        self.runner = runner
    }

    /// The rules of a repo. `files` are the paths of its files of rules, as far as they are known.
    func rules(of repo: RepoInUse, _ files: [[UInt8]], kept: [String], as user: User) async throws -> Rules {
        let configured = try await configured(repo, as: user)
        return try await UserThread.run(as: user) {
            var rules = Rules()
            let top = try FileDescriptor.directory(repo.path)
            defer { try? top.close() }
            let usual = "\(user.home)/.config/git/ignore"
            for path in ["\(repo.path)/.git/info/exclude", configured.excludes ?? usual] {
                guard let bytes = Self.bytes(path) else { continue }
                rules.ignored.append(IgnoreRules.patterns(bytes))
            }
            for path in files {
                let directory = Array(path.dropLast(Self.name.count + 1))
                rules.known.insert(directory)
                if let bytes = Self.bytes(of: directory, below: top) {
                    rules.ignored.set(IgnoreRules.patterns(bytes), in: directory)
                }
            }
            rules.kept.set(kept.compactMap { IgnorePattern($0.utf8) }, in: [])
            rules.excluded = Exclusions(repo.exclude, below: top)
            if rules.excluded.takesGit {
                for directory in rules.known.sorted(by: Exclusions.isBefore) {
                    // No transfer looks there.
                    if !directory.isEmpty, rules.excluded.excludesWay(to: directory, isDirectory: true) { continue }
                    if let bytes = Self.bytes(of: directory, below: top) { rules.excluded.learn(bytes, in: directory) }
                }
            }
            rules.hooks = configured.hooks.flatMap { Self.places(of: $0, below: repo.path) }
            return rules
        }
    }

    /// Paths that git tracks although they are ignored.
    func tracked(in repo: RepoInUse, as user: User) async -> Set<[UInt8]> {
        let arguments = ["-c", "core.quotePath=true", "ls-files", "-c", "-i", "--exclude-standard"]
        guard let result = try? await session(repo, user)?.run(arguments, at: repo.path), result.status == 0 else {
            return []
        }
        return Set(result.output.lines.map { Self.unquoted(Array($0.utf8)) })
    }

    /// The file of rules of a directory; nil when there is none that counts.
    static func bytes(of directory: [UInt8], below top: FileDescriptor) -> [UInt8]? {
        guard let place = BytePath.directory(directory, below: top) else { return nil }
        defer { try? place.close() }
        guard let file = BytePath.file(name.terminated, in: place) else { return nil }
        return try? file.closeAfter { try file.readAll(limit: size) }
    }

    private static func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor.regular(path) else { return nil }
        return try? file.closeAfter { try file.readAll(limit: size) }
    }

    /// Git's settings of a repo, read each time: a tool may change them at any moment. If they cannot be read nothing
    /// comes back.
    private func configured(_ repo: RepoInUse, as user: User) async throws -> Configured {
        var configured = Configured()
        let isRepo = try await UserThread.run(as: user) { try FileStatus(at: "\(repo.path)/.git") != nil }
        guard isRepo else { return configured }
        let arguments = ["config", "--type=path", "--get-regexp", "^core\\.(excludesfile|hookspath)$"]
        // The session itself says something of hooks, so there is an answer.
        guard let result = try await session(repo, user)?.run(arguments, at: repo.path), result.status == 0 else {
            throw DustyError(.failed, "git does not say what \(repo.shortName) ignores and runs by itself")
        }
        for line in result.output.lines {
            guard let space = line.firstIndex(of: " ") else { continue }
            let value = String(line[line.index(after: space)...])
            if line.hasPrefix("core.excludesfile ") {
                configured.excludes = value
            } else if value != "/dev/null" {
                configured.hooks.append(value)
            }
        }
        return configured
    }

    /// Where a directory of hooks is below a repo, by its name and by its real path.
    private static func places(of hooks: String, below repo: String) -> [[UInt8]] {
        let named = FilePath(hooks.hasPrefix("/") ? hooks : "\(repo)/\(hooks)").lexicallyNormalized()
        let tops = [repo, Platform.resolved(repo)].compactMap(\.self).map { FilePath($0).lexicallyNormalized() }
        var places: [[UInt8]] = []
        for path in [named, Platform.resolved(named.string).map { FilePath($0) }].compactMap(\.self) {
            for top in tops where path.starts(with: top) {
                var place = path
                // A hook manager keeps its own hooks in a directory below the ones that git calls.
                if place.lastComponent?.string == "_", place != top { place.removeLastComponent() }
                guard place.starts(with: top) else { continue }
                places.append(Array(place.string.utf8.dropFirst(top.string.utf8.count).drop { $0 == 47 }))
            }
        }
        return places
    }

    private func session(_ repo: RepoInUse, _ user: User) throws -> GitSession? {
        let reference = RepoReference(repo.name)
        return GitSession(
            runner: runner,
            repo: reference,
            remote: try GitRemote(reference),
            caller: Caller(user: user, sshAuthSock: nil)
        )
    }

    /// A path as git writes it: quoted when it has characters that could be misread.
    private static func unquoted(_ text: [UInt8]) -> [UInt8] {
        guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == text.first else { return text }
        let named: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
            UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
        ]
        var bytes: [UInt8] = []
        var rest = text.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            if (0x30...0x33).contains(next), rest.count >= 2 {
                let digits = [next] + rest.prefix(2)
                bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 &- 0x30) })
                rest = rest.dropFirst(2)
            } else {
                bytes.append(named[next] ?? next)
            }
        }
        return bytes
    }
}
