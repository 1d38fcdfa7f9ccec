import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What takes space, and its removal.
struct DashboardDiskTests {
    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    static let old = DiskItem(
        kind: .image,
        name: "shop/billing:2",
        id: "sha256:old",
        bytes: 900_000_000,
        reason: "no container uses it",
        users: [],
        inUse: false
    )
    static let cache = DiskItem(
        kind: .volume,
        name: "dusty_cache",
        id: "dusty_cache",
        bytes: 52_000_000,
        reason: "no container uses it",
        users: [],
        inUse: false
    )
    static let gone = DiskItem(
        kind: .container,
        name: "dusty_billing_1",
        id: "aaa3",
        bytes: 4096,
        reason: "exited"
    )
    static let clone = DiskItem(kind: .repo, name: "github.com/shop/old", id: "/repos/old", bytes: 7_000_000)
    static let copy = DiskItem(kind: .copy, name: "github.com/shop/old", id: "/copies/old", bytes: 6_000_000)

    static let report = DiskReport(
        volumes: [
            DiskSpace(
                name: "state",
                path: "/var/lib/dusty",
                totalBytes: 100_000_000_000,
                usedBytes: 60_000_000_000,
                freeBytes: 35_000_000_000
            )
        ],
        services: [
            ServiceSpace(
                name: "billing",
                container: "dusty_billing_1",
                image: "shop/billing:3",
                imageBytes: 950_000_000,
                layerBytes: 4096,
                volumeBytes: 0,
                logBytes: 12_000
            ),
            ServiceSpace(
                name: "postgres",
                container: "dusty_postgres_1",
                image: "postgres:15",
                imageBytes: 380_000_000,
                layerBytes: 60,
                volumeBytes: 0,
                logBytes: 90_000
            ),
        ],
        items: [
            DiskItem(
                kind: .image,
                name: "shop/billing:3",
                id: "sha256:new",
                bytes: 950_000_000,
                users: ["billing"],
                inUse: false
            ), old, cache, clone, copy,
            DiskItem(
                kind: .persist,
                name: "postgres",
                id: "/machine/persist/postgres",
                bytes: 48_000_000,
                users: ["postgres"],
                inUse: true
            ),
        ],
        buildCacheBytes: 1_300_000_000,
        networks: [DiskNetwork(name: "dusty_default", containers: 2)]
    )
    static let plan = CleanupPlan(remove: [gone, old, cache, clone, copy], keep: [])

    private func dashboard(_ size: (Int, Int) = (120, 40), answer: Answer = .disk(report, plan)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("d"))
        dashboard.send(.answered(.disk, answer))
        return dashboard
    }

    /// Moves to the row that holds a text.
    private func select(_ text: String, in dashboard: inout Dashboard) {
        dashboard.press(.character("g"))
        for _ in 0..<20 where !dashboard.row(with: " >").contains(text) { dashboard.press(.down) }
    }

    @Test(arguments: sizes)
    func `the list on every size`(_ size: (Int, Int)) throws {
        try Golden.expect(dashboard(size).text, "disk-\(size.0)x\(size.1)")
    }

    @Test(arguments: sizes)
    func `a column has its name or is not there`(_ size: (Int, Int)) {
        let dashboard = dashboard(size)
        let heading = dashboard.row(with: "KIND ")
        #expect(heading.contains("NOTE") == dashboard.row(with: "shop/billing:2").contains("no container"))
    }

    @Test func `it is opened by name too, asks once, and stays on the screen`() {
        var dashboard = Dashboard()
        dashboard.press(.character(":"))
        dashboard.type("disk")
        dashboard.press(.enter)
        #expect(dashboard.effects.allSatisfy { if case .lend = $0 { false } else { true } })
        #expect(dashboard.model.queries == [.disk])
        #expect(dashboard.text.contains("The daemon measures"))
        dashboard.press(.escape)
        #expect(dashboard.model.overlay == nil && dashboard.model.queries.isEmpty)
    }

    @Test func `every kind has its rows, with size, owner and whether it is in use`() {
        let rows = DiskRows.rows(of: .disk(Self.report, Self.plan))
        #expect(
            rows.map(\.kind) == [
                "image", "image", "image", "cache", "volume", "/persist", "repo", "copy", "container", "container",
                "network",
            ]
        )
        #expect(rows.prefix(3).map(\.name) == ["shop/billing:3", "shop/billing:2", "postgres:15"])
        #expect(rows.first { $0.name == "postgres:15" }?.users == ["postgres"])
        #expect(rows.first { $0.name == "postgres" }?.use == .running)
        #expect(rows.first { $0.name == "dusty_billing_1" }?.use == .stopped)
        #expect(rows.filter { !$0.goes.isEmpty }.map(\.id).contains("dusty_cache"))
        #expect(Set(rows.map(\.id)).count == rows.count)
    }

    @Test func `x asks with the name of what goes, and only that goes`() {
        var dashboard = dashboard()
        select("dusty_cache", in: &dashboard)
        dashboard.press(.character("x"))
        #expect(dashboard.text.contains("Remove 1 thing, 50M?"))
        #expect(dashboard.text.contains("volume dusty_cache 50M"))
        #expect(dashboard.text.contains("Volumes go with the data in them."))
        dashboard.press(.enter)
        #expect(dashboard.requests.isEmpty)
        dashboard.press(.character("x"), .character("y"))
        #expect(dashboard.requests == [JobRequest(.cleanup([.volumes], only: ["dusty_cache"]), queue: true)])
        // The list is there again, with what was known.
        #expect(dashboard.row(with: " >").contains("dusty_cache"))
    }

    @Test func `a clone goes with its copy`() {
        var dashboard = dashboard()
        select("repo ", in: &dashboard)
        dashboard.press(.character("x"), .character("y"))
        let request = JobRequest(.cleanup([.repos], only: ["/repos/old", "/copies/old"]), queue: true)
        #expect(dashboard.requests == [request])
    }

    @Test func `X asks with the names of all that goes`() {
        var dashboard = dashboard()
        dashboard.press(.character("X"))
        for name in ["dusty_billing_1", "shop/billing:2", "dusty_cache", "github.com/shop/old"] {
            #expect(dashboard.text.contains(name), "\(name)")
        }
        dashboard.press(.character("y"))
        let only = ["aaa3", "sha256:old", "dusty_cache", "/repos/old", "/copies/old"]
        let request = JobRequest(.cleanup([.containers, .images, .volumes, .repos], only: only), queue: true)
        #expect(dashboard.requests == [request])
        let job = ExampleStack.job(kind: .cleanup, names: request.names)
        dashboard.send(.accepted(job))
        let command = "dusty disk cleanup --containers --images --volumes --repos --only ..."
        #expect(dashboard.notice.contains("the same as `\(command)`"))
    }

    @Test func `what is in use stays and says by whom`() {
        var dashboard = dashboard()
        select("/persist", in: &dashboard)
        dashboard.press(.character("x"))
        #expect(dashboard.notice == "postgres stays: it is in use by postgres.")
        #expect(dashboard.requests.isEmpty)
        select("network", in: &dashboard)
        dashboard.press(.character("y"))
        #expect(dashboard.copies == ["dusty_default"])
    }

    @Test func `an error of the daemon is said in the list`() {
        let dashboard = dashboard(answer: .refused(DustyError(.unavailable, "the engine does not answer")))
        #expect(dashboard.text.contains("the engine does not answer"))
    }

    @Test func `who only looks removes nothing`() {
        var dashboard = dashboard()
        dashboard.model.access = .readOnly
        dashboard.press(.character("X"))
        #expect(dashboard.notice.contains("only looks"))
    }
}
