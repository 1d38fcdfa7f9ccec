import DustyCore
import DustyTerminal
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// Rows of an earlier run, until the daemon answers.
struct DashboardRecallTests {
    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    /// A dashboard with the rows that were true an hour ago.
    private func dashboard(_ size: (Int, Int) = (120, 40)) -> Dashboard {
        var snapshot = ExampleStack.snapshot.forKeeping
        snapshot.time = ExampleStack.ago(3600)
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: nil)
        dashboard.model.recall(RowMemory.Kept(snapshot: snapshot))
        return dashboard
    }

    @Test(arguments: sizes)
    func `the rows are there before the daemon is, and say of when they are`(_ size: (Int, Int)) throws {
        var dashboard = dashboard(size)
        dashboard.model.now = Timestamp(milliseconds: ExampleStack.now.milliseconds + 400)
        try Golden.expect(dashboard.text, "recalled-\(size.0)x\(size.1)")
        guard size.0 > 40 else { return }
        #expect(dashboard.text.contains("the rows are as of 13:02:11"))
        #expect(dashboard.row(with: "> admin").contains("stale 1h"))
    }

    @Test func `nothing is done by what is only remembered`() {
        var dashboard = dashboard()
        dashboard.press(.character("r"))
        #expect(dashboard.requests.isEmpty && dashboard.notice == "The daemon has not answered yet.")
        #expect(dashboard.model.queries.isEmpty)
    }

    @Test func `the daemon's answer replaces them, and nothing is said to have happened`() {
        var dashboard = dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.services[1].state = .exited(1)
        dashboard.send(.snapshot(snapshot))
        #expect(!dashboard.text.contains("stale 1h") && !dashboard.text.contains("as of"))
        #expect(dashboard.model.eventLog.events.isEmpty && dashboard.notice.isEmpty)
    }

    @Test func `a daemon that does not answer leaves them as old as they are`() {
        var dashboard = dashboard()
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: ExampleStack.now))
        #expect(dashboard.row(with: "postgres").contains("stale 1h"))
        dashboard.send(.snapshot(ExampleStack.snapshot))
        #expect(dashboard.model.eventLog.events.isEmpty && dashboard.notice.isEmpty)
    }

    @Test func `what is kept is the owner's, holds no output and comes back for the same stack only`() async throws {
        try await TemporaryDirectory.with { directory in
            func memory(_ stack: String?) -> RowMemory {
                RowMemory(directory: "\(directory.path)/rows", socket: "/s", stack: stack)
            }
            var snapshot = ExampleStack.snapshot
            snapshot.jobs[0].tail = ["token=hunter2"]
            snapshot.apps[0].message = "hunter2"
            memory(nil).write(snapshot)
            #expect(memory(nil).read()?.snapshot == snapshot.forKeeping)
            #expect(memory("other").read() == nil)
            let text = try String(contentsOfFile: memory(nil).path, encoding: .utf8)
            #expect(!text.contains("hunter2"))
            let mode = try FileManager.default.attributesOfItem(atPath: memory(nil).path)[.posixPermissions]
            #expect(mode as? Int == 0o600)

            try Data("{".utf8).write(to: URL(filePath: memory(nil).path))
            #expect(memory(nil).read() == nil)
            // As large as none is written.
            let spaces = Data(repeating: UInt8(ascii: " "), count: RowMemory.sizeLimit)
            try (spaces + Data(text.utf8)).write(to: URL(filePath: memory(nil).path))
            #expect(memory(nil).read() == nil)
        }
    }

    @Test func `a dismissed failure stays off the list in the next dashboard, and a job of its number later does not`()
        async throws
    {
        try await TemporaryDirectory.with { directory in
            let memory = RowMemory(directory: directory.path, socket: "/s", stack: nil)
            var snapshot = ExampleStack.snapshot
            snapshot.jobs = [
                Job(
                    id: 40,
                    kind: .restart,
                    names: ["api"],
                    state: .failed,
                    user: "dev",
                    createdAt: ExampleStack.ago(60),
                    startedAt: ExampleStack.ago(60),
                    finishedAt: ExampleStack.ago(30),
                    error: DustyError(.failed, "it broke")
                )
            ]
            var first = Dashboard(snapshot: snapshot)
            let keeper = await RowKeeper(memory: memory)
            await keeper.keep(first.model, isLast: false)
            first.press(.character("W"))
            while !first.row(with: ">").contains("job 40") { first.press(.down) }
            first.press(.character("d"))
            #expect(!first.text.contains("job 40"))
            // Without waiting for the next minute, since a terminal may be closed at once.
            await keeper.keep(first.model, isLast: false)

            var second = Dashboard(snapshot: nil)
            second.model.recall(try #require(memory.read()))
            second.send(.snapshot(snapshot))
            second.press(.character("W"))
            #expect(!second.text.contains("job 40"))
            // Another dashboard that has dismissed nothing keeps what this one has.
            memory.write(snapshot)
            #expect(memory.read()?.dismissed.count == 1)
            snapshot.jobs[0].finishedAt = ExampleStack.ago(10)
            second.send(.snapshot(snapshot))
            #expect(second.text.contains("job 40"))

            // A mark of a job that is gone is dropped.
            memory.write(ExampleStack.snapshot)
            #expect(memory.read()?.dismissed == [])
        }
    }

    @Test func `no more than so many stacks are remembered`() async throws {
        try await TemporaryDirectory.with { directory in
            for number in 0..<(RowMemory.filesKept + 4) {
                RowMemory(directory: directory.path, socket: "/s", stack: "s\(number)").write(ExampleStack.snapshot)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(names.count == RowMemory.filesKept)
        }
    }
}
