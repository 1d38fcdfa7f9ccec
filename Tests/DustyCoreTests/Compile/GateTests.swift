import Testing

@testable import DustyCore

@Suite struct GateTests {
    private static let checks: [(YAMLValue, Gate?)] = [
        (
            ["test": "pg_isready"],
            Gate(probe: .exec(["/bin/sh", "-c", "pg_isready"]), timeout: 90, isHealthCheck: true)
        ),
        (
            ["test": ["CMD", "redis-cli", "ping"], "interval": "3s", "retries": 20],
            Gate(probe: .exec(["redis-cli", "ping"]), timeout: 60, isHealthCheck: true)
        ),
        (
            ["test": ["CMD-SHELL", "a || b"], "interval": "1m30s", "retries": 2, "start_period": "500ms"],
            Gate(probe: .exec(["/bin/sh", "-c", "a || b"]), timeout: 180, isHealthCheck: true)
        ),
        (["test": ["NONE"]], nil), (["test": "NONE"], nil), (["disable": true, "test": "x"], nil),
        (["interval": "3s"], nil), (["test": ["CMD"]], nil),
    ]

    @Test(arguments: checks)
    func `A health check is a gate with its test, for as long as the engine would try`(
        _ check: YAMLValue,
        _ gate: Gate?
    ) {
        #expect(Gate(healthcheck: check) == gate)
    }

    @Test func `An app's own ready wins over its health check, and depends_on may wait for an end`() throws {
        let apps = [
            AppSpec(
                name: "a",
                image: "x",
                ready: ReadySpec(probe: .tcp(port: 80), timeout: 7),
                compose: ["healthcheck": ["test": "x"]]
            ),
            AppSpec(name: "b", image: "x", ready: ReadySpec(probe: .exec(["one line"]))),
            AppSpec(
                name: "c",
                image: "x",
                compose: ["depends_on": ["d": ["condition": "service_completed_successfully"]]]
            ),
            AppSpec(name: "d", image: "x"),
        ]
        let gates = try Blueprint(compiling: .test(apps: apps)).gates
        #expect(gates["a"] == Gate(probe: .tcp(port: 80), timeout: 7))
        #expect(gates["b"]?.probe == .exec(["/bin/sh", "-c", "one line"]))
        #expect(gates["c"] == nil)
        #expect(gates["d"]?.probe == .completed)
    }

    @Test func `Host names lead to the proxy inside containers, but not those that a container has itself`() throws {
        let rules = ["Shop.test", "a", "shop.test"].enumerated().map {
            HostForwarding(hostName: $0.element, hostPort: 80 + $0.offset, containerPort: 1)
        }
        let blueprint = try Blueprint(compiling: .test(apps: [AppSpec(name: "a", image: "x", hostForwarding: rules)]))
        #expect(blueprint.proxyNames == ["shop.test"])
        #expect(blueprint.compose[StackNames.proxyService]?.definition["networks"] == ["proxy"])
        #expect(blueprint.compose.text.revealed.contains("networks:\n  proxy:\n    name: dusty-proxy\n"))
    }
}
