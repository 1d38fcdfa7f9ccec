import Testing

@testable import DustyCore

@Suite struct PortTableTests {
    @Test func `A19 A20 One rule goes through 65000 everywhere`() throws {
        let table = try compile([app("a", HostForwarding(hostName: "h.local", hostPort: 80, containerPort: 5000))])
            .ports
        #expect(table.compose == ["a": [PortTable.Mapping(host: 65_000, container: 5000)]])
        #expect(table.proxy.map(\.app) == ["a"] && table.proxy.map(\.hostName) == ["h.local"])
        #expect(table.proxy.map(\.upstreamPort) == [65_000] && table.proxy.map(\.containerPort) == [5000])
        #expect(table.hosts == [HostsSection.Entry(address: "127.65.0.1", name: "h.local")])
    }

    @Test func `A21 A22 A25 Apps are numbered by name, a host name is listed once`() throws {
        let apps = [
            app("zeta", rule("one.local", 80, 5000)),
            app("alpha", rule("two.local", 80, 5000), rule("one.local", 81, 5001)),
            app("mid", rule("one.local", 443, 443)), app("plain"),
        ]
        for apps in [apps, apps.reversed()] {
            let table = try compile(apps).ports
            #expect(table.proxy.map(\.upstreamPort) == [65_000, 65_001, 65_002, 65_003])
            #expect(table.proxy.map(\.app) == ["alpha", "alpha", "mid", "zeta"])
            #expect(table.hosts.map(\.name) == ["two.local", "one.local"])
            #expect(table.compose["plain"] == [])
            #expect(table.compose["zeta"] == [PortTable.Mapping(host: 65_003, container: 5000)])
        }
    }

    @Test
    func
        `Where the bridge is in another's virtual machine the proxy goes over the network, and no port of it is taken`()
        throws
    {
        var inputs = Inputs.test(apps: [app("web", rule("web.local", 80, 5000))])
        inputs.machine.hasBridge = false
        let blueprint = try Blueprint(compiling: inputs)
        #expect(blueprint.ports.compose["web"] == [])
        #expect(blueprint.compose["web"]?.definition["ports"] == nil)
        #expect(blueprint.proxy.way == .network(.standard))
        #expect(blueprint.proxy.text.contains("dusty_web_1") && blueprint.proxy.text.contains(":5000"))
        #expect(blueprint.ports.listenPorts == [80])
    }

    @Test func `Ports that cannot be had are left out, and all others stay`() {
        var numbers = PortNumbers(from: 65_000, count: 4, [65_001, 65_004, 70_000])
        #expect((0..<4).map { _ in numbers.next() } == [65_000, 65_005, 65_002, 65_003])
        var plain = PortNumbers(from: 65_000, count: 2, [])
        #expect((0..<2).map { _ in plain.next() } == [65_000, 65_001])
    }

    @Test func `Too many rules are said once, with the number`() throws {
        func rules(_ count: Int) -> [HostForwarding] { (0..<count).map { rule("h\($0).local", 80, 80) } }
        let apps = [
            AppSpec(name: "a", image: "x", hostForwarding: rules(500)),
            AppSpec(name: "b", image: "x", hostForwarding: (500..<600).map { rule("h\($0).local", 80, 80) }),
        ]
        let error = #expect(throws: DustyError.self) { try compile(apps) }
        let problems = error?.problems?.filter { $0.message.contains("forwarded ports") } ?? []
        #expect(problems.map(\.message) == ["the stack has 600 forwarded ports, 64 more than it can have"])
        #expect(try compile([AppSpec(name: "a", image: "x", hostForwarding: rules(536))]).ports.proxy.count == 536)
        var inputs = Inputs.test(apps: [AppSpec(name: "a", image: "x", hostForwarding: rules(536))])
        inputs.machine.blockedPorts = [65_001, 70_000]
        #expect(throws: DustyError.self) { try Blueprint(compiling: inputs) }
    }

    @Test func `A23 One name and port in two apps is refused`() {
        expectClash(
            [app("a", rule("h.local", 80, 1)), app("b", rule("h.local", 80, 2))],
            key: "host_forwarding.0.host_port"
        )
    }

    @Test func `A24 One container port may have two host ports`() throws {
        let table = try compile([app("a", rule("h.local", 80, 80), rule("h.local", 81, 80))]).ports
        #expect(table.compose["a"]?.map(\.container) == [80, 80])
        #expect(table.compose["a"]?.map(\.host) == [65_000, 65_001])
    }

    @Test func `A26 Two streams on one port are refused, and so are a stream and http`() throws {
        expectClash([app("a", rule("h.local", 90, 1, .stream)), app("b", rule("i.local", 90, 2, .stream))])
        expectClash([app("a", rule("h.local", 90, 1, .stream)), app("b", rule("i.local", 90, 2))])
        let table = try compile([app("ssh-box", rule("s.local", 2222, 22, .stream))]).ports
        #expect(table.proxy.first?.kind == .stream)
        #expect(table.urls(of: "ssh-box") == ["tcp://s.local:2222"])
    }

    @Test func `Another stack has ports and an address of its own`() throws {
        let names = try StackNames("branch")
        let table = try compile([app("a", rule("h.local", 80, 1))], names: names).ports
        let port = try #require(table.proxy.first?.upstreamPort)
        #expect(names.ports?.contains(port) == true && port < 65_000)
    }

    @Test func `Plain names lead to one stack on this host, and to each stack's own proxy inside`() throws {
        let apps = [
            app("api", rule("api.shop.test", 80, 1), rule("api.shop.test", 81, 1)),
            app("web", rule("Shop.test", 80, 2)),
        ]
        var front = Inputs.test(apps: apps, names: try StackNames("fix-ui", slot: 2))
        front.isFront = true
        let names = try Blueprint(compiling: front).hosts.entries.map(\.name)
        #expect(names == ["api.fix-ui.shop.test", "fix-ui.Shop.test", "api.shop.test", "Shop.test"])
        var other = Inputs.test(apps: apps)
        other.namesElsewhere = ["api.shop.test"]
        let blueprint = try Blueprint(compiling: other)
        #expect(blueprint.hosts.entries.map(\.name) == ["Shop.test"])
        #expect(blueprint.proxyNames == ["api.shop.test", "shop.test"])
    }

    @Test func `A stack beside the default one has host names of its own, and the plain ones inside containers`() throws
    {
        let names = try StackNames("fix-ui", slot: 2)
        let apps = [app("api", rule("api.shop.test", 80, 1)), app("web", rule("shop.test", 80, 2))]
        let blueprint = try compile(apps, names: names)
        #expect(blueprint.hosts.entries.map(\.name) == ["api.fix-ui.shop.test", "fix-ui.shop.test"])
        // No port of the machine leads to them.
        #expect(blueprint.ports.compose == ["api": [], "web": []])
        #expect(blueprint.compose["api"]?.definition["ports"] == nil)
        #expect(blueprint.proxy.text.contains("set $dusty_upstream dusty-fix-ui_api_1.dusty-fix-ui_default;"))
        #expect(blueprint.ports.urls(of: "api") == ["http://api.fix-ui.shop.test/"])
        #expect(blueprint.proxy.text.contains("server_name api.fix-ui.shop.test api.shop.test;"))
        let inside = ["api.fix-ui.shop.test", "api.shop.test", "fix-ui.shop.test", "shop.test"]
        #expect(blueprint.proxyNames == inside)
        #expect(blueprint.compose.text.revealed.contains("10.213.2.128/25"))
    }

    @Test(arguments: [
        (["api.shop.test"], ["api.x.shop.test"]),
        (["shop"], ["x.shop"]),
        (["web.shop.local", "api.shop.local"], ["web.x.shop.local", "api.x.shop.local"]),
        (["a.one.test", "b.two.test"], ["a.x.one.test", "b.x.two.test"]),
        (["Api.Shop.test", "shop.test"], ["Api.x.Shop.test", "x.shop.test"]),
    ])
    func `The label stands before the domain that all names share`(_ given: [String], _ own: [String]) throws {
        let apps = given.enumerated().map { app("a\($0)", rule($1, 80, 1)) }
        #expect(try compile(apps, names: StackNames("x", slot: 1)).hosts.entries.map(\.name) == own)
    }

    @Test func `A stack whose name makes a name that the specs have already is refused`() throws {
        let apps = [app("web", rule("shop.test", 80, 1)), app("admin", rule("Admin.shop.test", 80, 2))]
        let error = #expect(throws: DustyError.self) { try compile(apps, names: StackNames("admin", slot: 1)) }
        #expect(error?.problems?.count == 1)
        #expect(error?.problems?.first?.message.contains("`shop.test` would be `admin.shop.test`") == true)
        _ = try compile(apps)
        _ = try compile(apps, names: StackNames("other", slot: 1))
    }

    @Test func `A rule may say what its name is in stacks beside the default one`() throws {
        var api = rule("api.shop.test", 80, 1)
        api.hostNameInStacks = "{stack}-api.acme.test"
        let apps = [
            app("api", api), app("web", rule("web.shop.test", 80, 2)), app("www", rule("www.shop.test", 80, 2)),
        ]
        let own = try compile(apps, names: StackNames("x", slot: 1)).hosts.entries.map(\.name)
        #expect(own == ["x-api.acme.test", "web.x.shop.test", "www.x.shop.test"])
        #expect(try compile(apps).hosts.entries.map(\.name) == ["api.shop.test", "web.shop.test", "www.shop.test"])
    }

    @Test func `No stack takes a name that the host has for itself`() throws {
        var api = rule("api.shop.test", 80, 1)
        api.hostNameInStacks = "{stack}"
        let error = #expect(throws: DustyError.self) {
            try compile([app("api", api)], names: StackNames("localhost", slot: 1))
        }
        #expect(error?.problems?.first?.key == "host_forwarding.0.host_name_in_stacks")
    }

    @Test func `Variables have the addresses of the stack that they are in`() throws {
        var web = app("web", rule("shop.test", 8080, 2))
        web.urls = [
            URLVariable(name: "API", hostName: "API.shop.test"),
            URLVariable(name: "ADMIN", hostName: "api.shop.test", port: 81),
            URLVariable(name: "SELF", hostName: "shop.test"), URLVariable(name: "DB", hostName: "db.shop.test"),
        ]
        let apps = [
            app("api", rule("api.shop.test", 81, 1), rule("api.shop.test", 80, 1)), web,
            app("db", rule("db.shop.test", 5432, 3, .stream)),
        ]
        func variables(_ names: StackNames) throws -> YAMLValue? {
            try compile(apps, names: names).compose.entries.first { $0.name == "web" }?.definition["environment"]?
                .sortedByKey
        }
        let plain = try variables(.standard)
        let own = try variables(StackNames("x", slot: 1))
        #expect(
            plain == [
                "ADMIN": "http://api.shop.test:81", "API": "http://api.shop.test", "DB": "tcp://db.shop.test:5432",
                "SELF": "http://shop.test:8080",
            ]
        )
        #expect(
            own == [
                "ADMIN": "http://api.x.shop.test:81", "API": "http://api.x.shop.test",
                "DB": "tcp://db.x.shop.test:5432", "DUSTY_STACK": "x", "SELF": "http://x.shop.test:8080",
            ]
        )
    }

    @Test func `Names that the section of another stack has are refused with that stack`() throws {
        let section = try compile([app("web", rule("shop.test", 80, 1))], names: StackNames("b", slot: 2)).hosts
        func file(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
        try section.checkNames(in: section.applied(to: file("127.0.0.1 localhost", "10.0.0.1 b.shop.test")))
        for (begin, end, stack) in [
            ("# BEGIN section for Dusty", "# END section for Dusty", "default"),
            ("# BEGIN section for Dusty stack a", "# END section for Dusty stack a", "a"),
        ] {
            let others = file(begin, "127.65.9.1 x.test", "127.65.9.1 B.shop.test", end)
            let error = #expect(throws: DustyError.self) { try section.checkNames(in: others) }
            #expect(error?.code == .conflict && error?.message.contains("the stack `\(stack)`") == true)
        }
    }

    @Test func `More rules than ports are refused`() throws {
        let rules = (0..<51).map { rule("h\($0).local", 80, 80) }
        let app = AppSpec(name: "a", image: "x", hostForwarding: rules)
        #expect(throws: DustyError.self) { try compile([app], names: StackNames("branch")) }
    }

    private func rule(
        _ name: String,
        _ port: Int,
        _ container: Int,
        _ kind: HostForwarding.Kind = .http
    ) -> HostForwarding {
        HostForwarding(hostName: name, hostPort: port, containerPort: container, kind: kind)
    }

    private func app(_ name: String, _ rules: HostForwarding...) -> AppSpec {
        AppSpec(name: name, image: "x", hostForwarding: rules)
    }

    private func compile(_ apps: [AppSpec], names: StackNames = .standard) throws -> Blueprint {
        try Blueprint(compiling: .test(apps: apps, names: names))
    }

    private func expectClash(_ apps: [AppSpec], key: String? = nil) {
        let error = #expect(throws: DustyError.self) { try compile(apps) }
        #expect(error?.code == .specs)
        #expect(error?.problems?.count == 1)
        if let key { #expect(error?.problems?.first?.key == key) }
    }
}

extension Inputs {
    /// Inputs in which one bundle activates all apps and the services they name.
    static func test(
        apps: [AppSpec] = [],
        libs: [LibSpec] = [],
        services: [ServiceSpec] = [],
        names: StackNames = .standard,
        root: String = "",
        envOverrides: [String: [String: Secret]] = [:]
    ) -> Inputs {
        let bundle = BundleSpec(name: "all", apps: apps.map(\.name), services: services.map(\.name))
        let specs = Specs(apps: apps, libs: libs, services: services, bundles: [bundle])
        return Inputs(
            assembled: AssembledSpecs(specs, activeBundles: ["all"]),
            names: names,
            machine: MachineFacts(address: names.address, bridgeAddress: "172.17.0.1", root: root),
            envOverrides: envOverrides
        )
    }
}
