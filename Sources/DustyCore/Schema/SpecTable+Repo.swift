/// Keys of apps and libs that are about their repo.
extension SpecTable {
    static func repo(required: Bool) -> SpecKey {
        SpecKey(
            "repo",
            .text(.repo),
            required: required,
            "Where the code comes from: host/org/name, any URL that git knows, git@host:org/name, or an absolute path of this host.",
            example: "repo: github.com/acme/shop"
        )
    }

    static func mount(required: Bool) -> SpecKey {
        SpecKey(
            "mount",
            .either([.text(.containerPath), .mapping(.mounting)]),
            required: required,
            """
            Directory in the container where the repo appears, and in which commands run; or which directory of the repo appears where, \
            for a repo that many apps share.
            """,
            example: "mount: {from: services/web, to: /web}"
        )
    }

    /// What of a repo appears where.
    static let mounting = SpecTable(
        "what of a repo appears where",
        [
            SpecKey(
                "from",
                .text(.repoPart),
                required: true,
                """
                Directory of the repo that appears in the container, relative to its top. An app runs older code only when something \
                changed in there. The repo is cloned and copied once, whatever number of specs mount directories of it.
                """,
                example: "from: services/web"
            ),
            SpecKey(
                "to",
                .text(.containerPath),
                required: true,
                "Directory in the container where it appears, and in which commands run.",
                example: "to: /web"
            ),
        ]
    )

    static let branch = SpecKey(
        "branch",
        .text(.branch),
        "Branch that the managed clone follows; without it, the default branch of the remote. All specs of a repo have the same.",
        example: "branch: release/2.x"
    )

    static let sync = SpecKey(
        "sync",
        .mapping(.syncing),
        "What travels between the repo and the containers.",
        example: "sync: {exclude: [build/], back: true, keep: [log/]}"
    )

    /// What travels between a repo and its copy.
    static let syncing = SpecTable(
        "rules of syncing",
        [
            SpecKey(
                "exclude",
                .texts,
                default: [],
                """
                What of the repo does not reach the containers, nor come back, in lines as in `.gitignore`. It is neither watched nor \
                deleted there. The file `.dustyignore` at the top of a repo says the same.
                """,
                example: "exclude: [build/, '*.mp4']"
            ),
            SpecKey(
                "back",
                .flag,
                default: false,
                "Whether what containers make and change comes back to the repo, but for what git ignores.",
                example: "back: true"
            ),
            SpecKey(
                "keep",
                .texts,
                default: [],
                "What stays in the container's copy though git does not ignore it, in lines as in `.gitignore`.",
                example: "keep: [log/]"
            ),
        ]
    )

    static let watch = SpecKey(
        "watch",
        .mappings(.watchRule),
        default: [],
        """
        What is done while the stack is up when files of the repo change, besides copying them: in the app, or in each app that has \
        the lib. The first rule that matches a file decides, and of what several files need the strongest is done, once. An app with \
        rules is not restarted by `up` for code that they have seen.
        """,
        example: "watch:\n  - {paths: [requirements.txt], action: rebuild}\n  - {paths: ['*.py'], action: restart}"
    )

    /// A rule for changed files.
    static let watchRule = SpecTable(
        "a rule for changed files",
        [
            SpecKey(
                "paths",
                .list(of: .text, least: 1),
                required: true,
                "Which files it is for, in lines as in `.gitignore`, from the top of the repo. Where a directory of it is mounted, only files in there count.",
                example: "paths: [conf/, '*.yml']"
            ),
            SpecKey(
                "action",
                .text(.choice("nothing", "exec", "signal", "restart", "rebuild")),
                required: true,
                """
                What is done: `nothing`, `exec` runs commands in the container, `signal` sends one to the programs that \
                its commands started, or without commands to its first process, `restart` restarts it, `rebuild` builds or pulls its image again and makes it again.
                """,
                example: "action: restart"
            ),
            SpecKey(
                "command",
                .commands,
                "The shell commands of `exec`, run in `mount`.",
                example: "command:\n  - make protos"
            ),
            SpecKey(
                "signal",
                .text(.filled),
                default: .string(WatchRule.standardSignal),
                "The signal of `signal`.",
                example: "signal: USR1"
            ),
        ]
    )
}
