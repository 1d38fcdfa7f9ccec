import Testing

@testable import DustyCore

@Suite struct SpecDefaultsTests {
    private func decoded(_ files: [String: String]) throws -> Specs {
        try Specs(checking: SpecSources(files: BrokenSpec.sound.merging(files) { $1 }))
    }

    @Test func `A02 Values are kept, and what is absent has its default`() throws {
        let text = "image: x\nimage_requires_login: true\ncommands:\n  always: [run]\ntest: {image: t}\n"
        let app = try #require(try decoded(["apps/a.yml": text]).apps["a"])
        #expect(app.image == "x" && app.imageRequiresLogin && app.always == ["run"])
        #expect(app.once.isEmpty && app.depends == AppSpec.Dependencies() && app.hostForwarding.isEmpty)
        #expect(app.scripts.isEmpty && app.assets.isEmpty && app.repo == nil && app.ready == nil)
    }

    @Test func `A03 Defaults reach inside what is nested, absent or partly given`() throws {
        let parts = """
            image: x
            commands: {always: []}
            depends: {services: [s]}
            host_forwarding: [{host_name: h.test, host_port: 80, container_port: 1}]
            scripts: [{name: s1, command: [c]}]
            assets: [{name: k, path: /k}]
            ready: {http: {port: 80}}
            test: {suites: [{name: n, command: [c]}]}

            """
        let specs = try decoded(["apps/a.yml": parts, "apps/c.yml": "image: x\ncommands: {always: []}\n"])
        let app = try #require(specs.apps["a"])
        #expect(app.depends == AppSpec.Dependencies(services: ["s"]))
        #expect(app.hostForwarding.first?.kind == .http)
        #expect(app.scripts.first?.description == "")
        #expect(app.assets.first?.required == true)
        #expect(app.ready == ReadySpec(probe: .http(port: 80, path: "/"), timeout: 60))
        #expect(app.test.imageRequiresLogin == false && app.test.once == [])
        #expect(app.test.suites.first == SuiteSpec(name: "n", command: ["c"]))
        #expect(specs.apps["c"]?.test == TestSpec())
    }

    @Test(arguments: [
        ("tcp: 5432", ReadySpec(probe: .tcp(port: 5432))),
        (
            "{http: {port: 80, path: /health?x=1}, timeout: 3600}",
            .init(probe: .http(port: 80, path: "/health?x=1"), timeout: 3600)
        ),
        ("{exec: [pg_isready, -q, 'a b'], timeout: 1}", .init(probe: .exec(["pg_isready", "-q", "a b"]), timeout: 1)),
    ])
    func `A readiness check is read in each of its forms`(_ text: String, _ expected: ReadySpec) throws {
        let body = text.hasPrefix("{") ? text : "{\(text)}"
        let specs = try decoded(["apps/a.yml": "image: x\ncommands: {always: []}\nready: \(body)\n"])
        #expect(specs.apps["a"]?.ready == expected)
    }

    @Test(arguments: ["main", "release/2.x", "feature/#12", "2.0-rc", "ünï", "a.b-c_d"])
    func `A branch is read as git would take it`(_ branch: String) throws {
        let text = "repo: h/o/l\nbranch: \"\(branch)\"\nmount: /l\n"
        let specs = try decoded(["libs/l.yml": text])
        #expect(specs.libs["l"]?.branch == branch)
        #expect(specs.branch(of: RepoReference("h/o/l")) == branch)
        #expect(specs.branch(of: RepoReference("https://h/o/l.git")) == branch)
        #expect(specs.branch(of: RepoReference("h/o/other")) == nil)
    }

    @Test func `One spec may leave the branch to another of the same repo`() throws {
        let specs = try decoded([
            "apps/a.yml": "repo: h/o/l\nmount: /a\nimage: x\ncommands: {always: []}\n",
            "libs/l.yml": "repo: h/o/l\nbranch: next\nmount: /l\n",
        ])
        #expect(specs.branch(of: RepoReference("h/o/l")) == "next")
    }

    @Test func `Services may say what Compose understands, in old words and new`() throws {
        let text = """
            x-common: &common {tty: "true"}
            image: postgres:15
            <<: *common
            restart: no
            environment: [A=1, B=]
            ports: ["22:22", 80, "127.0.0.1:53:53/udp", {target: 1, published: "2"}]
            expose: [80, "90"]
            command: [sh, -c, ""]
            entrypoint:
            healthcheck: {test: [CMD, x], interval: 1s, retries: 3, disable: false}
            depends_on: {t: {condition: service_started}}
            volumes: [/a:/b, {type: bind, source: /c, target: /d, read_only: true}]
            ulimits: {nofile: {soft: 1, hard: 2}, nproc: 3}
            extra_hosts: ["h:10.0.0.1"]
            mem_limit: 1g
            cpus: 0.5
            net: bridge
            log_driver: journald
            log_opt: {tag: x}
            networks: {default: {aliases: [db]}}
            image_requires_login: true

            """
        let specs = try decoded(["services/s.yml": text, "services/t.yml": "image: y\n"])
        #expect(specs.services["s"]?.compose["ports"]?.items?.first == "22:22")
        #expect(ComposeDialect.current(try #require(specs.services["s"]?.compose))["restart"] == "no")
    }
}
