/// Tables of our own kinds: apps, libs, bundles.
extension SpecTable {
    /// An app.
    static let app = SpecTable(
        "an app",
        rules: [
            .together("repo", "mount"), .exactlyOne(["image", "build"]), .needs("branch", "repo"),
            .needs("sync", "repo"), .needs("watch", "repo"),
        ],
        [
            repo(required: false), branch, mount(required: false), sync, watch,
            SpecKey(
                "image",
                .text(.image),
                "Docker image that the app runs in.",
                example: "image: python:3.11"
            ),
            SpecKey(
                "build",
                .text(.directory),
                "Directory with a Dockerfile from which the image is built: relative to the app's repo, or absolute on this host.",
                example: "build: docker"
            ),
            login,
            SpecKey(
                "commands",
                .mapping(.commands),
                """
                What the app's container runs, as root. Without it the container runs what its image runs, or the `command`, \
                `entrypoint` and `user` of `compose`.
                """,
                example: "commands:\n  once: [./migrate]\n  always: [exec ./serve]"
            ),
            SpecKey(
                "depends",
                .mapping(.dependencies),
                "What the app needs. It is switched on with the app.",
                example: "depends:\n  apps: [auth]\n  services: [postgres]\n  libs: [toolkit]"
            ),
            SpecKey(
                "conditional_links",
                .mapping(.conditionalLinks),
                "What the app is linked to only when that is on for another reason.",
                example: "conditional_links:\n  services: [statsd]"
            ),
            readiness, forwarding,
            SpecKey(
                "urls",
                .map(of: .text(.urlTarget)),
                """
                Variables that hold addresses of apps and services, for links that browsers follow: each is the name of a variable with a \
                host name of one, and has the URL by which this stack's own is reached. Write `:PORT` behind a name that answers under several.
                """,
                example: "urls:\n  PUBLIC_API: api.shop.test"
            ),
            SpecKey(
                "scripts",
                .mappings(.script),
                default: [],
                "Commands that people run in the app's container by name, with `dusty scripts`.",
                example: "scripts:\n  - name: migrate\n    command: [./migrate]"
            ),
            assets,
            SpecKey(
                "compose",
                .mapping(.appCompose),
                default: ["volumes": []],
                """
                Keys handed to Docker Compose. Dusty itself sets `links`, `image` or `build`, `container_name`, `command`, `entrypoint` \
                and `user` of an app with `commands`, and `ports` other than UDP of an app with host_forwarding; `volumes` are added to Dusty's own.
                """,
                example: "compose:\n  environment: {MODE: development}"
            ),
            test,
        ]
    )

    /// A lib.
    static let lib = SpecTable(
        "a lib",
        [
            repo(required: true), branch, mount(required: true), sync, watch,
            SpecKey(
                "install",
                .anyCommands,
                default: [],
                "Commands run in `mount` at every start of an app that has this lib, dependencies first.",
                example: "install:\n  - pip install -e ."
            ),
            SpecKey(
                "depends",
                .mapping(.libDependencies),
                "What the lib needs.",
                example: "depends:\n  libs: [base]"
            ),
            assets, test,
        ]
    )

    /// A bundle.
    static let bundle = SpecTable(
        "a bundle",
        rules: [.atLeastOne(["apps", "services"])],
        [
            SpecKey(
                "description",
                .text(.free),
                default: "",
                "What the bundle is for, as `dusty bundles` shows it.",
                example: "description: The shop as customers see it"
            ),
            SpecKey(
                "apps",
                .names(of: "an app"),
                default: [],
                "Apps that are switched on.",
                example: "apps: [web, api]"
            ),
            SpecKey(
                "services",
                .names(of: "a service"),
                default: [],
                "Services that are switched on.",
                example: "services: [statsd]"
            ),
        ]
    )

    /// What an app runs.
    static let commands = SpecTable(
        "commands of an app",
        [
            SpecKey(
                "always",
                .anyCommands,
                required: true,
                "Shell commands run at every start, after those of `once`; the container lives as long as they do.",
                example: "always:\n  - exec ./serve --port 8080"
            ),
            SpecKey(
                "once",
                .anyCommands,
                default: [],
                """
                Shell commands run at the first start of a container. When one fails, the container ends and they run again next time. `up` \
                waits for them where the app has `ready`; else it looks after a second whether the container still runs.
                """,
                example: "once:\n  - ./migrate"
            ),
        ]
    )

    /// What an app depends on.
    static let dependencies = SpecTable(
        "dependencies of an app",
        [
            SpecKey(
                "apps",
                .names(of: "an app"),
                default: [],
                "Apps it is linked to, switched on with it.",
                example: "apps: [auth]"
            ),
            SpecKey(
                "services",
                .names(of: "a service"),
                default: [],
                "Services it is linked to, switched on with it.",
                example: "services: [postgres]"
            ),
            SpecKey(
                "libs",
                .names(of: "a lib"),
                default: [],
                "Libs mounted into its container and installed there, with the libs that these need.",
                example: "libs: [toolkit]"
            ),
        ]
    )

    /// What a lib depends on.
    static let libDependencies = SpecTable(
        "dependencies of a lib",
        [
            SpecKey(
                "libs",
                .names(of: "a lib"),
                default: [],
                "Libs that must be there before this one.",
                example: "libs: [base]"
            )
        ]
    )

    /// What an app is linked to when it is active.
    static let conditionalLinks = SpecTable(
        "conditional links of an app",
        [
            SpecKey("apps", .names(of: "an app"), default: [], "Apps.", example: "apps: [mailer]"),
            SpecKey("services", .names(of: "a service"), default: [], "Services.", example: "services: [statsd]"),
        ]
    )
}
