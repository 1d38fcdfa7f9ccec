/// Code that is mounted and installed into the apps that depend on it.
public struct LibSpec: Sendable, Equatable {
    /// Name: that of the file.
    public var name: String
    /// Where its code comes from.
    public var repo: RepoReference
    /// Branch of the repo that the managed clone follows; nil for the remote's default.
    public var branch: String?
    /// Absolute directory in the container where the repo appears.
    public var mount: String
    /// The directory of the repo that appears there; nil for all of it.
    public var part: String?
    /// What comes back from the copy of the repo.
    public var sync: SyncSpec
    /// What is done in each app that uses the lib when files of the repo change.
    public var watch: [WatchRule]
    /// Run in `mount` in every new container of an app that uses this lib, and at a start when they or the lib's code
    /// changed.
    public var install: [String]
    /// Libs that this one needs, in written order.
    public var libs: [String]
    /// Files that it needs in its apps' containers.
    public var assets: [AssetSpec]
    /// Its tests.
    public var test: TestSpec

    /// A lib with its parts.
    public init(
        name: String,
        repo: RepoReference,
        branch: String? = nil,
        mount: String,
        part: String? = nil,
        sync: SyncSpec = SyncSpec(),
        watch: [WatchRule] = [],
        install: [String] = [],
        libs: [String] = [],
        assets: [AssetSpec] = [],
        test: TestSpec = TestSpec()
    ) {
        self.name = name
        self.repo = repo
        self.branch = branch
        self.mount = mount
        self.part = part
        self.sync = sync
        self.watch = watch
        self.install = install
        self.libs = libs
        self.assets = assets
        self.test = test
    }
}
