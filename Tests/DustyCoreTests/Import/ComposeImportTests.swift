import Testing

@testable import DustyCore

struct ComposeImportTests {
    private let voting = """
        name: poll
        services:
          booth:
            build: {context: /src/poll/booth, dockerfile: Dockerfile, target: dev, args: {PRICE: "5$$"}}
            command: null
            entrypoint: null
            depends_on: {queue: {condition: service_healthy, required: true}}
            environment: {MODE: debug}
            ports: [{mode: ingress, target: 80, published: "8080", protocol: tcp}]
            networks: {front: null}
            volumes: [{type: bind, source: /src/poll/booth, target: /app, bind: {create_host_path: true}}]
          queue:
            image: redis:7.0
            healthcheck: {test: [CMD, redis-cli, ping], interval: 5s}
            volumes: [{type: volume, source: data, target: /data, volume: {}}]
          loader:
            build: {context: /src/poll/loader}
            depends_on: {booth: {condition: service_completed_successfully, required: true}}
            profiles: [seed]
        networks: {front: {name: poll_front}}
        volumes: {data: {name: poll_data}}
        """

    @Test func whatIsBuiltBecomesAnAppAndEverythingElseAService() throws {
        let work = try imported(voting)
        #expect(work.problems.isEmpty)
        #expect(
            work.files.keys.sorted() == [
                "apps/booth.yml", "apps/loader.yml", "bundles/poll.yml", "bundles/seed.yml", "services/queue.yml",
            ]
        )
        let booth = try #require(work.specs.apps["booth"])
        #expect(booth.build == "/src/poll/booth")
        #expect(booth.keepsImageCommand)
        #expect(booth.depends.services == ["queue"])
        #expect(
            booth.compose["build"] == ["args": ["PRICE": "5$"], "target": "dev"]
                || booth.compose["build"]?["target"] == "dev"
        )
        #expect(booth.hostForwarding == [HostForwarding(hostName: "booth.poll.test", hostPort: 80, containerPort: 80)])
        #expect(work.specs.services["queue"]?.compose["volumes"] == ["data:/data"])
        #expect(work.specs.apps["loader"]?.depends.apps == ["booth"])
    }

    @Test func profilesAreBundlesAndTheRestIsTheFirst() throws {
        let work = try imported(voting)
        #expect(work.bundles == ["poll", "seed"])
        #expect(work.specs.bundles["poll"]?.apps == ["booth"])
        #expect(work.specs.bundles["poll"]?.services == ["queue"])
        #expect(work.specs.bundles["seed"]?.apps == ["loader"])
    }

    @Test func everyFieldOfEveryServiceIsInTheReport() throws {
        let project = try ImportedProject(resolved: voting, written: voting)
        let work = try imported(voting)
        for service in project.services {
            for entry in service.definition.entries where entry.value != .null {
                let rows = work.fields.filter { $0.service == service.name && $0.field.hasPrefix(entry.key) }
                #expect(!rows.isEmpty, "\(service.name).\(entry.key)")
            }
        }
        #expect(work.fields.filter { $0.outcome != .taken }.allSatisfy { $0.note?.isEmpty == false })
    }

    @Test func aRepoThatIsMountedWholeIsTheAppsRepo() throws {
        let facts = ImportFacts(directory: "/specs", repos: ["/src/web": "/src/web", "/src/web/docker": "/src/web"])
        let work = try imported(
            """
            services:
              web:
                build: {context: /src/web/docker}
                volumes:
                  - {type: bind, source: /src/web, target: /code}
                  - {type: volume, target: /code/node_modules, volume: {}}
            """,
            facts
        )
        let app = try #require(work.specs.apps["web"])
        #expect(app.repo?.name == "/src/web")
        #expect(app.mount == "/code")
        #expect(app.build == "docker")
        #expect(app.compose["volumes"] == ["/code/node_modules"])
        #expect(work.repos == ["/src/web": "/src/web"])
    }

    @Test func directoriesOfOneRepoThatAppsAreBuiltFromAreTheirPartsOfIt() throws {
        let paths = ["/src", "/src/vote", "/src/result", "/src/result/views", "/src/data", "/src/vote.conf"]
        let facts = ImportFacts(
            directory: "/specs",
            repos: Dictionary(paths.map { ($0, "/src") }) { $1 },
            directories: Set(paths.dropLast())
        )
        let work = try imported(
            """
            services:
              vote:
                build: {context: /src/vote}
                volumes:
                  - {type: bind, source: /src/vote.conf, target: /etc/vote.conf}
                  - {type: bind, source: /src/vote, target: /app}
              result:
                build: {context: /src/result}
                volumes:
                  - {type: bind, source: /src/data, target: /data}
                  - {type: bind, source: /src/result/views, target: /views}
              inner:
                build: {context: /src/result}
                volumes: [{type: bind, source: /src/result, target: /app}]
            """,
            facts
        )
        #expect(work.problems.isEmpty)
        let (vote, result, inner) = (work.specs.apps["vote"], work.specs.apps["result"], work.specs.apps["inner"])
        #expect(vote?.repo?.name == "/src" && vote?.part == "vote" && vote?.mount == "/app" && vote?.build == "vote")
        #expect(vote?.compose["volumes"] == ["/src/vote.conf:/etc/vote.conf"])
        #expect(inner?.part == "result")
        // Its own directory is inner's, so all that it has of the repo is its build.
        #expect(result?.part == "result" && result?.mount == "/repo" && result?.build == "result")
        #expect(result?.compose["volumes"] == ["/src/data:/data", "/src/result/views:/views"])
        #expect(
            work.rows("vote", "volumes").first?.contains("/src/vote is mounted at /app, as a part of its repo") == true
        )
        #expect(work.repos == ["/src": "/src"])
    }

    @Test func watchedDirectoriesAreMountedAndWhatIsIgnoredStaysTheImages() throws {
        let work = try imported(
            """
            services:
              web:
                build: {context: /src/web}
                develop:
                  watch:
                    - {action: sync, path: /src/web/src, target: /app/src, ignore: [node_modules/]}
                    - {action: rebuild, path: /src/web/package.json}
            """
        )
        #expect(work.specs.apps["web"]?.compose["volumes"] == ["/src/web/src:/app/src", "/app/src/node_modules"])
        #expect(
            work.rows("web", "develop") == [
                "changed /src/web/src is mounted at /app/src; after changes of /src/web/package.json: `dusty rebuild web`"
            ]
        )
    }

    @Test func portsThatAreNotHTTPAreStreamsAndUDPIsRefusedWithTheReason() throws {
        let work = try imported(
            """
            name: mail
            services:
              trap:
                image: axllent/mailpit
                ports:
                  - {target: 8025, published: "8025", protocol: tcp}
                  - {target: 1025, published: "1025", protocol: tcp}
                  - {target: 53, published: "53", protocol: udp}
              db:
                image: postgres:15
                ports: [{target: 5432, published: "5433", protocol: tcp, host_ip: 127.0.0.1}]
            """
        )
        #expect(
            work.specs.services["trap"]?.hostForwarding == [
                HostForwarding(hostName: "trap.mail.test", hostPort: 80, containerPort: 8025),
                HostForwarding(hostName: "trap.mail.test", hostPort: 1025, containerPort: 1025, kind: .stream),
            ]
        )
        #expect(work.problems.isEmpty && work.specs.apps.isEmpty)
        // No host name leads to UDP: it is published as it was.
        #expect(work.specs.services["trap"]?.compose == ["image": "axllent/mailpit", "ports": ["53:53/udp"]])
        #expect(
            work.rows("trap", "ports").first?.hasPrefix("changed http://trap.mail.test in place of localhost:8025")
                == true
        )
        #expect(work.rows("trap", "ports").allSatisfy { $0.hasPrefix("changed") })
        #expect(work.specs.services["db"]?.compose["ports"] == ["127.0.0.1:5433:5432"])
    }

    @Test func otherNamesOfAServiceAreAliases() throws {
        let work = try imported(
            """
            services:
              My_Web:
                build: {context: /w}
                container_name: front
                links: ["db:database"]
              db: {image: "postgres:15"}
            """
        )
        #expect(work.problems.isEmpty)
        #expect(work.specs.apps["my_web"]?.compose["networks"] == ["default": ["aliases": ["front", "My_Web"]]])
        #expect(work.specs.services["db"]?.compose["networks"] == ["default": ["aliases": ["database"]]])
        #expect(work.specs.apps["my_web"]?.depends.services == ["db"])
    }

    @Test func whatSpecsRefuseIsLeftOutAndSaid() throws {
        let work = try imported(
            "services: {db: {image: x, pull_policy: daily, models: [m], deploy: {replicas: 3, mode: global}}}"
        )
        #expect(work.problems.isEmpty)
        #expect(work.specs.services["db"]?.compose == ["image": "x"])
        #expect(work.rows("db", "models") == ["unsupported specs have no such key"])
        #expect(work.rows("db", "deploy") == ["unsupported 3 containers: Dusty makes one of each"])
        #expect(work.rows("db", "pull_policy").first?.hasPrefix("unsupported ") == true)
    }

    @Test func secretsAndConfigsAreMountedFiles() throws {
        let work = try imported(
            """
            services:
              db:
                image: x
                secrets: [{source: pass}, {source: shell}]
                configs: [{source: motd, target: /etc/motd}]
            secrets: {pass: {file: /src/pass.txt}, shell: {environment: PASS}}
            configs: {motd: {content: "hello\\n"}}
            """
        )
        #expect(work.files["files/motd"] == "hello\n")
        #expect(
            work.specs.services["db"]?.compose["volumes"]
                == ["/src/pass.txt:/run/secrets/pass:ro", "/specs/files/motd:/etc/motd:ro"]
        )
        #expect(
            work.rows("db", "secrets").contains("unsupported shell is not a file of this host: write one and mount it")
        )
    }

    @Test(arguments: ["", "[]", "services: [", "\u{0}", "services: {a: 1}", "{\"services\": {\"a\": null}}"])
    func whatIsNoProjectIsRefusedOrHasProblems(text: String) {
        guard let project = try? ImportedProject(resolved: text, written: nil) else { return }
        _ = ComposeImport(project, ImportFacts(directory: "/specs"))
    }
}
