/// A test image: named after everything that goes into it, so one that exists is up to date.
public struct SuiteImage: Sendable, Equatable {
    /// Where all test images of the target are stored.
    public let repository: String
    /// Fingerprint of everything in the image; its tag.
    public let key: String

    /// The image's whole name.
    public var name: String { "\(repository):\(key)" }
    /// The name of a base that is built here.
    public var baseName: String { "\(repository):base" }

    /// The image of a target, given a fingerprint of its base, the state of each repo that counts, and the assets that
    /// are mounted while it is made.
    public init(
        _ target: SuiteTarget,
        names: StackNames,
        base: String,
        repos: [RepoReference: String],
        assets: [String] = []
    ) {
        repository = names.testRepository(of: target.name)
        let parts: YAMLValue = [
            "base": .string(base),
            "setup": .string(target.hasSetup ? CommandScript.testSetup(target).text : ""),
            "mounts": .strings(target.hasSetup ? target.mounts.map(\.text) : []),
            "assets": .strings(target.hasSetup ? assets : []),
            "repos": .list(target.setupRepos.map { [.string($0.name), .string(repos[$0] ?? "")] }),
        ]
        key = Fingerprint(YAMLWriter.text(of: parts)).hex
    }
}

extension SuiteTarget {
    /// Whether anything runs to make the test image; without it the base is the test image.
    public var hasSetup: Bool { !test.once.isEmpty || libs.contains { !$0.install.isEmpty } }

    /// Repos whose state decides whether a test image still fits. Install commands see libs, `once` commands see
    /// everything; if nothing runs no repo counts, so the target's own code counts only for its own `once`.
    public var setupRepos: [RepoReference] {
        guard hasSetup else { return [] }
        guard test.once.isEmpty else { return repos }
        var seen: Set<RepoReference> = []
        return libs.map(\.repo).filter { seen.insert($0).inserted }
    }

    /// What appears where in a container.
    public struct Mount: Sendable {
        /// The repo.
        public var repo: RepoReference
        /// The directory of the repo; nil for all of it.
        public var part: String?
        /// Where it appears.
        var path: String

        fileprivate var text: String { "\(repo.name)\(part.map { "/\($0)" } ?? ""):\(path)" }
    }

    /// Repos and where they appear in the container: its own, then its libs'.
    public var mounts: [Mount] {
        var mounts = libs.map { Mount(repo: $0.repo, part: $0.part, path: $0.mount) }
        if let repo, let mount { mounts.insert(Mount(repo: repo, part: part, path: mount), at: 0) }
        return mounts
    }
}
