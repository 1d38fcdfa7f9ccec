import DustyCore

extension Doctor {
    /// How many watches and watchers are enough for repos that are not huge.
    private static let usual = (watches: 65_536, watchers: 128)

    /// Whether the kernel allows enough to follow all repos.
    func inotifyCheck() async -> DoctorCheck {
        let name = "inotify"
        guard let (watches, watchers) = kernel.watchLimits() else {
            return DoctorCheck(
                "following",
                .ok,
                "repos are looked at every few seconds; a Mac's kernel is not asked to watch them"
            )
        }
        let facts = await stack.observatory.current()
        let used = (try? await UserThread.run { [kernel] in kernel.watchesHeld() }) ?? 0
        let remedy = "sysctl -w fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
        let scanned = facts.wanted.repos.filter { facts.follows[$0.name]?.state == .scanning }.map(\.shortName)
        if !scanned.isEmpty {
            return DoctorCheck(
                name,
                .warning,
                "not watched, but scanned every few seconds: \(scanned.joined(separator: ", ")) (the kernel allows \(watches) "
                    + "watches and \(watchers) watchers for each user; following the other repos takes \(used))",
                remedy: "\(remedy), then `dusty config set follow false` and `true`"
            )
        }
        guard watches < Self.usual.watches || watchers < Self.usual.watchers else {
            return DoctorCheck(name, .ok, "\(used) of \(watches) watches used")
        }
        return DoctorCheck(
            name,
            .warning,
            "the kernel allows \(watches) watches (\(used) used) and \(watchers) watchers; large repos need more",
            remedy: remedy
        )
    }
}

extension Doctor {
    /// Whether much is copied that git ignores.
    func ignoredCodeCheck() async -> DoctorCheck {
        let name = "ignored code"
        let facts = await stack.observatory.current()
        let settings = try? await stack.settings.current()
        var repos: [(RepoInUse, User)] = []
        for repo in facts.wanted.repos {
            guard let settings else { continue }
            let reader = try? await RepoPaths(settings: settings, paths: paths).reader(of: RepoReference(repo.name))
            if let reader { repos.append((repo, reader)) }
        }
        let large = await RepoRules(runner: programs).proposals(for: repos).filter(\.isLarge)
        guard let first = large.first else {
            return DoctorCheck(name, .ok, "little is copied that git ignores")
        }
        return DoctorCheck(
            name,
            .warning,
            "git ignores much that is copied: \(large.map(Self.words).joined(separator: "; "))",
            remedy: "if the containers do not need it: dusty repos ignore \(first.shortName)"
        )
    }

    private static func words(_ proposal: IgnoreProposal) -> String {
        let largest = proposal.directories.prefix(3).map { "\($0.path) \(ByteCount($0.bytes))" }
        return
            "\(proposal.isPartial ? "more than " : "")\(proposal.files) files, \(ByteCount(proposal.bytes)), of \(proposal.shortName) "
            + "(\(largest.joined(separator: ", ")))"
    }
}
