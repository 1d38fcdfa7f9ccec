import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What is known of one container beside its row.
struct DashboardContainerTests {
    private static let processes = ContainerProcesses(
        columns: ["PID", "USER", "%CPU", "COMMAND"],
        rows: [["1", "root", "0.0", "python server.py"], ["17", "www-data", "12.5", "worker --queue mail"]],
        omitted: 3
    )
    private static let json = """
        {
          "Id": "aaa2",
          "State": {
            "Running": true
          },
        \((1...90).map { "  \"Field\($0)\": \"value \($0)\"," }.joined(separator: "\n"))
          "Last": "running"
        }
        """

    /// A dashboard in a tab of admin.
    private func on(_ tab: DetailTab, _ size: (Int, Int) = (120, 40)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("0"))
        dashboard.model.show(tab: tab)
        return dashboard
    }

    @Test(arguments: DashboardStatesTests.sizes)
    func `what runs in it`(_ size: (Int, Int)) throws {
        var dashboard = on(.processes, size)
        #expect(dashboard.model.queries.contains(.processes("admin")))
        dashboard.send(.answered(.processes("admin"), .processes(Self.processes)))
        try Golden.expect(dashboard.text, "processes-\(size.0)x\(size.1)")
    }

    @Test func `processes are asked for again while they are to be seen`() {
        #expect(Query.processes("admin").interval == 2 && Query.use("admin").interval == 2)
        #expect(Query.inspection("admin").interval == nil && Query.disk.interval == nil)
    }

    @Test func `the engine's own words can be searched, scrolled and copied`() {
        var dashboard = on(.inspect)
        dashboard.send(.answered(.inspection("admin"), .inspection(ContainerInspection(json: Self.json))))
        #expect(dashboard.text.contains(#""Id": "aaa2""#) && !dashboard.text.contains("Last"))
        dashboard.press(.character("/"))
        dashboard.type("running")
        #expect(dashboard.text.contains("2 lines"))
        dashboard.press(.enter)
        #expect(dashboard.model.detail.match == 3)
        dashboard.press(.character("n"))
        #expect(dashboard.text.contains(#""Last": "running""#))
        dashboard.press(.character("n"))
        #expect(dashboard.model.detail.match == 3 && dashboard.text.contains(#""Id""#))
        dashboard.press(.character("N"))
        #expect(dashboard.text.contains(#""Last""#))
        dashboard.press(.escape)
        #expect(dashboard.model.detail.search == nil && dashboard.model.tab == .inspect)
        dashboard.press(.character("Y"))
        #expect(dashboard.copies == [Self.json])
    }

    @Test func `stats say what was sent, received, read and written`() {
        var dashboard = on(.stats)
        #expect(dashboard.model.queries.contains(.use("admin")))
        let use = ContainerUse(
            processes: 12,
            processLimit: 4096,
            networkReceivedBytes: 1_258_291,
            networkSentBytes: 307_200,
            diskReadBytes: 4_194_304,
            diskWrittenBytes: 0
        )
        dashboard.send(.answered(.use("admin"), .use(use)))
        #expect(dashboard.text.contains("network  1.2M in, 300K out   disk  4.0M read, 0B written"))
        #expect(dashboard.text.contains("12 of 4,096 processes, 0 restarts by the engine"))
        dashboard.press(.character("1"), .down, .down)
        #expect(!dashboard.model.queries.contains(.use("billing")))
    }

    @Test func `one container is removed after a question, and u makes it again`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down, .delete)
        #expect(dashboard.text.contains("Remove the container of billing?"))
        #expect(dashboard.text.contains("u makes it again."))
        dashboard.press(.enter)
        #expect(dashboard.requests.isEmpty)
        dashboard.press(.delete, .character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["billing"], remove: true), queue: true)])
        dashboard.send(.accepted(ExampleStack.job(kind: .stop, names: ["billing"])))
        #expect(dashboard.notice.hasSuffix("the same as `dusty stop --rm billing`"))
    }

    @Test func `id and image can be copied`() {
        var dashboard = Dashboard()
        for (command, text) in [("copy id", "aaa1"), ("copy image", "shop/admin:1")] {
            dashboard.press(.character(":"))
            dashboard.type(command)
            dashboard.press(.enter)
            #expect(dashboard.copies == [text])
        }
    }

    @Test func `a tab strip shows the tabs around the one that is shown`() {
        var dashboard = on(.env, (80, 24))
        #expect(dashboard.row(with: "[env]").contains("log stats [env] ports repos events spec processes >"))
        dashboard.send(.terminal(.resized(Size(width: 72, height: 24))))
        dashboard.model.show(tab: .inspect)
        let cut = "0 admin < stats env ports repos events spec processes [inspect]"
        #expect(dashboard.row(with: "[inspect]").contains(cut))
    }
}
