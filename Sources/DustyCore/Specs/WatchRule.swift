/// What is done in an app when some files of a repo changed.
public struct WatchRule: Sendable, Equatable {
    /// What is done, the mildest first.
    public enum Action: String, Sendable, CaseIterable {
        /// Nothing: the program reads the file itself.
        case nothing
        /// Commands are run in the container.
        case exec
        /// A signal is sent to the programs that the app's commands started.
        case signal
        /// The container is restarted.
        case restart
        /// The image is built or pulled again, and the container recreated.
        case rebuild
    }

    /// The signal of a rule that names none.
    public static let standardSignal = "HUP"

    /// Which files it is for, in lines as in `.gitignore`.
    public var paths: [String]
    /// What is done.
    public var action: Action
    /// The commands of `exec`.
    public var command: [String]
    /// The signal of `signal`.
    public var signal: String

    /// A rule with its parts.
    public init(
        paths: [String],
        action: Action,
        command: [String] = [],
        signal: String = WatchRule.standardSignal
    ) {
        self.paths = paths
        self.action = action
        self.command = command
        self.signal = signal
    }

    /// Signals by name.
    public static let signals = [
        "HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "WINCH", "CONT", "STOP", "ALRM", "TTIN", "TTOU", "URG",
    ]
}

/// The rules that an app has for one repo in its container: its own, or those of a lib.
public struct CodeWatcher: Sendable, Equatable {
    /// The app.
    public var app: String
    /// Where the repo appears in the container.
    public var mount: String
    /// The directory of the repo that appears there; nil for all of it.
    public var part: String?
    /// The rules; the first that matches a file decides.
    public var rules: [WatchRule]

    /// A watcher with its parts.
    public init(app: String, mount: String, part: String? = nil, rules: [WatchRule]) {
        self.app = app
        self.mount = mount
        self.part = part
        self.rules = rules
    }

    /// What to do after these files changed, by their paths below the repo; without paths, any may have.
    public func reaction(to paths: Set<[UInt8]>?) -> CodeReaction {
        guard let paths else { return rules.reduce(.nothing) { $0.merging(reaction(by: $1)) } }
        let matchers = rules.map { rule in
            var matcher = IgnoreRules()
            matcher.append(rule.paths.compactMap { IgnorePattern($0.utf8) })
            return matcher
        }
        let own = part.map { part in paths.filter { RepoPart.isPath($0, in: part) } } ?? paths
        let matched = own.compactMap { path in
            matchers.firstIndex { $0.ignoresWay(to: path, isDirectory: false) }
        }
        return Set(matched).sorted().reduce(.nothing) { $0.merging(reaction(by: rules[$1])) }
    }

    private func reaction(by rule: WatchRule) -> CodeReaction {
        switch rule.action {
        case .nothing: .nothing
        case .exec:
            .inside(
                scripts: ["cd \(ShellWord.quote(mount)) || exit\nset -e\n\(ShellText(rule.command).text)"],
                signals: []
            )
        case .signal: .inside(scripts: [], signals: [rule.signal])
        case .restart: .restart
        case .rebuild: .rebuild
        }
    }
}

/// What an app needs after its code changed.
public enum CodeReaction: Sendable, Equatable {
    case nothing
    /// Shell scripts are run in its container, then signals sent.
    case inside(scripts: [String], signals: [String])
    case restart
    case rebuild

    /// The stronger of both.
    public func merging(_ other: CodeReaction) -> CodeReaction {
        switch (self, other) {
        case (.rebuild, _), (_, .rebuild): .rebuild
        case (.restart, _), (_, .restart): .restart
        case (.nothing, let only), (let only, .nothing): only
        case (.inside(let scripts, let signals), .inside(let more, let others)):
            .inside(
                scripts: scripts + more.filter { !scripts.contains($0) },
                signals: signals + others.filter { !signals.contains($0) }
            )
        }
    }

    /// Whether the program of the container keeps running.
    public var keepsProgram: Bool {
        switch self {
        case .nothing, .inside: true
        case .restart, .rebuild: false
        }
    }
}
