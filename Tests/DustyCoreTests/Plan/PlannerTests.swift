import Testing

@testable import DustyCore

@Suite struct PlannerTests {
    private let rule = HostForwarding(hostName: "a.test", hostPort: 80, containerPort: 8000)
    private let places = PlanReport.Places(
        hosts: "/etc/hosts",
        proxyConfig: "/p/nginx.conf",
        composeFile: "/c/docker-compose.yml",
        commandFiles: "/f"
    )

    private func blueprint(image: String = "x:1", always: [String] = ["run"]) throws -> Blueprint {
        try Blueprint(
            compiling: .test(apps: [AppSpec(name: "a", image: image, always: always, hostForwarding: [rule])])
        )
    }

    /// What is there after a blueprint was applied.
    private func observed(_ blueprint: Blueprint) -> Observed {
        Observed(after: blueprint)
    }

    private func report(_ wanted: Blueprint, _ observed: Observed) -> PlanReport {
        PlanReport(Planner.plan(wanted, from: observed), to: wanted, from: observed, places: places)
    }

    @Test func `What is as wanted gives an empty plan`() throws {
        let wanted = try blueprint()
        #expect(Planner.plan(wanted, from: observed(wanted)).isEmpty)
        #expect(report(wanted, observed(wanted)) == PlanReport())
    }

    @Test func `From nothing everything is written, created and named, in the order of up`() throws {
        let report = report(try blueprint(), Observed())
        #expect(
            report.actions.map(\.text) == [
                "write the command file a/dusty_command_file_a.sh", "write the proxy's configuration",
                "write the Compose file", "create the container of a", "create the container of dustyInternalNginx",
                "let the proxy answer to a.test inside containers", "write Dusty's section of the hosts file",
            ]
        )
        #expect(report.diffs.map(\.path).prefix(3) == ["/etc/hosts", "/p/nginx.conf", "/c/docker-compose.yml"])
        #expect(report.diffs.first?.diff.contains("+127.65.0.1 a.test\n") == true)
    }

    @Test func `A part of a plan is about some services, and writes what all share`() throws {
        var plan = Planner.plan(try blueprint(), from: Observed())
        plan.remove = ["old"]
        plan.staleScripts = ["a/x", "old/x"]
        let part = plan.limited(to: ["b", StackNames.proxyService])
        #expect(part.create == [StackNames.proxyService] && part.scripts.isEmpty)
        #expect(part.remove.isEmpty && part.staleScripts.isEmpty)
        #expect(
            part.composeFile == plan.composeFile && part.hosts == plan.hosts && part.proxyConfig == plan.proxyConfig
        )
        #expect(plan.limited(to: ["a"]).create == ["a"])
        #expect(plan.limited(to: ["a"]).staleScripts == ["a/x"])
    }

    @Test func `A replaced container says which keys changed`() throws {
        let report = report(try blueprint(image: "x:2"), observed(try blueprint()))
        #expect(report.actions.map(\.kind) == [.write, .replace])
        #expect(report.actions.last?.reasons == ["image changed"])
        #expect(report.diffs.map(\.path) == ["/c/docker-compose.yml"])
    }

    @Test func `Variables that were set are no reason while they stay`() throws {
        func blueprint(image: String, value: String) throws -> Blueprint {
            var inputs = Inputs.test(apps: [AppSpec(name: "a", image: image, hostForwarding: [rule])])
            inputs.envOverrides = ["a": ["B": Secret(value), "A": Secret("1")]]
            return try Blueprint(compiling: inputs)
        }
        let before = try blueprint(image: "x:1", value: "2")
        var observed = observed(before)
        observed.composeFile = before.compose.text
        let image = report(try blueprint(image: "x:2", value: "2"), observed)
        #expect(image.actions.last?.reasons == ["image changed"])
        let both = report(try blueprint(image: "x:2", value: "3"), observed)
        #expect(both.actions.last?.reasons == ["environment changed", "image changed"])
    }

    @Test func `A container whose commands changed says so`() throws {
        let report = report(try blueprint(always: ["run faster"]), observed(try blueprint()))
        #expect(report.actions.last?.reasons == ["commands changed"])
    }

    @Test func `A132 Keeping leaves changed containers as they are and makes missing ones`() throws {
        let wanted = try blueprint(image: "x:2")
        var observed = observed(try blueprint())
        #expect(Planner.plan(wanted, from: observed, keeping: true).create == [])
        observed.containers["a"] = nil
        #expect(Planner.plan(wanted, from: observed, keeping: true).create == ["a"])
    }

    @Test func `A new proxy gets its names again, and a changed name replaces no container`() throws {
        let wanted = try blueprint()
        var before = observed(wanted)
        before.proxyNames = ["old.test"]
        let plan = Planner.plan(wanted, from: before)
        #expect(plan.proxyNames == ["a.test"])
        #expect(!plan.touchesContainers)
        before = observed(wanted)
        before.containers[StackNames.proxyService] = nil
        #expect(Planner.plan(wanted, from: before).proxyNames == ["a.test"])
    }

    @Test func `What ended is started, what is no longer needed is removed`() throws {
        let wanted = try blueprint()
        var before = observed(wanted)
        before.containers["a"]?.condition = .ended
        before.containers["old"] = Observed.Container(condition: .running, fingerprint: nil)
        let report = report(wanted, before)
        #expect(report.actions.map { "\($0.kind) \($0.subject)" } == ["remove old", "start a"])
    }

    /// Two that others share the network of, and those others, all of which began before whom they follow.
    private func cutOff() throws -> (Blueprint, Observed) {
        func app(_ name: String, on host: String? = nil) -> AppSpec {
            let compose: YAMLValue = host.map { ["network_mode": .string("service:\($0)")] } ?? [:]
            return AppSpec(name: name, image: "x:1", always: ["run"], compose: compose)
        }
        let apps = [app("a"), app("b"), app("onA", on: "a"), app("onB", on: "b"), app("onOnB", on: "onB")]
        let wanted = try Blueprint(compiling: .test(apps: apps))
        var before = observed(wanted)
        for (name, second) in ["onA": 1, "onB": 1, "onOnB": 1, "a": 2, "b": 2] {
            before.containers[name]?.startedAt = Timestamp(milliseconds: Int64(second) * 1000)
        }
        return (wanted, before)
    }

    @Test func `who lost a network restarts, and of a part of a plan only what is meant`() throws {
        let (wanted, before) = try cutOff()
        #expect(Planner.plan(wanted, from: before).restart == ["onA", "onB", "onOnB"])
        #expect(Planner.plan(wanted, from: before, of: ["a"]).restart == [])
        #expect(Planner.plan(wanted, from: before, of: ["a", "onA"]).restart == ["onA"])
    }

    @Test func `who shares the network of what starts or restarts follows it, meant or not`() throws {
        var (wanted, before) = try cutOff()
        #expect(Planner.plan(wanted, from: before, of: ["b", "onB"]).restart == ["onB", "onOnB"])
        before.containers["b"]?.condition = .ended
        #expect(Planner.plan(wanted, from: before, of: ["b"]).restart == ["onB", "onOnB"])
        before.containers["b"] = nil
        #expect(Planner.plan(wanted, from: before, of: ["b"]).follow == ["onB", "onOnB"])
    }
}
