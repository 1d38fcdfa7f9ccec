import DustyCore
import Testing

@testable import dustyd

/// Rows of services that one stack has from another.
@Suite struct BorrowedTests {
    private static let network = "dusty_shared_fix-ui"

    private func item(_ name: String, lender: String? = nil) -> WantedStack.Item {
        WantedStack.Item(
            name: name,
            image: "\(name):1",
            urls: lender == nil ? [] : ["tcp://db.fix-ui.shop.test:5432"],
            ports: [],
            repos: [],
            gate: lender == nil ? Gate(probe: .tcp(port: 1), timeout: 5) : nil,
            lender: lender
        )
    }

    private func lender(on networks: [String] = [network]) -> StackFacts {
        var facts = StackFacts.empty
        facts.wanted.services = [item("db")]
        var container = ObservedContainer.started("db", kind: "service")
        for network in networks { container.networks[network] = NetworkAttachment(aliases: ["db"]) }
        facts.containers = [container]
        facts.readiness[container.id] = Readiness(
            startedAt: container.startedAt,
            gate: Gate(probe: .tcp(port: 1), timeout: 5),
            verdict: .ready
        )
        return facts
    }

    private func borrower(of lender: StackFacts?) -> StackFacts {
        var facts = StackFacts.empty
        facts.stack = "fix-ui"
        facts.wanted.services = [item("db", lender: "default")]
        facts.containers = [.started("api")]
        if let lender { facts.borrowed = lender.lent(facts.borrowedNames, at: .noon) }
        return facts
    }

    @Test func `A borrowed row shows the other stack's container under the own addresses`() throws {
        let (lender, facts) = (lender(), borrower(of: lender()))
        let row = try #require(facts.snapshot(at: .noon).services.first)
        #expect(row.state == .up && row.container == lender.containers[0].id && row.cutOff == nil)
        #expect(row.sharedBy == "default" && row.sharing == "shared with default")
        #expect(row.urls == ["tcp://db.fix-ui.shop.test:5432"])
        // Who starts containers waits for it as for an own one.
        #expect(facts.gate(of: "db") != nil && facts.container("db")?.id == row.container)
        #expect(facts.container("db").flatMap { facts.verdict(on: $0) } == .ready && !facts.isUnsettled("db"))
    }

    @Test func `One that is not on the stack's network says so`() throws {
        let row = try #require(borrower(of: lender(on: [])).snapshot(at: .noon).services.first)
        #expect(row.state == .unhealthy && row.cutOff == true && row.isFailing)
        #expect(row.message?.contains(Self.network) == true)
    }

    @Test func `Without a container there, and with one of the own, nothing is borrowed`() throws {
        let missing = try #require(borrower(of: nil).snapshot(at: .noon).services.first)
        #expect(missing.state == .missing && missing.sharedBy == "default" && !missing.isFailing)
        var facts = borrower(of: lender())
        facts.containers.append(.started("db", kind: "service"))
        #expect(facts.borrowedNames == [])
        let row = try #require(facts.snapshot(at: .noon).services.first)
        #expect(row.sharedBy == nil && row.message?.contains("not shared with default yet") == true)
    }

    @Test func `Looking at networks again forgets no stop that was asked for`() throws {
        var facts = lender(on: [])
        facts.containers.append(.started("api"))
        facts.stoppedOnRequest = ["id-api"]
        facts.note(networksOf: lender().containers[0])
        #expect(facts.containers[0].networks[Self.network] != nil && facts.stoppedOnRequest == ["id-api"])
        facts.note(networksOf: .started("gone"))
        #expect(facts.containers.count == 2)
    }

    @Test func `The other stack says who has its services`() throws {
        var facts = lender()
        facts.borrowers = ["fix-ui": ["db"], "a": ["db"]]
        #expect(facts.borrowersByService == ["db": ["a", "fix-ui"]])
        #expect(facts.snapshot(at: .noon).services.first?.sharing == "shared with a, fix-ui")
        #expect(facts.snapshot(at: .noon).services.first?.sharedBy == nil)
    }
}
