/// A test image: named after everything that goes into it, so that one that is there already is the right one.
public struct SuiteImage: Sendable, Equatable {
    /// Where all test images of the target are kept.
    public let repository: String
    /// Fingerprint of all that goes into the image; its tag.
    public let key: String

    /// The image's whole name.
    public var name: String { "\(repository):\(key)" }
    /// What a base that is built here is called.
    public var baseName: String { "\(repository):base" }

    /// The image of a target, given what distinguishes one state of its base from another, the state of each repo that counts, and the assets that
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
            "mounts": .strings(target.hasSetup ? target.mounts.map { "\($0.repo.name):\($0.path)" } : []),
            "assets": .strings(target.hasSetup ? assets : []),
            "repos": .list(target.setupRepos.map { [.string($0.name), .string(repos[$0] ?? "")] }),
        ]
        key = Fingerprint(YAMLWriter.text(of: parts)).hex
    }
}

extension SuiteTarget {
    /// Whether anything runs to make the test image; without it the base is the test image.
    public var hasSetup: Bool { !test.once.isEmpty || libs.contains { !$0.install.isEmpty } }

    /// Repos whose state decides whether a test image still fits. Install commands see libs, `once` commands see everything; where nothing
    /// runs no repo counts, and so the target's own code counts only for its own `once`.
    public var setupRepos: [RepoReference] {
        guard hasSetup else { return [] }
        guard test.once.isEmpty else { return repos }
        var seen: Set<RepoReference> = []
        return libs.map(\.repo).filter { seen.insert($0).inserted }
    }

    /// Repos and where they appear in the container: its own, then its libs'.
    var mounts: [(repo: RepoReference, path: String)] {
        var mounts = libs.map { (repo: $0.repo, path: $0.mount) }
        if let repo, let mount { mounts.insert((repo, mount), at: 0) }
        return mounts
    }
}
