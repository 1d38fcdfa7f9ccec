import Testing

@testable import DustyCore

/// Plans of stacks that have services from another one, and of that one.
@Suite struct SharingPlanTests {
    private let places = PlanReport.Places(hosts: "/h", proxyConfig: "/p", composeFile: "/c", commandFiles: "/f")

    private func blueprint(_ shared: [String: String]) throws -> Blueprint {
        var inputs = Inputs.test(
            apps: [AppSpec(name: "a", image: "x:1", always: ["run"])],
            services: [ServiceSpec(name: "db", compose: ["image": "db:1"])],
            names: try StackNames("fix-ui", slot: 1)
        )
        inputs.shared = shared
        return try Blueprint(compiling: inputs)
    }

    private func observed(_ blueprint: Blueprint, _ lent: [String: Observed.Lent]) -> Observed {
        var observed = Observed(after: blueprint)
        observed.lent = lent
        return observed
    }

    private func texts(_ wanted: Blueprint, _ observed: Observed) -> [String] {
        PlanReport(Planner.plan(wanted, from: observed), to: wanted, from: observed, places: places).actions.map(\.text)
    }

    @Test func `What runs and is connected leaves nothing to do`() throws {
        let wanted = try blueprint(["db": "dusty_db_1"])
        let there = observed(wanted, ["db": .init(isUp: true, isConnected: true)])
        #expect(Planner.plan(wanted, from: there).isEmpty)
    }

    @Test func `What does not run is started there, and what is not connected is connected`() throws {
        let wanted = try blueprint(["db": "dusty_db_1"])
        let connect = "connect db of the stack default with this one's containers"
        let start = "start db of the stack default, which shares it with this one"
        #expect(texts(wanted, observed(wanted, [:])) == [start, connect])
        #expect(texts(wanted, observed(wanted, ["db": .init(isUp: false, isConnected: true)])) == [start])
        #expect(texts(wanted, observed(wanted, ["db": .init(isUp: true, isConnected: false)])) == [connect])
        let plan = Planner.plan(wanted, from: observed(wanted, [:]))
        #expect(!plan.touchesContainers && !plan.isEmpty)
        #expect(plan.limited(to: ["a"]).isEmpty && plan.limited(to: ["db"]).lend == ["db"])
    }

    @Test func `What becomes shared replaces the stack's own, and the other way round`() throws {
        let (alone, sharing) = (try blueprint([:]), try blueprint(["db": "dusty_db_1"]))
        var before = observed(alone, ["db": .init(isUp: true, isConnected: false)])
        var plan = Planner.plan(sharing, from: before)
        #expect(plan.remove == ["db"] && plan.borrow == ["db"] && plan.lend == [])
        before = observed(sharing, ["db": .init(isUp: true, isConnected: true)])
        plan = Planner.plan(alone, from: before)
        #expect(plan.create == ["db"] && plan.giveBack == ["db"])
        #expect(texts(alone, before).first == "disconnect db of the stack default from this one's containers")
    }

    @Test func `What is about other services gives nothing back, and keeps the network`() throws {
        let (alone, sharing) = (try blueprint([:]), try blueprint(["db": "dusty_db_1"]))
        var before = observed(sharing, ["db": .init(isUp: true, isConnected: false, isPresent: true)])
        before.hasSharedNetwork = true
        let plan = Planner.plan(alone, from: before)
        #expect(plan.giveBack == ["db"] && plan.endsSharing)
        #expect(texts(alone, before).last == "remove the network of shared services")
        let limited = plan.limited(to: ["a"])
        #expect(limited.giveBack == [] && !limited.endsSharing)
        #expect(plan.limited(to: ["db"]).giveBack == ["db"])
    }

    @Test func `Containers that do not reach what is shared are connected, as far as they are meant`() throws {
        let wanted = try blueprint(["db": "dusty_db_1"])
        var before = observed(wanted, ["db": .init(isUp: true, isConnected: true)])
        before.containers["a"]?.isApart = true
        let plan = Planner.plan(wanted, from: before)
        #expect(plan.attach == ["a"] && !plan.touchesContainers)
        #expect(texts(wanted, before) == ["connect a with services of the stack default"])
        #expect(plan.limited(to: ["db"]).isEmpty)
        // What is made, or starts, is connected before that.
        before.containers["a"]?.fingerprint = "another"
        #expect(Planner.plan(wanted, from: before).attach == [])
    }

    @Test func `Plans of both stacks say what is shared`() throws {
        let wanted = try blueprint(["db": "dusty_db_1"])
        let there = observed(wanted, ["db": .init(isUp: true, isConnected: true)])
        let report = PlanReport(Planner.plan(wanted, from: there), to: wanted, from: there, places: places)
        #expect(report.actions == [] && report.notes?.count == 1)
        #expect(report.notes?.first?.contains("db is that of the stack default, with its data") == true)
        let lender = try blueprint([:])
        var old = observed(lender, [:])
        old.containers["db"]?.fingerprint = "another"
        let sharing = PlanReport.Sharing(borrowers: ["db": ["fix-ui", "other"]])
        let plan = Planner.plan(lender, from: old)
        let said = PlanReport(plan, to: lender, from: old, places: places, sharing: sharing)
        #expect(said.notes == ["db is shared with fix-ui, other"])
        #expect(said.actions.first?.reasons.last == "shared with fix-ui, other")
    }
}
