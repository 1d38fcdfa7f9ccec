import CLibrary
import DustyCore
import Essentials

/// The files of a Compose project on this host, and their surroundings.
struct ProjectFiles: Sendable {
    /// Names that Compose searches for; the first one wins.
    static let standardNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]

    /// The project's directory.
    let directory: String
    /// Absolute paths of its files.
    let files: [String]

    /// The named files, or those that Compose would find in the working directory, or in the one named directory.
    init(_ paths: [String]) throws {
        let paths = paths.map { Self.absolute($0) }
        if let only = paths.first, paths.count == 1, FileManager.default.isDirectory(only) {
            (directory, files) = (only, try Self.standard(in: only))
        } else if let first = paths.first {
            for path in paths where !FileManager.default.isFile(path) {
                throw DustyError(.notFound, "there is no file \(path)", hint: "name the project's Compose files")
            }
            (directory, files) = (Self.parent(of: first), paths)
        } else {
            let here = Self.absolute(".")
            (directory, files) = (here, try Self.standard(in: here))
        }
    }

    /// What an import needs to know about paths of the project.
    func facts(for project: ImportedProject, to target: String, envFiles: [String]) async -> ImportFacts {
        let paths = project.hostPaths
        let roots = paths.compactMap { path in Self.repo(around: path).map { (path, $0) } }
        let own = (envFiles.isEmpty ? ["\(directory)/.env"] : envFiles).flatMap(Self.variables)
        let variables = own + included.flatMap(\.envFiles).flatMap(Self.variables)
        let profiles = own.last { $0.name == "COMPOSE_PROFILES" }?.value.split { ", \"'".contains($0) } ?? []
        let environment = FileManager.default.fileExists(atPath: "\(target)/\(SpecSources.environmentFile)")
        let hasSpecs = SpecSources.Kind.allCases.contains {
            FileManager.default.fileExists(atPath: "\(target)/\($0.rawValue)")
        }
        var addresses: [String: String] = [:]
        for root in Set(roots.map(\.1)) { addresses[root] = await Self.address(of: root) }
        return ImportFacts(
            directory: target,
            repos: Dictionary(roots) { $1 },
            addresses: addresses,
            directories: Set(paths.filter { FileManager.default.isDirectory($0) }),
            variables: Set(variables.map(\.name)),
            profiles: profiles.map(String.init),
            kept: environment || hasSpecs ? nil : kept(envFiles),
            hasEnvironment: environment
        )
    }

    /// Values of variables that texts of specs may keep: those of the one file that sets variables, where no other does.
    private func kept(_ envFiles: [String]) -> [String: String]? {
        let isOneDirectory = files.allSatisfy { Self.parent(of: $0) == directory }
        guard envFiles.count < 2, isOneDirectory, included.isEmpty else { return nil }
        let file = envFiles.first ?? "\(directory)/.env"
        guard FileManager.default.isFile(file) else { return [:] }
        guard let text = try? InputFile(path: file).readText() else { return nil }
        let (variables, secrets, faults) = EnvFile.project(text)
        guard faults.allSatisfy(\.isWarning) else { return nil }
        let open = variables.filter { !secrets.contains($0.name) }
        return Dictionary(open.map { ($0.name, $0.value) }) { $1 }
    }

    /// The projects that these include, and those that they include in turn.
    private var included: [ComposeInclude] {
        var (found, seen, left) = ([ComposeInclude](), Set(files), files)
        while let file = left.popLast() {
            guard let text = try? InputFile(path: file).readText() else { continue }
            for include in ComposeInclude.all(in: text, of: Self.parent(of: file)) {
                found.append(include)
                left += include.files.filter { seen.insert($0).inserted }
            }
        }
        return found
    }

    /// A typed path as an absolute one, without following links.
    static func absolute(_ path: String) -> String {
        var parts: [String] = []
        for part in HomePath.absolute(HomePath.expanded(path)).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The root of a directory's git repo. As for git, none at or above a directory of `GIT_CEILING_DIRECTORIES`; nor is a home
    /// directory that is itself a clone (of a user's dotfiles) the repo of the projects in it.
    static func repo(around path: String) -> String? {
        let named = ProcessInfo.processInfo.environment["GIT_CEILING_DIRECTORIES"] ?? ""
        let ceilings = Set(named.split(separator: ":").map { absolute(String($0)) } + [absolute("~"), "/"])
        var directory = path
        while !ceilings.contains(directory) {
            if FileManager.default.fileExists(atPath: directory + "/.git") { return directory }
            directory = parent(of: directory)
        }
        return nil
    }

    /// Whether a `.gitignore` of a directory, or of one above it in its repo, has git leave a file of the directory out.
    static func isIgnored(_ file: String, in directory: String) -> Bool {
        let top = repo(around: directory) ?? directory
        var rules = IgnoreRules()
        var path = top
        for part in [""] + directory.dropFirst(top.count).split(separator: "/").map(String.init) {
            if !part.isEmpty { path += "/" + part }
            let lines = path + "/.gitignore"
            guard FileManager.default.isFile(lines), let text = try? InputFile(path: lines).readText() else { continue }
            rules.set(IgnoreRules.patterns(text.utf8), in: Array(path.dropFirst(top.count + 1).utf8))
        }
        let way = (directory + "/" + file).dropFirst(top.count + 1)
        return rules.ignoresWay(to: Array(way.utf8), isDirectory: false)
    }

    /// Where others get a clone's code from: its origin, if that is an address that all can use or another directory of this host.
    static func address(of root: String) async -> String? {
        guard let origin = await GitDirectory(path: root).origin() else { return nil }
        let repo = RepoReference(origin)
        guard repo.fault == nil else { return nil }
        if origin.hasPrefix("/") { return FileManager.default.isDirectory(origin) ? repo.name : nil }
        // For git a text without a colon before its first slash is a path, for specs one of a host.
        let isAddress = origin.contains("://") || origin.prefix { $0 != "/" }.contains(":")
        guard isAddress else { return nil }
        guard repo.isLocal, let path = origin.firstRange(of: "://").map({ String(origin[$0.upperBound...]) }) else {
            return repo.name
        }
        return FileManager.default.isDirectory(path) ? path : nil
    }

    private static func standard(in directory: String) throws -> [String] {
        guard let name = standardNames.first(where: { FileManager.default.isFile("\(directory)/\($0)") }) else {
            throw DustyError(
                .notFound,
                "there is no Compose file in \(directory)",
                hint: "name one, or begin without: `dusty init`"
            )
        }
        let stem = name.hasPrefix("docker-") ? "docker-compose" : "compose"
        let overrides = ["\(stem).override.yml", "\(stem).override.yaml"].filter {
            FileManager.default.isFile("\(directory)/\($0)")
        }
        return ([name] + overrides.prefix(1)).map { "\(directory)/\($0)" }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Variables that a file sets.
    private static func variables(in file: String) -> [EnvVariable] {
        guard FileManager.default.isFile(file), let text = try? InputFile(path: file).readText() else { return [] }
        return EnvFile.project(text).variables
    }
}
