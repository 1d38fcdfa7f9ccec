import DustyCore

/// Specs of an app and two libs with tests, and compositions of them.
enum TestFixture {
    static let specs = Specs(
        apps: [
            AppSpec(
                name: "api",
                repo: RepoReference("/src/api"),
                mount: "/api",
                build: ".",
                depends: AppSpec.Dependencies(libs: ["paint"]),
                compose: ["build": ["args": ["A": "1"]]],
                test: TestSpec(once: ["pip install x"], suites: [unit, integration])
            ),
            AppSpec(name: "plain", image: "plain:1", test: TestSpec(suites: [unit])),
            AppSpec(name: "untested", image: "plain:1"),
        ],
        libs: [
            LibSpec(
                name: "paint",
                repo: RepoReference("/src/paint"),
                mount: "/paint",
                install: ["make install"],
                libs: ["base"],
                test: TestSpec(image: "python:3.11", suites: [unit])
            ),
            LibSpec(
                name: "base",
                repo: RepoReference("/src/base"),
                mount: "/base dir",
                install: ["make base"],
                test: TestSpec(suites: [unit])
            ),
        ],
        services: [
            ServiceSpec(
                name: "db",
                compose: [
                    "image": "postgres:15", "container_name": "mine", "ports": ["5432:5432"], "hostname": "db-host",
                    "links": ["cache:fast", "other"],
                    "volumes": ["/persist/db:/data", "named:/more", "/etc/ssl:/ssl:ro"],
                    "healthcheck": ["test": ["CMD", "pg_isready"]],
                ]
            ),
            ServiceSpec(name: "cache", compose: ["image": "redis:7", "environment": ["A": "$HOME"]]),
            ServiceSpec(name: "other", compose: ["image": "other", "hostname": "mine"]),
        ]
    )

    static let unit = SuiteSpec(
        name: "unit",
        command: ["echo first", "pytest"],
        defaultArgs: "-k 'two words'",
        description: "Quick ones"
    )
    static let integration = SuiteSpec(
        name: "integration",
        command: ["pytest integration"],
        services: ["db"],
        compose: [
            "environment": ["MODE": "test", "LEVEL": "1"], "volumes": ["/persist/cache:/cache"],
            "container_name": "mine", "restart": "always", "extra_hosts": ["a.test:10.0.0.1"], "net": "host",
        ]
    )

    static func target(_ name: String) throws -> SuiteTarget {
        try SuiteTarget(name, in: specs)
    }

    static func composition(_ name: String, keep: Bool = false) throws -> SuiteComposition {
        SuiteComposition(
            target: try target(name),
            names: .standard,
            project: "dusty-test-\(name)-7-1",
            tree: MachineTree(root: "/m"),
            envOverrides: ["api": ["LEVEL": "2"], "cache": ["B": "3"]],
            keep: keep
        )
    }
}
