import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardChecklistTests {
    private var bare: Snapshot {
        var snapshot = ExampleStack.snapshot
        (snapshot.apps, snapshot.services, snapshot.sync, snapshot.jobs) = ([], [], [], [])
        (snapshot.bundles, snapshot.warnings) = ([], [])
        return snapshot
    }

    @Test func `without specs the page says how to get some`() {
        let dashboard = Dashboard(snapshot: bare)
        #expect(dashboard.row(with: "!!  specs").contains("no specs repo"))
        #expect(dashboard.text.contains("dusty setup"))
        #expect(dashboard.model.queries == [.doctor])
    }

    @Test func `the examination of the host is part of it`() {
        var dashboard = Dashboard(snapshot: bare)
        #expect(dashboard.text.contains("being examined"))
        let checks = [
            DoctorCheck("hosts", .ok, "one section for Dusty"),
            DoctorCheck("rsync", .failure, "not found", remedy: "Install it."),
        ]
        dashboard.send(.answered(.doctor, .doctor(DoctorReport(checks: checks))))
        #expect(dashboard.row(with: "hosts").contains("ok"))
        #expect(dashboard.row(with: "!!  rsync").contains("not found"))
        #expect(dashboard.text.contains("Install it."))
    }

    @Test func `b chooses bundles from there, and the page goes once there are rows`() {
        var snapshot = bare
        snapshot.bundles = [BundleStatus(name: "web", description: "the site", active: false)]
        var dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.text.contains("b chooses some"))
        dashboard.press(.character("b"), .character(" "), .enter)
        #expect(dashboard.effects == [.changeBundles([BundleRequest(names: ["web"], active: true)])])
        dashboard.send(.snapshot(ExampleStack.snapshot))
        #expect(!dashboard.text.contains("What is needed"))
        #expect(dashboard.model.queries.isEmpty)
    }

    @Test func `a daemon that refuses this user says what to do`() {
        var dashboard = Dashboard(snapshot: nil)
        let error = DustyError(.forbidden, "You may not use this daemon.", hint: "Join the group `dusty`.")
        dashboard.send(.lost(error, retryAt: ExampleStack.now))
        #expect(dashboard.text.contains("You may not use this daemon."))
        #expect(dashboard.text.contains("Join the group `dusty`."))
    }
}
