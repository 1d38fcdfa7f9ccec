/// Tables of what is passed to Docker Compose.
extension SpecTable {
    /// Keys of services that are Dusty's: apps have the same.
    static let ofEveryContainer = SpecTable("a service", [readiness, forwarding, assets, login, sharing])

    private static let sharing = SpecKey(
        "share",
        .flag,
        default: false,
        "Whether stacks beside `default` use the container of `default` in place of one of their own, under the same name.",
        example: "share: true"
    )

    /// A service: a Compose service, with the names of Compose's first format too.
    static let service = SpecTable(
        "a service",
        rules: [.atLeastOne(["image", "build"])],
        allowsExtensions: true,
        ofEveryContainer.keys + compose(volumes: .list(of: .either([.text, .mapping(.volume)]), least: 0))
    )

    /// The `compose` of an app. Its volumes are texts: Dusty adds its own to them.
    static let appCompose = SpecTable(
        "Compose keys of an app",
        allowsExtensions: true,
        compose(volumes: .list(of: .text(.volume), least: 0))
    )

    /// The `compose` of a test suite.
    static let suiteCompose = SpecTable(
        "Compose keys of a test suite",
        allowsExtensions: true,
        compose(volumes: .list(of: .text(.volume), least: 0))
    )

    private static func compose(volumes: SpecShape) -> [SpecKey] {
        images + processes
            + [
                SpecKey(
                    "volumes",
                    volumes,
                    "Directories and named volumes in the container.",
                    example: "volumes:\n  - /persist/db:/var/lib/postgresql/data"
                )
            ] + links + networks + resources + rights + rest
    }

    /// A volume in its long form.
    static let volume = SpecTable(
        "a volume of Compose",
        [
            SpecKey(
                "type",
                .text(.choice("bind", "volume", "tmpfs", "npipe", "cluster")),
                required: true,
                "Its kind.",
                example: "type: bind"
            ),
            SpecKey(
                "source",
                .text,
                "Directory of the machine, or name of the volume.",
                example: "source: /persist/db"
            ),
            SpecKey("target", .text, "Directory in the container.", example: "target: /data"),
            SpecKey("read_only", .lenientFlag, "Whether it cannot be written to."),
            SpecKey("consistency", .text, "Has no effect on Linux."),
            SpecKey("bind", .map(of: .any), "Options of a bind mount."),
            SpecKey("volume", .map(of: .any), "Options of a named volume."),
            SpecKey("tmpfs", .map(of: .any), "Options of a tmpfs."),
        ]
    )

    private static let images = [
        SpecKey("image", .text(.image), "Docker image.", example: "image: postgres:15"),
        SpecKey(
            "build",
            .either([.text, .mapping(.build)]),
            "Directory with a Dockerfile, or a mapping of it and its options.",
            example: "build: {context: /src/db, args: {VERSION: '15'}}"
        ),
        SpecKey("dockerfile", .text, "Name of the Dockerfile; first format of Compose, now `build.dockerfile`."),
        SpecKey(
            "pull_policy",
            .text(.choice("always", "never", "if_not_present", "build", "missing")),
            "When the image is pulled."
        ),
        SpecKey("platform", .text, "Platform of the image.", example: "platform: linux/amd64"),
        SpecKey("extends", .either([.text, .map(of: .text)]), "Another service whose keys it takes over."),
    ]

    /// How an image is built.
    static let build = SpecTable(
        "a build of Compose",
        allowsExtensions: true,
        [
            SpecKey("context", .text, "Directory with the Dockerfile."),
            SpecKey("dockerfile", .text, "Name of the Dockerfile."),
            SpecKey("dockerfile_inline", .text, "Text of the Dockerfile."),
            SpecKey("args", .textMap, "Build arguments."),
            SpecKey("target", .text, "Stage that is built."),
            SpecKey("labels", .textMap, "Labels of the image."),
            SpecKey("cache_from", .texts, "Images that layers are taken from."),
            SpecKey("cache_to", .texts, "Where layers are kept."),
            SpecKey("no_cache", .lenientFlag, "Whether everything is built again."),
            SpecKey("pull", .lenientFlag, "Whether base images are pulled again."),
            SpecKey("network", .text, "Network of the build."),
            SpecKey("shm_size", .size, "Size of /dev/shm."),
            SpecKey("extra_hosts", .hostMap, "Lines for /etc/hosts."),
            SpecKey("additional_contexts", .textMap, "Further directories and images."),
            SpecKey("entitlements", .texts, "Rights of the build."),
            SpecKey("isolation", .text, "Kind of isolation."),
            SpecKey("platforms", .texts, "Platforms that are built for."),
            SpecKey("privileged", .lenientFlag, "Whether the build has all rights."),
            SpecKey("secrets", .any, "Secrets of the build."),
            SpecKey("ssh", .textMap, "SSH agents and keys of the build."),
            SpecKey("tags", .texts, "Names of the image."),
            SpecKey("ulimits", .map(of: .any), "Limits of the build."),
        ]
    )

    private static let processes = [
        SpecKey(
            "command",
            .words,
            "What is run instead of the image's command.",
            example: "command: [postgres, -c, fsync=off]"
        ),
        SpecKey("entrypoint", .words, "What is run instead of the image's entry point."),
        SpecKey(
            "environment",
            .textMap,
            "Environment variables; `dusty env` overrides them.",
            example: "environment:\n  POSTGRES_DB: shop"
        ),
        SpecKey(
            "env_file",
            .either([.text, .list(of: .either([.text, .map(of: .any)]), least: 0)]),
            "Files of environment variables."
        ),
        SpecKey("working_dir", .text, "Directory in which it is run."),
        SpecKey("user", .text, "User that runs it.", example: "user: \"1000\""),
        SpecKey("group_add", .list(of: .size, least: 0), "Further groups of that user."),
        SpecKey("tty", .lenientFlag, "Whether it gets a terminal."),
        SpecKey("stdin_open", .lenientFlag, "Whether its standard input stays open."),
        SpecKey("init", .lenientFlag, "Whether an init runs it, which forwards signals and reaps."),
        SpecKey(
            "restart",
            .either([.text(.restart), .flag]),
            "When it is started again after it ended.",
            example: "restart: unless-stopped"
        ),
        SpecKey("stop_signal", .text, "Signal that ends it.", example: "stop_signal: SIGINT"),
        SpecKey("stop_grace_period", .text, "How long it may take to end.", example: "stop_grace_period: 30s"),
        SpecKey(
            "healthcheck",
            .mapping(.healthcheck),
            "How Dusty sees that it works; its dependants wait for that.",
            example: "healthcheck:\n  test: [CMD, pg_isready]\n  interval: 1s"
        ),
        SpecKey("post_start", .list(of: .map(of: .any), least: 0), "Run after it has started."),
        SpecKey("pre_stop", .list(of: .map(of: .any), least: 0), "Run before it is stopped."),
    ]

    /// How to see that a container works.
    static let healthcheck = SpecTable(
        "a health check of Compose",
        allowsExtensions: true,
        [
            SpecKey("test", .either([.text, .texts]), "The program.", example: "test: [CMD, pg_isready]"),
            SpecKey("interval", .text, "Time between two runs.", example: "interval: 1s"),
            SpecKey("timeout", .text, "Time that a run may take.", example: "timeout: 3s"),
            SpecKey("retries", .size, "Failures after which it counts as unhealthy.", example: "retries: 5"),
            SpecKey("start_period", .text, "Time in which failures do not count.", example: "start_period: 30s"),
            SpecKey("start_interval", .text, "Time between two runs in that period.", example: "start_interval: 1s"),
            SpecKey("disable", .lenientFlag, "Whether the image's own check is switched off."),
        ]
    )
}

extension SpecShape {
    /// A truth value of Compose.
    static let lenientFlag = SpecShape.flag(isLenient: true)
    /// A number or a text with a unit.
    static let size = SpecShape.either([.number, .text])
    /// Words of a command.
    static let words = SpecShape.either([.text(.free), .list(of: .text(.free), least: 0), .null])
    /// Texts by name, as a mapping or as a list of `NAME=text`.
    static let textMap = SpecShape.either([
        .map(of: .either([.text(.free), .number, .flag, .null])), .texts,
    ])
    /// Addresses by name.
    static let hostMap = SpecShape.either([.map(of: .either([.text, .texts])), .texts])
    /// One text or several.
    static let oneOrMore = SpecShape.either([.text, .texts])
}
