import Testing

@testable import DustyCore

/// Services with the keys that apps have too.
@Suite struct ServiceSpecTests {
    private static let text = """
        image: axllent/mailpit
        healthcheck: {test: x}
        x-note: kept
        ready: {http: {port: 8025, path: /livez}, timeout: 20}
        host_forwarding:
          - {host_name: mail.shop.test, host_port: 80, container_port: 8025}
          - {host_name: smtp.shop.test, host_port: 1025, container_port: 1025, type: stream}
        assets:
          - {name: licence, path: /etc/mail/licence}
          - {name: theme, path: /theme.css, required: false}
        image_requires_login: true

        """

    private static func specs(_ others: [String: String] = [:]) throws -> Specs {
        let files = [
            "apps/web.yml": "image: x\ndepends: {services: [mail]}\nurls: {MAIL: mail.shop.test}\n"
                + "host_forwarding: [{host_name: shop.test, host_port: 80, container_port: 1}]\n",
            "services/mail.yml": text, "services/plain.yml": "image: y\n",
            "bundles/b.yml": "apps: [web]\nservices: [plain]\n",
        ]
        return try Specs(checking: SpecSources(files: files.merging(others) { $1 }))
    }

    private func blueprint(
        _ specs: Specs,
        bundles: [String] = ["b"],
        names: StackNames = .standard,
        assets: [String: String] = [:]
    ) throws -> Blueprint {
        var inputs = Inputs.test(names: names)
        inputs.assembled = AssembledSpecs(specs, activeBundles: bundles)
        inputs.assets = assets
        return try Blueprint(compiling: inputs)
    }

    @Test func `Dusty's keys are read as those of apps, and Compose never sees them`() throws {
        let mail = try #require(try Self.specs().services["mail"])
        #expect(
            mail
                == ServiceSpec(
                    name: "mail",
                    compose: ["image": "axllent/mailpit", "healthcheck": ["test": "x"], "x-note": "kept"],
                    ready: ReadySpec(probe: .http(port: 8025, path: "/livez"), timeout: 20),
                    hostForwarding: [
                        HostForwarding(hostName: "mail.shop.test", hostPort: 80, containerPort: 8025),
                        HostForwarding(
                            hostName: "smtp.shop.test",
                            hostPort: 1025,
                            containerPort: 1025,
                            kind: .stream
                        ),
                    ],
                    assets: [
                        AssetSpec(name: "licence", path: "/etc/mail/licence"),
                        AssetSpec(name: "theme", path: "/theme.css", required: false),
                    ],
                    imageRequiresLogin: true
                )
        )
        let text = try blueprint(try Self.specs()).compose.text.revealed
        for key in ["host_forwarding", "ready", "assets:", "image_requires_login"] { #expect(!text.contains(key)) }
    }

    @Test func `Ports of UDP are published beside host names, in any stack, and when they are ejected`() throws {
        let udp = "ports: ['8125:8125/udp', {target: 53, published: '5353', protocol: UDP}]\n"
        let app =
            "image: x\ncompose: {ports: ['9:9/udp', '80:80']}\n"
            + "host_forwarding: [{host_name: a.test, host_port: 80, container_port: 1}]\n"
        let specs = try Self.specs([
            "services/mail.yml": Self.text + udp, "apps/a.yml": app, "bundles/b.yml": "apps: [web, a]\n",
        ])
        let warnings = Specs.decode(SpecSources(files: ["apps/a.yml": app, "bundles/b.yml": "apps: [a]\n"])).specs
            .warnings
        let words = "`ports` and `host_forwarding` exclude each other, except for UDP"
        #expect(warnings.map(\.description) == ["apps/a.yml:2:18: warning: compose.ports: \(words)"])
        let own = specs.services["mail"]?.compose["ports"]?.items ?? []
        #expect(own.count == 2)
        let blueprint = try blueprint(specs)
        let mail = blueprint.compose["mail"]?.definition["ports"]?.items ?? []
        #expect(mail.count == 4 && Array(mail.suffix(2)) == own)
        #expect(blueprint.compose["a"]?.definition["ports"] == ["172.17.0.1:65000:1", "9:9/udp"])
        let beside = try self.blueprint(specs, names: try StackNames("side", slot: 1))
        #expect(beside.compose["mail"]?.definition["ports"] == .list(own))
        #expect(beside.compose["a"]?.definition["ports"] == ["9:9/udp"])
        let ejected = EjectedCompose(blueprint, AssembledSpecs(specs, activeBundles: ["b"]))
        #expect(ejected.files["docker-compose.yml"]?.contains("9:9/udp") == true)
        #expect(ejected.files["docker-compose.yml"]?.contains("8125:8125/udp") == true)
    }

    @Test func `Services have host names after those of apps, whose ports stay`() throws {
        let blueprint = try blueprint(try Self.specs())
        #expect(blueprint.ports.proxy.map(\.app) == ["web", "mail", "mail"])
        #expect(blueprint.ports.proxy.map(\.upstreamPort) == [65_000, 65_001, 65_002])
        #expect(blueprint.ports.compose["plain"] == nil)
        #expect(blueprint.hosts.entries.map(\.name) == ["shop.test", "mail.shop.test", "smtp.shop.test"])
        #expect(blueprint.proxyNames == ["mail.shop.test", "shop.test", "smtp.shop.test"])
        #expect(
            blueprint.compose["mail"]?.definition["ports"] == ["172.17.0.1:65001:8025", "172.17.0.1:65002:1025"]
        )
        #expect(blueprint.ports.urls(of: "mail") == ["http://mail.shop.test/", "tcp://smtp.shop.test:1025"])
        #expect(blueprint.compose["web"]?.definition["environment"]?["MAIL"] == "http://mail.shop.test")
    }

    @Test func `In another stack they have its names, and are reached over its network`() throws {
        let blueprint = try blueprint(try Self.specs(), names: try StackNames("fix-ui", slot: 2))
        let names = blueprint.hosts.entries.map(\.name)
        #expect(names == ["fix-ui.shop.test", "mail.fix-ui.shop.test", "smtp.fix-ui.shop.test"])
        #expect(blueprint.compose["mail"]?.definition["ports"] == nil)
        #expect(blueprint.proxy.text.contains("set $dusty_upstream dusty-fix-ui_mail_1.dusty-fix-ui_default;"))
        #expect(blueprint.proxy.text.contains("server_name mail.fix-ui.shop.test mail.shop.test;"))
        #expect(blueprint.compose["web"]?.definition["environment"]?["MAIL"] == "http://mail.fix-ui.shop.test")
    }

    @Test func `Their ready wins over their health check, which counts without one`() throws {
        let gates = try blueprint(try Self.specs()).gates
        #expect(gates["mail"] == Gate(probe: .http(port: 8025, path: "/livez"), timeout: 20))
        let plain = try Self.specs(["services/plain.yml": "image: y\nhealthcheck: {test: [CMD, x]}\n"])
        #expect(try blueprint(plain).gates["plain"]?.probe == .exec(["x"]))
    }

    @Test func `Their assets that are set are mounted at their places, and a new one replaces the container`() throws {
        let specs = try Self.specs()
        let one = try blueprint(specs, assets: ["licence": "1", "foreign": "1"])
        let volumes = one.compose["mail"]?.definition["volumes"]
        #expect(volumes == ["/cp/mail:/cp", "/persist/dusty_assets/licence:/etc/mail/licence:ro"])
        #expect(try blueprint(specs, assets: ["licence": "1", "foreign": "2"]).compose == one.compose)
        let two = try blueprint(specs, assets: ["licence": "2", "foreign": "1"]).compose
        #expect(two["mail"]?.fingerprint != one.compose["mail"]?.fingerprint)
        #expect(two["web"] == one.compose["web"])
        let missing = AssembledSpecs(specs, activeBundles: ["b"]).missingAssets(among: ["theme"])
        #expect(missing.map(\.name) == ["licence"] && missing.map(\.users) == [["mail"]])
    }

    @Test func `Their assets inside the copy of a repo are listed as paths below it`() throws {
        let specs = try Self.specs([
            "apps/web.yml": "image: x\nrepo: h/o/w\nmount: /w\ndepends: {services: [mail]}\n",
            "services/mail.yml": "image: y\nvolumes: ['/dusty_repos/h/o/w/conf:/etc/mail:ro', '/persist/m:/m']\n"
                + "assets: [{name: in, path: /etc/mail/key}, {name: beside, path: /m/key}, {name: unset, path: /etc/mail/u}]\n",
        ])
        let places = AssembledSpecs(specs, activeBundles: ["b"]).assetPlaces(among: ["in", "beside"])
        #expect(places == [RepoReference("h/o/w"): ["conf/key"]])
    }

    @Test func `What no bundle combines may have one name`() throws {
        let rule = "host_forwarding: [{host_name: one.test, host_port: 80, container_port: 1}]\n"
        let files = [
            "services/plain.yml": "image: y\n\(rule)", "services/other.yml": "image: y\n\(rule)",
            "bundles/c.yml": "services: [other]\n",
        ]
        let specs = try Self.specs(files)
        let error = #expect(throws: DustyError.self) { try blueprint(specs, bundles: ["b", "c"]) }
        #expect(error?.problems?.map(\.file) == ["services/plain.yml"])
        #expect(error?.problems?.first?.message == "one.test:80 is already forwarded in services/other.yml, line 2")
    }
}
