import DustyCore
import Testing

@testable import dustyd

@Suite struct CodeRunTests {
    private static let start = Timestamp(milliseconds: 1_000_000)

    private func container(
        _ started: Timestamp = start,
        status: ObservedContainer.Status = .running
    ) -> ObservedContainer {
        ObservedContainer(
            id: "id",
            service: "web",
            name: "dusty_web_1",
            image: "image",
            imageID: "sha256:1",
            status: status,
            exitCode: 0,
            outOfMemory: false,
            startedAt: started,
            restarts: 0,
            terminal: false,
            labels: [:]
        )
    }

    private func facts(machine: MachineKind = .local, revision: Int64? = 900_000) -> StackFacts {
        var facts = StackFacts(
            stack: "default",
            daemon: DaemonStatus(version: "1", pid: 1, startedAt: Self.start),
            engine: EngineStatus(reachable: true, since: Self.start),
            machine: MachineStatus(kind: machine, state: .running)
        )
        facts.sync["repo"] = SyncStatus(
            repo: "repo",
            shortName: "repo",
            path: "/repo",
            overridden: false,
            state: .ok,
            revision: revision
        )
        return facts
    }

    @Test func `code that changed after a process began is older in it until it begins again`() {
        var facts = facts()
        facts.observe([container()])
        #expect(facts.olderCode(of: container(), among: ["repo"]).isEmpty)
        facts.sync["repo"]?.revision = 1_100_000
        facts.observe([container()])
        #expect(facts.olderCode(of: container(), among: ["repo"]) == ["repo"])
        #expect(facts.olderCode(of: container(), among: ["other"]).isEmpty)
        #expect(facts.olderCode(of: container(status: .exited), among: ["repo"]).isEmpty)
        let again = container(Timestamp(milliseconds: 1_200_000))
        facts.observe([again])
        #expect(facts.olderCode(of: again, among: ["repo"]).isEmpty)
        facts.observe([])
        #expect(facts.runs.isEmpty)
    }

    @Test func `code is older only where something changed in what the app has of the repo`() {
        var facts = facts()
        facts.observe([container()])
        facts.sync["repo"]?.begin(1_100_000, [Array("api/a".utf8)], among: ["api", "web"])
        #expect(facts.sync["repo"]?.parts == ["api": 1_100_000, "web": 900_000])
        #expect(facts.olderCode(of: container(), among: ["repo"], ["repo": ["web"]]).isEmpty)
        #expect(facts.olderCode(of: container(), among: ["repo"], ["repo": ["api"]]) == ["repo"])
        #expect(facts.olderCode(of: container(), among: ["repo"]) == ["repo"])
        facts.sync["repo"]?.begin(1_200_000, nil, among: ["api", "web"])
        #expect(facts.olderCode(of: container(), among: ["repo"], ["repo": ["web"]]) == ["repo"])
        facts.sync["repo"]?.begin(1_300_000, [], among: [])
        #expect(facts.sync["repo"]?.parts == nil && facts.sync["repo"]?.revision == 1_300_000)
    }

    @Test(arguments: [(MachineKind.local, ["repo"]), (.ssh, [])])
    func `code that came between a start and the news of it is older where both have one clock`(
        machine: MachineKind,
        older: [String]
    ) {
        var facts = facts(machine: machine, revision: 1_000_200)
        facts.observe([container()])
        #expect(facts.olderCode(of: container(), among: ["repo"]) == older)
    }

    @Test func `code that rules have dealt with is not older, unless something came before it that they have not`() {
        var facts = facts()
        facts.observe([container()])
        facts.sync["repo"]?.revision = 1_100_000
        facts.note("web", hasSeen: 1_100_000, of: "repo", after: 900_000)
        #expect(facts.olderCode(of: container(), among: ["repo"]).isEmpty)
        facts.sync["repo"]?.revision = 1_300_000
        facts.note("web", hasSeen: 1_300_000, of: "repo", after: 1_200_000)
        #expect(facts.olderCode(of: container(), among: ["repo"]) == ["repo"])
        facts.note("other", hasSeen: 1_300_000, of: "repo", after: 900_000)
        #expect(facts.olderCode(of: container(), among: ["repo"]) == ["repo"])
    }

    @Test func `a clock that was put back does not make code older for good`() {
        var facts = facts(revision: 5_000_000)
        facts.observe([container()])
        #expect(facts.olderCode(of: container(), among: ["repo"]).isEmpty)
    }

    @Test func `code that was never synced is not newer`() {
        var facts = facts(revision: nil)
        facts.observe([container()])
        facts.sync["repo"]?.revision = 1_100_000
        #expect(facts.olderCode(of: container(), among: ["repo"]).isEmpty)
    }
}
