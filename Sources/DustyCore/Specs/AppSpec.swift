/// A program of your team's: where its code comes from, what it runs in, what it needs and where it answers.
public struct AppSpec: Sendable, Equatable {
    /// What an app needs.
    public struct Dependencies: Sendable, Equatable {
        /// Apps that must run with it.
        public var apps: [String]
        /// Services that must run with it.
        public var services: [String]
        /// Libs mounted into it, in written order; expanded to the closure by assembly.
        public var libs: [String]

        /// Dependencies by kind.
        public init(apps: [String] = [], services: [String] = [], libs: [String] = []) {
            self.apps = apps
            self.services = services
            self.libs = libs
        }
    }

    /// What an app is linked to when it is active for another reason.
    public struct ConditionalLinks: Sendable, Equatable {
        /// Apps.
        public var apps: [String]
        /// Services.
        public var services: [String]

        /// Links by kind.
        public init(apps: [String] = [], services: [String] = []) {
            self.apps = apps
            self.services = services
        }
    }

    /// Name: that of the file.
    public var name: String
    /// Where its code comes from; nil when it has none.
    public var repo: RepoReference?
    /// Branch of the repo that the managed clone follows; nil for the remote's default.
    public var branch: String?
    /// Absolute directory in the container where the repo appears; present with `repo`.
    public var mount: String?
    /// The directory of the repo that appears there; nil for all of it.
    public var part: String?
    /// What comes back from the copy of the repo.
    public var sync: SyncSpec
    /// What is done when files of the repo change.
    public var watch: [WatchRule]
    /// Docker image; exactly one of `image` and `build` is present.
    public var image: String?
    /// Directory with a Dockerfile: absolute, or relative to the repo.
    public var build: String?
    /// Whether the registry of the image requires a login.
    public var imageRequiresLogin: Bool
    /// Whether its container runs its image's command: the spec has no commands.
    public var keepsImageCommand: Bool
    /// Run at the first start of a container.
    public var once: [String]
    /// Run at every start of a container.
    public var always: [String]
    /// What it needs.
    public var depends: Dependencies
    /// What it is linked to if that is active.
    public var conditionalLinks: ConditionalLinks
    /// How to see that it can serve; nil when its start is enough.
    public var ready: ReadySpec?
    /// Where it answers.
    public var hostForwarding: [HostForwarding]
    /// Variables that hold addresses of apps.
    public var urls: [URLVariable]
    /// Commands that users run in its container.
    public var scripts: [ScriptSpec]
    /// Files that it needs in its container.
    public var assets: [AssetSpec]
    /// What is passed to Compose.
    public var compose: YAMLValue
    /// Files beside the specs that it has mounted, by their paths.
    public var files: [String: MountedFile] = [:]
    /// Its tests.
    public var test: TestSpec

    /// An app with only a name, an image and what is given.
    public init(
        name: String,
        repo: RepoReference? = nil,
        branch: String? = nil,
        mount: String? = nil,
        part: String? = nil,
        sync: SyncSpec = SyncSpec(),
        watch: [WatchRule] = [],
        image: String? = nil,
        build: String? = nil,
        imageRequiresLogin: Bool = false,
        keepsImageCommand: Bool = false,
        once: [String] = [],
        always: [String] = [],
        depends: Dependencies = Dependencies(),
        conditionalLinks: ConditionalLinks = ConditionalLinks(),
        ready: ReadySpec? = nil,
        hostForwarding: [HostForwarding] = [],
        urls: [URLVariable] = [],
        scripts: [ScriptSpec] = [],
        assets: [AssetSpec] = [],
        compose: YAMLValue = [:],
        test: TestSpec = TestSpec()
    ) {
        self.name = name
        self.repo = repo
        self.branch = branch
        self.mount = mount
        self.part = part
        self.sync = sync
        self.watch = watch
        self.image = image
        self.build = build
        self.imageRequiresLogin = imageRequiresLogin
        self.keepsImageCommand = keepsImageCommand
        self.once = once
        self.always = always
        self.depends = depends
        self.conditionalLinks = conditionalLinks
        self.ready = ready
        self.hostForwarding = hostForwarding
        self.urls = urls
        self.scripts = scripts
        self.assets = assets
        self.compose = compose
        self.test = test
    }
}

/// What travels between a repo and its copy.
public struct SyncSpec: Sendable, Equatable {
    /// What does not travel, in lines as in `.gitignore`.
    public var exclude: [String]
    /// Whether what containers make and change comes back.
    public var back: Bool
    /// What stays in the copy besides what git ignores, in lines as in `.gitignore`.
    public var keep: [String]

    /// Rules with their parts.
    public init(exclude: [String] = [], back: Bool = false, keep: [String] = []) {
        self.exclude = exclude
        self.back = back
        self.keep = keep
    }
}

/// One port of an app or a service that can be reached by a host name.
public struct HostForwarding: Sendable, Equatable {
    /// How bytes are forwarded.
    public enum Kind: String, Sendable, CaseIterable {
        /// HTTP requests, distinguished by host name.
        case http
        /// Plain TCP: the port alone says who answers.
        case stream
    }

    /// Name under which it answers.
    public var hostName: String
    /// Port under which it answers.
    public var hostPort: Int
    /// Port that it listens on.
    public var containerPort: Int
    /// How bytes are forwarded.
    public var kind: Kind
    /// Name in stacks beside the default one, with `{stack}` for the stack's; nil for the usual.
    public var hostNameInStacks: String?

    /// A rule with its parts.
    public init(
        hostName: String,
        hostPort: Int,
        containerPort: Int,
        kind: Kind = .http,
        hostNameInStacks: String? = nil
    ) {
        self.hostName = hostName
        self.hostPort = hostPort
        self.containerPort = containerPort
        self.kind = kind
        self.hostNameInStacks = hostNameInStacks
    }

    /// What stands for the name of the stack in `hostNameInStacks`.
    static let gap = "{stack}"

    /// Where people reach a name, such as `http://shop.test:8080`, without a path.
    func address(as hostName: String) -> String {
        switch kind {
        case .http: hostPort == 80 ? "http://\(hostName)" : "http://\(hostName):\(hostPort)"
        case .stream: "tcp://\(hostName):\(hostPort)"
        }
    }
}

/// A variable that holds the address of an app or a service.
public struct URLVariable: Sendable, Equatable {
    /// Name of the variable.
    public var name: String
    /// The host name, as its rule has it.
    public var hostName: String
    /// Port of the rule that is meant; nil for 80, or else the first.
    public var port: Int?

    /// A variable with its parts.
    public init(name: String, hostName: String, port: Int? = nil) {
        self.name = name
        self.hostName = hostName
        self.port = port
    }

    /// The host name, and the port where there is one.
    var written: String { port.map { "\(hostName):\($0)" } ?? hostName }

    /// The rule that is meant, of all rules there are; nil when nothing answers so.
    func rule(among rules: [HostForwarding]) -> HostForwarding? {
        let named = rules.filter { $0.hostName.lowercased() == hostName.lowercased() }
        if let port { return named.first { $0.hostPort == port } }
        return named.first { $0.hostPort == 80 && $0.kind == .http } ?? named.first
    }
}

/// Commands that users run in an app's container by name.
public struct ScriptSpec: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it is for.
    public var description: String
    /// Its commands; arguments go to the last one.
    public var command: [String]

    /// A script with its parts.
    public init(name: String, description: String = "", command: [String]) {
        self.name = name
        self.description = description
        self.command = command
    }
}

/// A file that a user provides and that appears in containers.
public struct AssetSpec: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Where it appears in the container.
    public var path: String
    /// Whether nothing starts without it.
    public var required: Bool

    /// An asset with its parts.
    public init(name: String, path: String, required: Bool = true) {
        self.name = name
        self.path = path
        self.required = required
    }
}

extension ScriptSpec {
    /// Throws `.invalid` when its commands have no place for arguments.
    public func checkTakesArguments() throws(DustyError) {
        try ShellText(command).checkTakesArguments("the script \(name)")
    }
}

extension AssetSpec {
    /// Whether an asset can have this name. It becomes a file name.
    public static func isName(_ name: String) -> Bool {
        Naming.isFileWord(name)
    }
}
