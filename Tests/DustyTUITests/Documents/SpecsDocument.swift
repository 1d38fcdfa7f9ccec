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

        ## Variables

        A file `.env` beside these folders makes variables, for what all users of the specs share: the tag of an image, a port, a level.

        ```sh
        # .env
        POSTGRES=15
        export DATABASE="shop"        # in quotes or without
        URL=http://$DATABASE.test     # with variables of the lines above
        ```

        ```yaml
        # services/db.yml
        image: postgres:${POSTGRES}
        ports: ["${PORT:-5432}:5432"]
        environment: [DATABASE, "GREETING=a dollar is $$"]
        ```

        - **Where they count**: in values of Compose keys, which are all keys of a service, and those below `compose` of an app or a suite; not
          in names of keys, and in none of Dusty's own keys, such as `image`, `commands`, `scripts`, `test` or `host_forwarding` of an app: their
          text is for shells, or has no variables.
        - **What can be written**: what Compose has, `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
          `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`, one within another, and `$$` for a dollar. With a colon an empty value is none. A
          text in place of a number or a truth value is one.
        - **Without the file a dollar is a dollar**, as it always was: in `command: echo $HOME` the shell in the container sees `$HOME`. As soon
          as there is a `.env`, even an empty one, such a text wants `$$HOME`, as in Compose. `validate` warns of what looks like a variable while
          there is none, and of a variable that nothing sets once there is.
        - A variable that is not set and has no default is empty, with a warning, and a problem in `image`. `${NAME:?message}` makes it a
          problem anywhere.
        - `environment: [NAME]`, or `NAME:` without a value, has the value that the file has, and is a problem where it has none.
        - The file has Compose's own syntax: comments, `export`, quotes that may span lines, `\\n` and its like in double quotes; nothing is
          replaced in single ones. It has 128 KiB and 1000 variables at most, and is read as specs are: a link that leads out of the
          specs repo is a problem. Problems name its lines and quote no value.
        - **Nothing comes from elsewhere**: neither from the environment of the daemon nor from your shell, so that specs mean the same
          for every user and on every host.
        - It is committed with the specs, so that all who read these read it: what is secret belongs in `dusty env set`, which wins over the
          specs. Values of variables whose names look secret (KEY, TOKEN, PASSWORD, …) are hidden in plans, definitions, problems and output
          of jobs nevertheless.

        A change of the file makes again just the containers that have a variable that changed; `dusty plan` shows them.
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
