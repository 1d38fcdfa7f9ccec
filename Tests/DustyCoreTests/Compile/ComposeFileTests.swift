import Testing

@testable import DustyCore

@Suite struct ComposeFileTests {
    private let lib = LibSpec(name: "l", repo: RepoReference("h/o/l"), mount: "/l")

    @Test func `A32 A33 Volumes are the spec's, cp, command files, repo, libs`() throws {
        let app = AppSpec(
            name: "a",
            repo: RepoReference("h/o/a"),
            mount: "/a",
            image: "x",
            depends: .init(libs: ["l"]),
            compose: ["volumes": ["/persist/a:/data"]]
        )
        let volumes = [
            "/persist/a:/data", "/cp/a:/cp", "/command_files/a:/command_files:ro", "/dusty_repos/h/o/a:/a",
            "/dusty_repos/h/o/l:/l",
        ]
        #expect(try definition("a", .test(apps: [app], libs: [lib]))["volumes"] == .strings(volumes))
        let below = volumes.map { "/var/m" + $0 }
        #expect(try definition("a", .test(apps: [app], libs: [lib], root: "/var/m"))["volumes"] == .strings(below))
    }

    @Test func `A35 The command is the same with and without once`() throws {
        for once in [[], ["x"]] {
            let definition = try definition("a", .test(apps: [AppSpec(name: "a", image: "x", once: once)]))
            #expect(definition["command"] == "sh /command_files/dusty_command_file_a.sh")
        }
    }

    @Test func `A36 A37 An app has image, empty entrypoint, root, name, and ports on the bridge only`() throws {
        let rule = HostForwarding(hostName: "h.local", hostPort: 80, containerPort: 5000)
        let app = AppSpec(
            name: "a",
            image: "x:1",
            hostForwarding: [rule],
            compose: ["user": "me", "entrypoint": "/e", "command": "c", "ports": ["1:1"], "links": ["q"]]
        )
        let definition = try definition("a", .test(apps: [app]))
        #expect(definition["image"] == "x:1")
        #expect(definition["entrypoint"] == [])
        #expect(definition["user"] == "root")
        #expect(definition["init"] == true)
        #expect(definition["container_name"] == "dusty_a_1")
        #expect(definition["ports"] == ["172.17.0.1:65000:5000"])
        #expect(definition["links"] == nil)
        #expect(try self.definition("b", .test(apps: [AppSpec(name: "b", image: "x")]))["ports"] == nil)
    }

    @Test func `A38 A39 A40 A41 Conditional links count when active; services, apps, conditional`() throws {
        var app = AppSpec(name: "a", image: "x", depends: .init(apps: ["b"], services: ["s"]))
        app.conditionalLinks = .init(apps: ["c", "gone"], services: ["t", "gone"])
        let others = ["b", "c"].map { AppSpec(name: $0, image: "x") }
        let services = ["s", "t"].map { ServiceSpec(name: $0, compose: ["image": "y"]) }
        let inputs = Inputs.test(apps: [app] + others, services: services)
        #expect(inputs.assembled.links(of: app) == ["s", "b", "c", "t"])
        #expect(try definition("a", inputs)["depends_on"]?.entries.map(\.key) == ["s", "b", "c", "t"])
        let alone = Inputs.test(apps: [app])
        #expect(alone.assembled.links(of: app) == [])
        #expect(try definition("a", alone)["depends_on"] == nil)
    }

    @Test func `A42 A service keeps its own links`() throws {
        let services = [
            ServiceSpec(name: "s", compose: ["image": "y", "links": ["t:db"]]),
            ServiceSpec(name: "t", compose: ["image": "y"]),
        ]
        #expect(try definition("s", .test(services: services))["links"] == ["t:db"])
    }

    @Test func `an app waits for the health of a service with a health check`() throws {
        let app = AppSpec(name: "a", image: "x", depends: .init(services: ["off", "s", "t"]))
        let services = [
            ServiceSpec(name: "off", compose: ["image": "y", "healthcheck": ["disable": true, "test": "x"]]),
            ServiceSpec(name: "s", compose: ["image": "y", "healthcheck": ["test": "x"]]),
            ServiceSpec(name: "t", compose: ["image": "y"]),
        ]
        let depends = try definition("a", .test(apps: [app], services: services))["depends_on"]
        #expect(depends?["off"]?["condition"] == "service_started")
        #expect(depends?["s"]?["condition"] == "service_healthy")
        #expect(depends?["t"]?["condition"] == "service_started")
    }

    @Test(arguments: [["A=1", "B=2"], ["A": "1", "B": 2]] as [YAMLValue])
    func `A138 Variables set by hand win over both forms of the spec`(_ environment: YAMLValue) throws {
        let app = AppSpec(name: "a", image: "x", compose: ["environment": environment])
        let inputs = Inputs.test(apps: [app], envOverrides: ["a": ["B": "3", "C": "4"]])
        let expected: YAMLValue = ["A": "1", "B": .secret("3"), "C": .secret("4")]
        #expect(try definition("a", inputs)["environment"] == expected)
    }

    @Test func `Nothing of a spec is replaced by the daemon's environment`() throws {
        let app = AppSpec(name: "a", image: "x", compose: ["environment": ["A": "$HOME ${PATH} $$"]])
        #expect(try definition("a", .test(apps: [app]))["environment"]?["A"] == "$$HOME $${PATH} $$$$")
    }

    @Test func `The fingerprint follows the definition and the commands, and nothing else`() throws {
        var app = AppSpec(name: "a", image: "x", always: ["run"])
        let before = try fingerprint(app)
        #expect(try fingerprint(app) == before)
        #expect(try fingerprint(app, others: [AppSpec(name: "b", image: "z")]) == before)
        app.always = ["run faster"]
        let commands = try fingerprint(app)
        app.always = ["run"]
        app.image = "x:2"
        #expect(try Set([before, commands, fingerprint(app)]).count == 3)
    }

    @Test func `The proxy publishes each port once, on the stack's address`() throws {
        let rules = [80, 81, 80].enumerated().map {
            HostForwarding(hostName: "h\($0.offset).local", hostPort: $0.element, containerPort: 1)
        }
        let inputs = Inputs.test(apps: [AppSpec(name: "a", image: "x", hostForwarding: rules)])
        let proxy = try definition(StackNames.proxyService, inputs)
        #expect(proxy["ports"] == ["127.65.0.1:80:80", "127.65.0.1:81:81"])
        #expect(
            proxy["volumes"] == ["/persist/dustyNginx:/etc/nginx/conf.d:ro", "/dusty_pages:/run/dusty:ro"]
        )
        #expect(proxy["labels"]?["dusty.kind"] == "proxy")
        #expect(try definition(StackNames.proxyService, .test(apps: [AppSpec(name: "a", image: "x")]))["ports"] == nil)
    }

    @Test func `Keys of the first Compose format take their current form`() {
        let old: YAMLValue = [
            "net": "host", "build": ".", "dockerfile": "D", "log_driver": "none", "log_opt": ["a": "b"],
        ]
        #expect(
            ComposeDialect.current(old).sortedByKey == [
                "build": ["context": ".", "dockerfile": "D"], "logging": ["driver": "none", "options": ["a": "b"]],
                "network_mode": "host",
            ]
        )
    }

    private func definition(_ name: String, _ inputs: Inputs) throws -> YAMLValue {
        try #require(try Blueprint(compiling: inputs).compose[name]).definition
    }

    private func fingerprint(_ app: AppSpec, others: [AppSpec] = []) throws -> String {
        try #require(try Blueprint(compiling: .test(apps: [app] + others)).compose[app.name]).fingerprint
    }
}
