import Testing

@testable import DustyCore

/// Services that a stack has from another one.
@Suite struct SharedServicesTests {
    private static func specs(_ others: [String: String] = [:]) throws -> Specs {
        let files = [
            "apps/api.yml": "image: x\ndepends: {services: [postgres, redis]}\ncommands: {always: [run]}\n"
                + "host_forwarding: [{host_name: api.shop.test, host_port: 80, container_port: 1}]\n",
            "apps/web.yml": "image: x\ndepends: {apps: [api]}\ncommands: {always: [run]}\n"
                + "host_forwarding: [{host_name: web.shop.test, host_port: 80, container_port: 1}]\n",
            "services/postgres.yml": "image: postgres:15\nhealthcheck: {test: x}\nvolumes: [\"data:/data\"]\n"
                + "host_forwarding: [{host_name: db.shop.test, host_port: 5432, container_port: 5432, type: stream}]\n",
            "services/redis.yml": "image: redis:7.0\ndepends_on: [postgres]\n",
            "bundles/b.yml": "apps: [web]\n",
        ]
        return try Specs(checking: SpecSources(files: files.merging(others) { $1 }))
    }

    private func blueprint(_ shared: [String: String], names: StackNames? = nil) throws -> Blueprint {
        var inputs = Inputs.test(names: try names ?? StackNames("fix-ui", slot: 1))
        inputs.assembled = AssembledSpecs(try Self.specs(), activeBundles: ["b"])
        inputs.shared = shared
        return try Blueprint(compiling: inputs)
    }

    @Test func `A shared service is none of the Compose file's, which names its container`() throws {
        let blueprint = try blueprint(["postgres": "dusty_postgres_1"])
        #expect(blueprint.compose.entries.map(\.name) == ["api", "dustyInternalNginx", "redis", "web"])
        #expect(blueprint.compose.volumes == [])
        #expect(blueprint.compose.text.revealed.contains("x-dusty-shared:\n  postgres: dusty_postgres_1\n"))
        #expect(blueprint.gates["postgres"] == nil)
        // Compose must not look for it; who starts containers must.
        #expect(blueprint.compose["api"]?.definition["depends_on"]?.entries.map(\.key) == ["redis"])
        #expect(blueprint.compose["api"]?.needs == ["redis", "postgres"])
        #expect(blueprint.compose["redis"]?.needs == ["postgres"])
        #expect(blueprint.compose["web"]?.needs == ["api"])
    }

    @Test func `Its host names lead to it through the stack's own proxy`() throws {
        let blueprint = try blueprint(["postgres": "dusty_postgres_1"])
        #expect(blueprint.hosts.entries.map(\.name).contains("db.fix-ui.shop.test"))
        #expect(blueprint.proxy.text.contains("dusty-fix-ui_postgres_1.dusty-fix-ui_default"))
        #expect(!blueprint.proxyNames.contains("postgres"))
    }

    @Test func `Names and links of its spec lead to it too`() throws {
        var inputs = Inputs.test(names: try StackNames("fix-ui", slot: 1))
        let others = [
            "services/postgres.yml": "image: postgres:15\nnetworks: {default: {aliases: [db, main]}}\n",
            "services/redis.yml": "image: redis:7.0\nlinks: [\"postgres:store\", postgres]\n",
        ]
        inputs.assembled = AssembledSpecs(try Self.specs(others), activeBundles: ["b"])
        inputs.shared = ["postgres": "dusty_postgres_1"]
        let compose = try Blueprint(compiling: inputs).compose
        #expect(
            compose.sharedNames == [
                "postgres": [
                    "postgres", "db", "main", "dusty-fix-ui_postgres_1", "dusty-fix-ui_postgres_1.dusty-fix-ui_default",
                ]
            ]
        )
        #expect(
            compose.sharing == [
                "api": [], "dustyInternalNginx": [], "redis": ["dusty_postgres_1:store"], "web": [],
            ]
        )
        #expect(compose["redis"]?.definition["links"] == nil)
        #expect(try blueprint([:]).compose.sharing == [:])
    }

    @Test func `Without shared services nothing is different`() throws {
        let plain = try blueprint([:])
        #expect(!plain.compose.text.revealed.contains("x-dusty-shared"))
        #expect(plain.compose["api"]?.needs == ["postgres", "redis"])
        #expect(plain.gates["postgres"] != nil)
        // The stack that has it does not compile differently for it.
        let own = try blueprint([:], names: .standard)
        var inputs = Inputs.test()
        inputs.assembled = AssembledSpecs(
            try Self.specs([
                "services/postgres.yml": "share: true\nimage: postgres:15\nhealthcheck: {test: x}\n"
                    + "volumes: [\"data:/data\"]\nhost_forwarding: [{host_name: db.shop.test, host_port: 5432, "
                    + "container_port: 5432, type: stream}]\n"
            ]),
            activeBundles: ["b"]
        )
        #expect(try Blueprint(compiling: inputs) == own)
    }

    @Test func `What is shared is what specs say and what is asked for, as far as it is active`() throws {
        let said = try Self.specs([
            "services/postgres.yml": "image: postgres:15\nshare: true\n",
            "services/idle.yml": "image: x\nshare: true\n",
        ])
        #expect(said.services["postgres"]?.isShared == true)
        let assembled = AssembledSpecs(said, activeBundles: ["b"])
        #expect(try assembled.sharedServices([]) == ["postgres"])
        #expect(try assembled.sharedServices(["redis"]) == ["postgres", "redis"])
        #expect(JSONText.text(of: assembled.document).contains("\"share\": true"))
    }

    @Test(arguments: [
        ("api", DustyError.Code.invalid, "it is an app, and only services are shared"),
        ("nothere", .notFound, "nothere"),
        // It refers to what would be another one in each stack.
        ("redis", .conflict, "`redis` cannot be shared without `postgres`"),
    ])
    func `What cannot be shared is named`(name: String, code: DustyError.Code, words: String) throws {
        let assembled = AssembledSpecs(try Self.specs(), activeBundles: ["b"])
        let error = #expect(throws: DustyError.self) { try assembled.sharedServices([name]) }
        #expect(error?.code == code && error?.message.contains(words) == true && error?.hint != nil, "\(error as Any)")
    }

    @Test(arguments: [
        ("services/redis.yml", "image: redis:7.0\nshare: true\nlinks: [api]\n", "links.0", "without `api`"),
        (
            "services/redis.yml", "image: redis:7.0\nshare: true\nnetwork_mode: host\n", "network_mode",
            "no network of its own"
        ),
        (
            "services/redis.yml", "image: redis:7.0\nshare: true\nnetworks: {default: {gw_priority: -1}}\n",
            "networks.default.gw_priority", "its gateway would be"
        ),
        (
            "services/tool.yml", "image: x\nnetwork_mode: \"service:redis\"\n", "network_mode",
            "`tool` has part of its container"
        ),
        (
            "services/tool.yml", "image: x\nvolumes_from: [redis]\n", "volumes_from.0",
            "`tool` has part of its container"
        ),
    ])
    func `Validation names what a spec cannot share, at its place`(
        file: String,
        text: String,
        key: String,
        words: String
    ) throws {
        var others = ["services/redis.yml": "image: redis:7.0\nshare: true\n"]
        others[file] = text
        let error = #expect(throws: DustyError.self) { try Self.specs(others) }
        let problem = try #require(error?.problems?.first { $0.file == file && $0.key == key }, "\(error as Any)")
        #expect(problem.message.contains(words), "\(problem)")
        #expect(problem.hint != nil && problem.line > 1)
    }
}
