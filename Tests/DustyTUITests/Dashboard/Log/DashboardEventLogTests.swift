import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardEventLogTests {
    /// Snapshots a second apart in which api goes through some states, with a job where one is named.
    private func log(_ states: [(ContainerState, job: Int?)], restarts: [Int] = []) -> [String] {
        var log = EventLog()
        var last = ExampleStack.snapshot
        last.apps[1].job = nil
        last.apps[1].state = .up
        for (index, (state, job)) in states.enumerated() {
            var next = last
            next.time = Timestamp(milliseconds: last.time.milliseconds + 1000)
            next.apps[1].state = state
            next.apps[1].job = job
            if restarts.indices.contains(index) { next.apps[1].restarts = restarts[index] }
            log.note(from: last, to: next)
            last = next
        }
        return log.events.map(\.summary)
    }

    @Test func `a crash loop is one line with a count`() {
        let round: [(ContainerState, job: Int?)] = [(.exited(1), nil), (.restarting, nil), (.up, nil)]
        let texts = log(Array([round, round, round, round].joined()))
        #expect(texts == ["up to exited 1 x4 in 9s", "exited 1 to restarting", "restarting to up"])
    }

    @Test func `crashes too quick to be seen are counted by the engine`() {
        let texts = log([(.up, nil), (.up, nil), (.up, nil)], restarts: [1, 4, 14])
        #expect(texts == ["restarted by the engine x14 in 2s"])
    }

    @Test func `a change that was asked for ends the loop`() {
        let texts = log([(.exited(1), nil), (.stopping, 9), (.up, nil), (.exited(1), nil)])
        #expect(texts.count { $0 == "up to exited 1" } == 2)
    }

    @Test func `other failures are not the same loop`() {
        let texts = log([(.exited(1), nil), (.up, nil), (.exited(137), nil), (.up, nil), (.exited(1), nil)])
        #expect(texts.count { $0.hasPrefix("up to exited 137") } == 1)
    }

    @Test func `a row that is asked to end says for how long, then that it was killed`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].state = .stopping
        snapshot.apps[0].ending = Ending(
            since: ExampleStack.now,
            killAt: Timestamp(milliseconds: ExampleStack.now.milliseconds + 10_000)
        )
        dashboard.send(.snapshot(snapshot))
        dashboard.wait(7)
        #expect(dashboard.row(with: "stopping 7s").contains("admin"))
        dashboard.press(.character("]"), .character("]"), .character("]"))
        #expect(dashboard.text.contains("killed 10s later unless it does"))
        dashboard.wait(4)
        #expect(dashboard.text.contains("admin    killed"))
    }

    @Test func `the row says how often`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].state = .exited(1)
        snapshot.apps[0].restarts = 14
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.row(with: "x14 exit 1").contains("admin"))
    }
}
