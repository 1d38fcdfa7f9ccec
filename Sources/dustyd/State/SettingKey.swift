import DustyCore

/// A key of `config.yml` that Dusty knows: what it means, how it is read and how it is changed.
struct SettingKey: Sendable {
    let name: String
    let type: SettingStatus.Kind
    let summary: String
    /// The command that changes it.
    let command: String
    /// The role required to set it, besides the endpoint's; nil for none.
    var restriction: RestrictedChange?
    /// Whether only stacks beside the daemon's own have it.
    var isForOthers = false
    /// Its value as text; nil when it is not set.
    var value: @Sendable (Settings) -> String? = { _ in nil }
    /// The entries of a list or map.
    var items: (@Sendable (Settings) -> [String])?
    /// Sets it, or puts it back when given nil; a list has commands of its own.
    var set: (@Sendable (inout Settings, String?) throws -> Void)?
    /// Checks a value, as far as that takes a while.
    var check: (@Sendable (String) async throws -> Void)?

    /// All of them.
    static let all = [specsRepo, owner, bundles, repoOverrides, envOverrides, machine, follow, idle, share]

    private static let specsRepo = SettingKey(
        name: "specs_repo",
        type: .repo,
        summary: "Where the specs come from, in any form a repo may have.",
        command: "dusty config set specs_repo REPO",
        restriction: .specsRepo,
        value: { $0.specsRepo?.withoutLogins },
        set: { settings, value in
            if let value { _ = try GitRemote(RepoReference(value)) }
            settings.specsRepo = value
        }
    )
    private static let owner = SettingKey(
        name: "owner",
        type: .user,
        summary: "Login name of the user who may always use Dusty, in the group or not; only root sets it.",
        command: "dusty config set owner USER",
        restriction: .owner,
        value: \.owner,
        set: { settings, value in settings.owner = value },
        check: { try await User.checkExists($0) }
    )
    private static let machine = SettingKey(
        name: "machine",
        type: .machine,
        summary: "Machine that the stack lives on; this host when it is not set.",
        command: "dusty machine use NAME",
        value: \.machine
    )
    private static let follow = SettingKey(
        name: "follow",
        type: .flag,
        summary: "Whether edits reach the containers at once while the stack is up: true or false.",
        command: "dusty config set follow false",
        value: { $0.follow ? "true" : "false" },
        set: { settings, value in
            guard let value else { return settings.follow = true }
            guard let flag = Bool(value) else {
                throw DustyError(.invalid, "`follow` is `true` or `false`", hint: "run `dusty config set follow true`")
            }
            settings.follow = flag
        }
    )
    private static let idle = SettingKey(
        name: "idle",
        type: .time,
        summary: "After how long without use a stack is stopped, such as 2h; never when not set. Not for `default`.",
        command: "dusty config set -s NAME idle 2h",
        isForOthers: true,
        value: { $0.idle?.description },
        set: { settings, value in
            guard let value else { return settings.idle = nil }
            guard let idle = IdleTime(value) else {
                throw DustyError(
                    .invalid,
                    "`idle` is one number with a unit: s, m, h or d, from 10s to 365d",
                    hint: "for two hours: `dusty config set idle 2h`"
                )
            }
            settings.idle = idle
        }
    )
    static let shareName = "share"
    private static let share = SettingKey(
        name: shareName,
        type: .list,
        summary: "Services that a stack has from `default` instead of its own, besides those whose specs say so.",
        command: "dusty config set -s NAME share SERVICE,SERVICE",
        isForOthers: true,
        items: \.share,
        set: { settings, value in
            let names = (value ?? "").split { $0 == "," || $0 == " " }.map { String($0) }
            settings.share = Set(names).sorted()
        }
    )
    private static let bundles = SettingKey(
        name: "bundles",
        type: .list,
        summary: "Active bundles.",
        command: "dusty bundles activate NAME…",
        items: \.bundles
    )
    private static let repoOverrides = SettingKey(
        name: "repo_overrides",
        type: .map,
        summary: "Directories used instead of managed clones, by repo.",
        command: "dusty repos override REPO DIRECTORY",
        items: { $0.repoOverrides.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } }
    )
    private static let envOverrides = SettingKey(
        name: "dusty_env_overrides",
        type: .map,
        summary: "Environment variables that override the specs; kept in env.yml, which only root can read.",
        command: "dusty env set NAME VARIABLE VALUE",
        items: { settings in
            settings.envOverrides.sorted { $0.key < $1.key }.flatMap { name, variables in
                variables.keys.sorted().map { "\(name): \($0)" }
            }
        }
    )

    /// The setting as clients see it.
    func status(_ settings: Settings) -> SettingStatus {
        SettingStatus(
            key: name,
            type: type,
            summary: summary,
            value: value(settings),
            items: items?(settings),
            command: command
        )
    }
}

extension User {
    /// Throws when the user database has no user of this name.
    static func checkExists(_ name: String) async throws {
        guard try await UserDatabase.host.user(named: name) == nil else { return }
        throw DustyError(
            .notFound,
            "there is no user \(String(name.prefix(80)).debugDescription) on this host",
            hint: "give a login name, as `id -un` prints it"
        )
    }
}
