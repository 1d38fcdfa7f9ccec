/// Tables of the parts of apps, libs and services, and keys that they share.
extension SpecTable {
    /// One rule of `host_forwarding`.
    static let hostForwarding = SpecTable(
        "a forwarding rule",
        [
            SpecKey(
                "host_name",
                .text(.hostName),
                required: true,
                "Name under which it answers, on this host and inside containers.",
                example: "host_name: shop.test"
            ),
            SpecKey(
                "host_port",
                .port,
                required: true,
                "Port under which it answers. Many names may share one port, unless it is a stream.",
                example: "host_port: 80"
            ),
            SpecKey(
                "container_port",
                .port,
                required: true,
                "Port that it listens on in its container.",
                example: "container_port: 8080"
            ),
            SpecKey(
                "host_name_in_stacks",
                .text(.hostNameInStacks),
                """
                Name under which it answers in stacks beside `default`; `{stack}` is the stack's name. Without it the stack's name \
                stands before the domain that all host names share.
                """,
                example: "host_name_in_stacks: \"{stack}-shop.test\""
            ),
            SpecKey(
                "type",
                .text(.choice("http", "stream")),
                default: "http",
                """
                `http` chooses by the request's host name who answers; `stream` forwards plain TCP, which gRPC and HTTP/2 need as well, and has \
                the port for itself.
                """,
                example: "type: stream"
            ),
        ]
    )

    /// How to see that an app or a service can serve.
    static let ready = SpecTable(
        "a readiness check",
        rules: [.exactlyOne(["tcp", "http", "exec"])],
        [
            SpecKey("tcp", .port, "Ready when this port of the container takes a connection.", example: "tcp: 5432"),
            SpecKey(
                "http",
                .mapping(.readyHTTP),
                "Ready when a GET request is answered with a status below 400.",
                example: "http: {port: 8080, path: /health}"
            ),
            SpecKey(
                "exec",
                .list(of: .text, least: 1),
                "Ready when this program, run in the container without a shell, ends with exit code 0.",
                example: "exec: [pg_isready, -q]"
            ),
            SpecKey(
                "timeout",
                .integer(1...3600),
                default: .int(ReadySpec.standardTimeout),
                "Seconds after which it counts as failed.",
                example: "timeout: 120"
            ),
        ]
    )

    /// The request of a readiness check.
    static let readyHTTP = SpecTable(
        "the request of a readiness check",
        [
            SpecKey("port", .port, required: true, "Port of the container.", example: "port: 8080"),
            SpecKey("path", .text(.urlPath), default: "/", "Path of the request.", example: "path: /health"),
        ]
    )

    /// A script.
    static let script = SpecTable(
        "a script",
        [
            SpecKey("name", .text(.word), required: true, "Its name, once in an app.", example: "name: migrate"),
            SpecKey(
                "description",
                .text(.free),
                default: "",
                "What it is for, as `dusty scripts` lists it.",
                example: "description: Bring the database up to date"
            ),
            SpecKey(
                "command",
                .commands,
                required: true,
                "Its shell commands, run in `mount`. Arguments of the user go to the last one, or where `\"$@\"` is written.",
                example: "command:\n  - ./migrate --verbose"
            ),
        ]
    )

    /// An asset.
    static let asset = SpecTable(
        "an asset",
        [
            SpecKey(
                "name",
                .text(.word),
                required: true,
                "The asset's name; specs that use the same name get the same file.",
                example: "name: api-key"
            ),
            SpecKey(
                "path",
                .text(.containerPath),
                required: true,
                "File in the container where it appears.",
                example: "path: /etc/api/key"
            ),
            SpecKey(
                "required",
                .flag,
                default: true,
                "Whether nothing starts until it is provided.",
                example: "required: false"
            ),
        ]
    )

    /// The tests of an app or a lib.
    static let tests = SpecTable(
        "tests",
        rules: [.atMostOne(["image", "build"])],
        [
            SpecKey("image", .text(.image), "Image that the test image is made from.", example: "image: python:3.11"),
            SpecKey(
                "build",
                .text(.directory),
                "Directory with a Dockerfile instead: relative to the repo, or absolute on this host.",
                example: "build: docker/test"
            ),
            login,
            SpecKey(
                "once",
                .anyCommands,
                default: [],
                "Shell commands baked into the test image.",
                example: "once:\n  - pip install pytest"
            ),
            SpecKey(
                "suites",
                .mappings(.suite),
                default: [],
                "What can be run with `dusty test`.",
                example: "suites:\n  - name: unit\n    command: [pytest]"
            ),
        ]
    )

    /// A suite of tests.
    static let suite = SpecTable(
        "a test suite",
        [
            SpecKey(
                "name",
                .text(TextShape(words: "a name", pattern: "^(?![Aa][Ll][Ll]$)[A-Za-z0-9][A-Za-z0-9._-]*$")),
                required: true,
                "Its name, once in an app or lib. `all` is reserved.",
                example: "name: unit"
            ),
            SpecKey(
                "command",
                .commands,
                required: true,
                "Its shell commands, run in `mount`. Arguments go to the last one, or where `\"$@\"` is written; its exit code is the suite's.",
                example: "command:\n  - pytest -q"
            ),
            SpecKey(
                "default_args",
                .text(.free),
                default: "",
                "Arguments when the user gives none.",
                example: "default_args: tests"
            ),
            SpecKey("description", .text(.free), default: "", "What it tests.", example: "description: Fast tests"),
            SpecKey(
                "services",
                .names(of: "a service"),
                default: [],
                "Services of which every run gets a fresh copy.",
                example: "services: [postgres]"
            ),
            SpecKey(
                "compose",
                .mapping(.suiteCompose),
                default: [:],
                "Keys handed to Docker Compose for the container of the tests.",
                example: "compose:\n  environment: {CI: '1'}"
            ),
        ]
    )

    static let login = SpecKey(
        "image_requires_login",
        .flag,
        default: false,
        "Whether the registry of the image wants a login.",
        example: "image_requires_login: true"
    )

    static let readiness = SpecKey(
        "ready",
        .mapping(.ready),
        """
        How Dusty sees that it can serve; its dependants wait for that. Without it a `healthcheck` of Compose counts, or else its start is \
        enough.
        """,
        example: "ready:\n  http: {port: 8080, path: /health}"
    )

    static let forwarding = SpecKey(
        "host_forwarding",
        .mappings(.hostForwarding),
        default: [],
        "Host names and ports under which it answers.",
        example: "host_forwarding:\n  - host_name: shop.test\n    host_port: 80\n    container_port: 8080"
    )

    static let assets = SpecKey(
        "assets",
        .mappings(.asset),
        default: [],
        "Files such as keys that everybody provides for themselves, with `dusty assets`, and that appear in the container.",
        example: "assets:\n  - name: api-key\n    path: /etc/api/key"
    )

    static let test = SpecKey(
        "test",
        .mapping(.tests),
        "How it is tested.",
        example: "test:\n  image: python:3.11\n  suites:\n    - name: unit\n      command: [pytest]"
    )
}
