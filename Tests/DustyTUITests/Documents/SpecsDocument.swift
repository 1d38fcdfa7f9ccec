import DustyCore

/// The reference of the spec language, made of the table of keys.
enum SpecsDocument {
    static func text() -> String {
        ([introduction, example] + SpecGuide.kinds.map { section($0.name, $0.table, level: 2) } + [rules])
            .joined(separator: "\n")
    }

    /// Files of the example by path; a test reads them as specs.
    static let exampleFiles: [(path: String, text: String)] = [
        (
            "apps/api.yml",
            """
            repo: github.com/acme/api
            branch: develop
            mount: /api
            image: python:3.11
            depends:
              libs: [toolkit]
              services: [postgres]
            conditional_links:
              services: [statsd]
            commands:
              once:
                - python migrate.py
              always:
                - exec python -u server.py
            ready:
              http: {port: 8080, path: /health}
            host_forwarding:
              - host_name: api.acme.test
                host_port: 80
                container_port: 8080
            scripts:
              - name: reset
                description: Start with an empty database
                command:
                  - python migrate.py --drop
            assets:
              - name: api-key
                path: /etc/api/key
            compose:
              environment:
                DATABASE: postgres
            test:
              image: python:3.11
              once:
                - pip install pytest
              suites:
                - name: unit
                  command:
                    - pytest -q
                  default_args: tests
                  services: [postgres]
            """
        ),
        (
            "libs/toolkit.yml",
            """
            repo: github.com/acme/toolkit
            mount: /toolkit
            install:
              - pip install -e .
            """
        ),
        (
            "services/postgres.yml",
            """
            image: postgres:15
            environment:
              POSTGRES_PASSWORD: chalk
            volumes:
              - /persist/postgres:/var/lib/postgresql/data
            healthcheck:
              test: [CMD, pg_isready, -q]
              interval: 1s
            """
        ),
        ("services/statsd.yml", "image: statsd/statsd:v0.10.2"),
        (
            "bundles/backend.yml",
            """
            description: The API and its database
            apps: [api]
            """
        ),
    ]

    private static let introduction = """
        <!-- Generated from the table of keys by the tests; see GeneratedDocumentsTests. -->
        # Specs

        Specs say what a stack is made of. They are YAML files in one directory, which usually is a git repo of its own:

        | folder | a file describes | its name |
        |---|---|---|
        | `apps/` | a program of yours | lower-case letters and digits, with single `.`, `_` or `-` between them |
        | `libs/` | code that apps mount and install | as for apps |
        | `services/` | a program of others, such as a database | letters, digits, `.`, `_` and `-` |
        | `bundles/` | apps and services that are switched on together | anything |

        The name of a spec is that of its file without `.yml`. Only files that end with `.yml` and lie directly in one of these folders
        count: `.yaml` files, files in folders further down and all others are ignored without a word.

        Activate bundles with `dusty bundles activate`. Their apps and services run, with whatever these depend on.

        `dusty validate DIR` checks specs and prints every problem of every file with its line and column. `dusty explain KEY` explains a
        key. [schemas/](schemas) holds a JSON Schema for each kind, which `dusty explain --schema KIND` prints too. An editor with the YAML
        language server uses it when the first line of a spec is, for example,
        `# yaml-language-server: $schema=../app.json`.

        Files are read as YAML 1.1: `yes`, `no`, `on` and `off` are truth values, so quote them where a text is meant. Values in
        `environment`, labels and build arguments, and words of commands, are as written, also `yes` and `022`. `22:22` stays a text.
        Line ends of Windows and a byte order mark are read over. Anchors, aliases and `<<` work; tags such as `!!python/object`, keys written twice, several documents in one file, files
        over 1 MiB, and anchors that make a document grow without bound are refused. A key without value (`depends:`) is refused too: write
        a value or remove the key. Numbers are not texts: write `"1"` where a text is wanted.
        """

    private static var example: String {
        "\n## An example\n"
            + exampleFiles.map { "\n`\($0.path)`\n\n```yaml\n\($0.text)\n```\n" }.joined()
    }

    private static let rules = """
        ## What must fit together

        - Apps, libs and services that are mentioned exist: in `depends`, `conditional_links`, bundles, suites, and in `links`,
          `depends_on`, `volumes_from` and `network_mode: service:NAME` of services.
        - No app or lib has the name of a service, and no app or service is called `dustyInternalNginx`. An app and a lib of one name are a
          warning: where that name is typed for either, as in `dusty test NAME`, the app is meant unless only the lib has suites.
        - `depends`, `conditional_links` and `links` lead in no circle, nor do libs.
        - Host names and ports: of apps and services that run together no two want the same name and port. A stream has its port for itself.
        - What has `host_forwarding` has a network of its own: no `network_mode` but `bridge`; a service has no `ports` beside it.
        - In one spec, scripts, suites and assets have names of their own, and assets have paths of their own.
        - All specs that use a repo and say a `branch` say the same one.
        - Where a directory of a repo is mounted, no spec mounts another directory around it, or the whole repo.
        - In a container, every mount is another directory; `/cp`, `/command_files` and `/dusty_assets` are Dusty's own.
        - There is at least one bundle.

        """

    private static func section(_ path: String, _ table: SpecTable, level: Int) -> String {
        let title = level == 2 ? heading(path) : "`\(path)`"
        var text = "\n\(String(repeating: "#", count: level)) \(title)\n\n"
        if path == "service" {
            text += """
                A service is written as a Compose service, and may have four keys that apps have too. Its assets belong to root in the container,
                who alone can read them. Keys that begin with `x-` are allowed and ignored.


                """
        }
        text += "| key | value | needed | default | meaning |\n|---|---|---|---|---|\n"
        text += table.keys.map { row($0, of: table) }.joined()
        for key in table.keys {
            guard let below = below(key) else { continue }
            let name = "\(path).\(key.name)"
            text += below == table ? "" : section(name, below, level: 3)
        }
        return text
    }

    private static func below(_ key: SpecKey) -> SpecTable? {
        SpecGuide.children(of: key).isEmpty ? nil : key.shape.table
    }

    private static func heading(_ kind: String) -> String {
        ["app": "Apps", "lib": "Libs", "bundle": "Bundles", "service": "Services"][kind] ?? kind
    }

    private static func row(_ key: SpecKey, of table: SpecTable) -> String {
        let need = table.need(of: key).map { $0 == "required" ? "yes" : $0 } ?? ""
        let standard = key.standard.map { "`\($0.flow)`" } ?? ""
        return "| `\(key.name)` | \(key.shape.description) | \(need) | \(standard) | \(key.meaning) |\n"
    }
}
