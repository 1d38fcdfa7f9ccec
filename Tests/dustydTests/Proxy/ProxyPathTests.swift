import DustyCore
import Testing

@testable import dustyd

@Suite struct ProxyPathTests {
    typealias Outcome = ProxyTrial.Outcome

    @Test(arguments: [
        (Outcome.answers, Outcome.answers, false, true),
        (.answers, .silent, false, true),
        (.silent, .answers, true, true),
        // The app refuses, so it has been reached.
        (.silent, .refused, true, true),
        (.unreachable("no route to host"), .answers, true, true),
        (.refused, .answers, true, true),
        // Neither way says which one is open.
        (.refused, .refused, false, false),
        (.silent, .silent, false, false),
        (.silent, .unreachable("name or service not known"), false, false),
    ])
    func `a trial shows which way is open`(bridge: Outcome, network: Outcome, isAtFault: Bool, isConclusive: Bool) {
        let rule = PortTable.Rule(app: "web", hostName: "web.test", hostPort: 80, upstreamPort: 65_000)
        let attempts = [ProxyTrial.Attempt(rule: rule, bridge: bridge, network: network)]
        #expect((attempts.bridgeFault != nil) == isAtFault)
        #expect(attempts.isConclusive == isConclusive)
        // What one port reaches is reached by all: a single app is not the engine's fault.
        let both = attempts + [ProxyTrial.Attempt(rule: rule, bridge: .answers, network: .answers)]
        #expect(both.bridgeFault == nil && both.isConclusive)
    }

    @Test func `what a trial has shown is kept for its engine until it is doubted`() async throws {
        let files = MemoryFiles()
        let path = ProxyPath(path: "/state/proxy.json", files: files)
        #expect(path.fault == nil && !path.isKnown(on: "26.1 at 172.17.0.1"))
        try await path.keep(ProxyPath.Finding(engine: "26.1 at 172.17.0.1", fault: "nothing comes back"))
        let later = ProxyPath(path: "/state/proxy.json", files: files)
        #expect(later.fault == "nothing comes back" && later.isKnown(on: "26.1 at 172.17.0.1"))
        #expect(!later.isKnown(on: "27.0 at 172.17.0.1"))
        later.doubt()
        #expect(!later.isKnown(on: "26.1 at 172.17.0.1") && later.fault == "nothing comes back")
    }
}
