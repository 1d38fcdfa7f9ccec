import Testing

@testable import DustyCore

@Suite struct SuiteCompositionTests {
    @Test func `A32 A33 volumes of an app's tests: command files, repo, libs`() throws {
        #expect(
            try TestFixture.composition("api").volumes == [
                "/m/test_runs/dusty-test-api-7-1/command_files/api/test:/command_files:ro",
                "/m/dusty_repos/src/api:/api", "/m/dusty_repos/src/base:/base dir", "/m/dusty_repos/src/paint:/paint",
            ]
        )
    }

    @Test func `A34 volumes of a lib's tests: its own repo, command files, its libs`() throws {
        #expect(
            try TestFixture.composition("paint").volumes == [
                "/m/dusty_repos/src/paint:/paint",
                "/m/test_runs/dusty-test-paint-7-1/command_files/paint/test:/command_files:ro",
                "/m/dusty_repos/src/base:/base dir",
            ]
        )
    }

    @Test func `A43 the test container: what the suite says, with command, volumes, image and network replaced`() throws
    {
        let text = try TestFixture.composition("api").suiteText(
            TestFixture.integration,
            image: "dusty/test_api:1",
            arguments: []
        )
        #expect(
            text.revealed == """
                # Written by Dusty; changes are overwritten.
                services:
                  cache:
                    environment:
                      A: "$$HOME"
                      B: "3"
                    extra_hosts:
                      - "a.test:10.0.0.1"
                    image: "redis:7"
                    labels:
                      dusty.keep: "false"
                      dusty.stack: default
                      dusty.test: dusty-test-api-7-1
                    networks:
                      default:
                        aliases:
                          - api
                          - cache
                          - db
                          - fast
                          - other
                  other:
                    image: other
                    labels:
                      dusty.keep: "false"
                      dusty.stack: default
                      dusty.test: dusty-test-api-7-1
                    network_mode: "service:cache"
                  db:
                    healthcheck:
                      test:
                        - CMD
                        - pg_isready
                    image: "postgres:15"
                    labels:
                      dusty.keep: "false"
                      dusty.stack: default
                      dusty.test: dusty-test-api-7-1
                    network_mode: "service:cache"
                    volumes:
                      - "/m/test_runs/dusty-test-api-7-1/persist/db:/data"
                      - "named:/more"
                      - "/etc/ssl:/ssl:ro"
                  api:
                    command:
                      - sh
                      - "-c"
                      - "IFS= read -r dusty_go && exec sh \\"$$@\\" </dev/null"
                      - sh
                      - /command_files/dusty_command_file_api_test_integration.sh
                    depends_on:
                      cache:
                        condition: service_started
                      other:
                        condition: service_started
                      db:
                        condition: service_healthy
                    entrypoint: []
                    environment:
                      MODE: test
                      LEVEL: "2"
                    image: "dusty/test_api:1"
                    init: true
                    labels:
                      dusty.keep: "false"
                      dusty.stack: default
                      dusty.test: dusty-test-api-7-1
                    network_mode: "service:cache"
                    stdin_open: true
                    user: root
                    volumes:
                      - "/m/test_runs/dusty-test-api-7-1/persist/cache:/cache"
                      - "/m/test_runs/dusty-test-api-7-1/command_files/api/test:/command_files:ro"
                      - "/m/dusty_repos/src/api:/api"
                      - "/m/dusty_repos/src/base:/base dir"
                      - "/m/dusty_repos/src/paint:/paint"
                volumes:
                  named: {}

                """
        )
    }

    @Test func `A43 the suite's own mapping is not changed`() throws {
        let before = TestFixture.integration
        _ = try TestFixture.composition("api").suiteText(before, image: "i", arguments: [])
        #expect(before.compose["container_name"] == "mine")
    }

    @Test func `A128 A130 arguments replace the default ones and are passed as they are`() throws {
        let composition = try TestFixture.composition("paint")
        let file = "/command_files/dusty_command_file_paint_test_unit.sh"
        let begins = ["sh", "-c", "IFS= read -r dusty_go && exec sh \"$@\" </dev/null", "sh", file]
        #expect(try Self.command(composition, []) == begins + ["-k", "two words"])
        let hostile = ["a b", "-x", "$HOME `id`", "'\"", "line\nbreak", ""]
        #expect(try Self.command(composition, hostile) == begins + hostile)
    }

    @Test func `a suite that names networks has each service on the run's network`() throws {
        var suite = TestFixture.integration
        suite.compose["networks"] = ["default"]
        let text = try TestFixture.composition("api", keep: true).suiteText(suite, image: "i", arguments: []).revealed
        #expect(!text.contains("network_mode"))
        #expect(text.contains("hostname: db-host"))
        #expect(text.contains("- \"cache:fast\""))
        #expect(text.contains("dusty.keep: \"true\""))
    }

    @Test func `a suite without services is one container on the run's network`() throws {
        let text = try TestFixture.composition("plain").suiteText(TestFixture.unit, image: "i", arguments: []).revealed
        #expect(!text.contains("network"))
        #expect(!text.contains("depends_on"))
    }

    @Test func `a service that the specs do not know is an error`() throws {
        var suite = TestFixture.integration
        suite.services = ["bd"]
        let composition = try TestFixture.composition("api")
        let error = #expect(throws: DustyError.self) { try composition.suiteText(suite, image: "i", arguments: []) }
        #expect(error?.hint == "did you mean `db`?")
    }

    @Test func `A87 the image is made on top of an image, or of a base that is built from the copy of the repo`() throws
    {
        let lib = try TestFixture.composition("paint")
        let libText = lib.setupText(Self.image(lib.target)).revealed
        #expect(libText.contains("image: \"python:3.11\""))
        #expect(libText.contains("- /command_files/dusty_command_file_paint.sh"))
        let app = try TestFixture.composition("api")
        let appText = app.setupText(Self.image(app.target)).revealed
        #expect(appText.contains("context: /m/dusty_repos/src/api\n"))
        #expect(appText.contains("args:"))
        #expect(appText.contains("image: \"dusty/test_api:base\""))
    }

    @Test func `projects of runs are recognised among all others`() {
        let names = StackNames.standard
        #expect(names.testProject(of: "my.app_x", job: 7, part: 1, mark: "k3") == "dusty-test-my-app_x-7-1-k3")
        #expect(names.isTestProject("dusty-test-api-7-1"))
        for other in ["dusty", "dusty-shop", "dusty-test-../../etc", "dusty-test-a/b", "x-dusty-test-a-1-1"] {
            #expect(!names.isTestProject(other))
        }
    }

    private static func image(_ target: SuiteTarget) -> SuiteImage {
        SuiteImage(target, names: .standard, base: "b", repos: [:])
    }

    /// The command of the test container as Compose reads it.
    private static func command(_ composition: SuiteComposition, _ arguments: [String]) throws -> [String] {
        let text = try composition.suiteText(TestFixture.unit, image: "i", arguments: arguments).revealed
        let file = try SpecDocument.read(text, file: "docker-compose.yml").value
        let words = file["services"]?["paint"]?["command"]?.items?.compactMap(\.text) ?? []
        return words.map { $0.split(separator: "$$", omittingEmptySubsequences: false).joined(separator: "$") }
    }

    @Test func `Services are waited for by the gates of a stack, and the tests start last`() throws {
        var specs = TestFixture.specs
        specs.services["cache"]?.ready = ReadySpec(probe: .tcp(port: 6379), timeout: 9)
        let start = try SuiteComposition(
            target: try SuiteTarget("api", in: specs),
            names: .standard,
            project: "dusty-test-api-7-1",
            tree: MachineTree(root: "/m", of: specs)
        ).start(of: TestFixture.integration)
        let services = try #require(specs.services["db"]).linkedNames.compactMap { specs.services[$0] }
        let stack = Gate.all(of: services + [try #require(specs.services["db"])])
        #expect(start.gates == stack)
        #expect(start.gates["cache"] == Gate(probe: .tcp(port: 6379), timeout: 9))
        #expect(start.gates["db"]?.probe == .exec(["pg_isready"]))
        #expect(Set(start.needs["api"] ?? []) == ["cache", "db", "other"])
        #expect(start.needs["db"]?.contains("cache") == true && start.needs["cache"] == [])
    }
}
