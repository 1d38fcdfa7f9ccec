import DustyCore
import DustyTerminal
import DustyTestSupport
import Testing

@testable import DustyTUI

/// Everything that comes from outside, hostile at once: no frame has a cell that could do anything to the terminal.
struct HostileFramesTests {
    private func hostile(_ text: inout HostileText) -> String {
        String(decoding: text.line(pieces: 8), as: UTF8.self)
    }

    private func snapshot(_ text: inout HostileText) throws -> Snapshot {
        var snapshot = ExampleStack.snapshot
        snapshot.stack = hostile(&text)
        snapshot.daemon.version = hostile(&text)
        snapshot.engine.message = hostile(&text)
        snapshot.engine.reachable = false
        snapshot.machine.state = MachineStatus.State(rawValue: hostile(&text))
        snapshot.machine.address = hostile(&text)
        for index in snapshot.bundles.indices {
            snapshot.bundles[index].name = hostile(&text)
            snapshot.bundles[index].description = hostile(&text)
        }
        snapshot.apps = snapshot.apps.map { container($0, &text) }
        snapshot.services = snapshot.services.map { container($0, &text) }
        for index in snapshot.sync.indices {
            snapshot.sync[index].repo = hostile(&text)
            snapshot.sync[index].shortName = hostile(&text)
            snapshot.sync[index].message = hostile(&text)
            snapshot.sync[index].follow = FollowStatus(
                state: .lost,
                sequence: .min,
                message: hostile(&text),
                lastChange: CodeChange(path: hostile(&text), files: .max, ledTo: [hostile(&text)])
            )
        }
        snapshot.jobs = snapshot.jobs.map { job($0, &text) }
        snapshot.libs = [LibStatus(name: "lib" + hostile(&text), repo: hostile(&text), usedBy: [hostile(&text)])]
        snapshot.warnings = [
            Warning(subject: .init(rawValue: hostile(&text)), message: hostile(&text), hint: hostile(&text))
        ]
        return try entered(snapshot)
    }

    private func container(_ container: ContainerStatus, _ text: inout HostileText) -> ContainerStatus {
        var container = container
        container.name = hostile(&text)
        container.image = hostile(&text)
        container.health = ContainerHealth(rawValue: hostile(&text))
        container.message = hostile(&text)
        container.urls = [hostile(&text)]
        container.ports = [hostile(&text)]
        container.repos = [hostile(&text)]
        return container
    }

    private func job(_ job: Job, _ text: inout HostileText) -> Job {
        var job = job
        job.names = [hostile(&text)]
        job.user = hostile(&text)
        job.tail = (0..<5).map { _ in hostile(&text) }
        for index in job.steps.indices { job.steps[index].title = hostile(&text) }
        job.error = DustyError(
            .failed,
            hostile(&text),
            hint: hostile(&text),
            problems: [.init(file: hostile(&text), line: 1, column: 1, key: hostile(&text), message: hostile(&text))]
        )
        return job
    }

    private func check(_ dashboard: Dashboard, _ what: String) {
        let frame = dashboard.frame
        for y in 0..<frame.size.height {
            let scalars = frame.row(y).flatMap { $0.glyph.text.unicodeScalars }
            let isHarmless = scalars.allSatisfy(\.isHarmless)
            #expect(isHarmless, "\(what), row \(y): \(scalars.map(\.value))")
        }
    }

    @Test func `what a daemon that was never reached says, and a name that is completed, are no different`() throws {
        for seed in 0..<12 {
            var text = HostileText(seed: UInt64(seed))
            var dashboard = Dashboard(snapshot: nil)
            let error = try entered(DustyError(.forbidden, hostile(&text), hint: hostile(&text)))
            dashboard.send(.lost(error, retryAt: ExampleStack.now))
            check(dashboard, "seed \(seed), never reached")
            try dashboard.send(.snapshot(snapshot(&text)))
            dashboard.press(.character(":"))
            dashboard.type("sync lib")
            dashboard.press(.tab)
            check(dashboard, "seed \(seed), completed")
            #expect(dashboard.model.prompt?.text.unicodeScalars.allSatisfy(\.isHarmless) == true)
        }
    }

    @Test func `figures beyond all measure are shown`() {
        for figure in [1e300, -1e300] {
            var snapshot = ExampleStack.snapshot
            snapshot.machine.cpuPercent = figure
            snapshot.machine.memoryBytes = .max
            for index in snapshot.apps.indices {
                snapshot.apps[index].cpuPercent = figure
                snapshot.apps[index].memoryBytes = .max
            }
            for index in snapshot.sync.indices {
                snapshot.sync[index].state = .syncing
                snapshot.sync[index].percent = figure
                snapshot.sync[index].bytesPerSecond = figure
                snapshot.sync[index].files = .min
            }
            for job in snapshot.jobs.indices {
                for step in snapshot.jobs[job].steps.indices {
                    snapshot.jobs[job].steps[step].progress = .init(percent: figure)
                }
            }
            var dashboard = Dashboard(width: 200, height: 60, snapshot: snapshot)
            #expect(dashboard.text.contains("machine:"))
            dashboard.press(.character("5"))
            #expect(dashboard.text.contains("machine:"))
            dashboard.press(.character("1"))
            dashboard.model.show(tab: .stats)
            #expect(dashboard.text.contains("machine:"))
        }
    }

    @Test(arguments: [(50, 14), (80, 24), (120, 40), (200, 60)])
    func `names, messages, output and lines leave nothing in a frame but what can be seen`(_ size: (Int, Int)) throws {
        for seed in 0..<12 {
            var text = HostileText(seed: UInt64(seed * 1000 + size.0))
            var dashboard = Dashboard(width: size.0, height: size.1, snapshot: try snapshot(&text))
            dashboard.log((0..<60).map { _ in hostile(&text) })
            for key: Key in [
                .down, .character("0"), .character("w"), .character("5"), .character("0"), .character("3"),
                .character("4"), .character("z"), .character("z"), .character("b"), .escape, .character("W"), .pageDown,
                .escape, .character("1"), .character("R"), .escape, .character("y"), .character("/"),
            ] {
                dashboard.press(key)
                check(dashboard, "seed \(seed), after \(key.name)")
            }
            dashboard.press(.paste(hostile(&text)))
            check(dashboard, "seed \(seed), after a paste")
            dashboard.press(.escape)
            dashboard.send(.refused(hostile(&text), DustyError(.failed, hostile(&text), hint: hostile(&text))))
            check(dashboard, "seed \(seed), after a refusal")
            try dashboard.send(.lost(entered(DustyError(.forbidden, hostile(&text))), retryAt: ExampleStack.now))
            check(dashboard, "seed \(seed), after the daemon has gone")
        }
    }
}
