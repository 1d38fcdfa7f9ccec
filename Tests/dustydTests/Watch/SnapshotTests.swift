import DustyCore
import Testing

@testable import dustyd

@Suite struct SnapshotTests {
    private var facts: StackFacts {
        var facts = StackFacts.empty
        facts.wanted.apps = [
            WantedStack.Item(
                name: "api",
                image: nil,
                urls: ["http://api.test/"],
                ports: ["80:65000:5000"],
                repos: ["r/api"]
            ),
            WantedStack.Item(name: "web", image: "web:2", urls: [], ports: [], repos: []),
        ]
        facts.wanted.repos = [RepoInUse(name: "r/api", shortName: "api", path: "/src/api", overridden: true)]
        return facts
    }

    @Test func `a wanted app without a container is missing`() {
        let row = facts.snapshot(at: .noon).apps[1]
        #expect(row.state == .missing)
        #expect(row.image == "web:2")
        #expect(row.container == nil)
    }

    @Test func `what is missing has not failed while nothing could have made it yet`() {
        var facts = facts
        #expect(facts.snapshot(at: .noon).apps[1].failing == nil)
        facts.composed = ["api"]
        #expect(facts.snapshot(at: .noon).apps[1].failing == false)
        facts.composed = ["api", "web"]
        #expect(facts.snapshot(at: .noon).apps[1].failing == nil)
    }

    @Test func `a container that no bundle needs is still shown, as not wanted`() {
        var facts = facts
        facts.containers = [
            .started("old"), .started("redis", kind: "service"), .started("dustyInternalNginx", kind: "proxy"),
        ]
        let snapshot = facts.snapshot(at: .noon)
        #expect(snapshot.apps.map(\.name) == ["api", "web", "old"])
        #expect(snapshot.apps.map(\.wanted) == [true, true, false])
        #expect(snapshot.services.map(\.name) == ["redis"])
    }

    @Test func `rows go stale while the engine is away and keep what was true`() {
        var facts = facts
        facts.containers = [.started("api")]
        facts.engine = EngineStatus(reachable: false, since: .noon, message: "gone")
        let row = facts.snapshot(at: .noon).apps[0]
        #expect(row.state == .up)
        #expect(row.staleSince == .noon)
        #expect(row.cpuPercent == nil)
    }

    @Test func `a job's word wins over the engine's`() {
        var facts = facts
        facts.containers = [.started("api")]
        facts.transitions["api"] = Transition(state: .restarting, job: 7)
        let row = facts.snapshot(at: .noon).apps[0]
        #expect(row.state == .restarting)
        #expect(row.job == 7)
    }

    @Test(arguments: [
        (ObservedContainer.Status.running, ContainerHealth?.none, 0, ContainerState.up),
        (.running, .starting, 0, .starting),
        (.running, .unhealthy, 0, .unhealthy), (.exited, nil, 137, .exited(137)), (.exited, nil, 0, .exited(0)),
        (.created, nil, 0, .stopped), (.restarting, nil, 1, .restarting), (.paused, nil, 0, .paused),
        (.removing, nil, 0, .stopping), (.dead, nil, 1, .exited(1)), (.init(rawValue: "gone"), nil, 1, .exited(1)),
    ])
    func `the engine's words become ours`(
        status: ObservedContainer.Status,
        health: ContainerHealth?,
        code: Int,
        expected: ContainerState
    ) {
        var container = ObservedContainer.started("api")
        container.status = status
        container.health = health
        container.exitCode = code
        #expect(container.state == expected)
    }

    @Test func `a container that a job stopped has not failed, whatever its code`() {
        var facts = facts
        var container = ObservedContainer.started("api")
        container.status = .exited
        container.exitCode = 137
        facts.stoppedOnRequest = [container.id]
        facts.observe([container])
        #expect(facts.snapshot(at: .noon).apps[0].state == .stopped)
        facts.observe([.started("api")])
        #expect(facts.stoppedOnRequest.isEmpty)
    }

    @Test func `a repo is stale until synced and when its source moves`() {
        var facts = facts
        #expect(facts.snapshot(at: .noon).sync[0].state == .stale)
        #expect(facts.snapshot(at: .noon).apps[0].sync == .stale)
        facts.sync["r/api"] = SyncStatus(
            repo: "r/api",
            shortName: "api",
            path: "/src/api",
            overridden: true,
            state: .ok,
            syncedAt: .noon
        )
        #expect(facts.snapshot(at: .noon).sync[0].state == .ok)
        facts.wanted.repos[0].path = "/elsewhere/api"
        let status = facts.snapshot(at: .noon).sync[0]
        #expect(status.state == .stale)
        #expect(status.path == "/elsewhere/api")
    }

    private func crashing(_ change: (inout ObservedContainer) -> Void) -> StackFacts {
        var facts = facts
        var container = ObservedContainer.started("api")
        (container.status, container.restarts, container.exitCode) = (.restarting, 9, 3)
        facts.observe([container])
        change(&container)
        facts.observe([container])
        return facts
    }

    @Test func `a crash loop is a failure while it waits and while it runs for a moment, with its exit code`() {
        for facts in [crashing { _ in }, crashing { ($0.status, $0.exitCode) = (.running, 0) }] {
            let row = facts.snapshot(at: .noon).apps[0]
            #expect(row.state == .restarting && row.isFailing && row.lastExit == 3)
            #expect(row.stateWords == "x9 exit 3")
        }
        let later = Timestamp(milliseconds: Timestamp.noon.milliseconds + 11_000)
        let over = crashing { ($0.status, $0.exitCode) = (.running, 0) }.snapshot(at: later).apps[0]
        #expect(over.state == .up && !over.isFailing && over.lastExit == nil)
    }

    @Test func `one restart is no crash loop`() {
        let once = crashing { ($0.status, $0.restarts) = (.running, 1) }
        #expect(!once.snapshot(at: .noon).apps[0].isFailing)
    }

    @Test func `what is wanted and has ended is a failure, unless its end is all that was asked of it`() {
        var facts = facts
        var container = ObservedContainer.started("api")
        (container.status, container.exitCode) = (.exited, 0)
        facts.observe([container])
        #expect(facts.snapshot(at: .noon).apps[0].isFailing)
        facts.wanted.apps[0].mayEnd = true
        #expect(!facts.snapshot(at: .noon).apps[0].isFailing)
        facts.wanted.apps = []
        #expect(facts.snapshot(at: .noon).apps.map(\.isFailing) == [false])
    }

    @Test func `while a job is at work on it nothing has failed`() {
        var facts = crashing { _ in }
        facts.transitions["api"] = Transition(state: .restarting, job: 7)
        #expect(!facts.snapshot(at: .noon).apps[0].isFailing)
    }

    @Test func `a container that has lost its place on the stack's network says so`() {
        var facts = facts
        facts.wanted.apps[0].isOnStackNetwork = true
        var container = ObservedContainer.started("api")
        facts.observe([container])
        #expect(facts.snapshot(at: .noon).apps[0].cutOff == nil)
        container.networks = [:]
        facts.observe([container])
        let row = facts.snapshot(at: .noon).apps[0]
        #expect(row.cutOff == true && row.isFailing && row.stateWords == "no network")
        #expect(row.message?.contains("dusty_default") == true)
    }
}
