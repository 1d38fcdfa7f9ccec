import DustyCore
import Testing

@testable import DustyTUI
@testable import DustyTerminal

/// Every state that a pane can be in, on every size, as pictures.
struct DashboardStatesTests {
    enum State: String, CaseIterable {
        case connecting, noDaemon = "no-daemon", refused, noSpecs = "no-specs", noBundles = "no-bundles"
        case stale, engineGone = "engine-gone", machineStopped = "machine-stopped", otherVersion = "other-version"
        case noServices = "no-services", syncFailed = "sync-failed", jobFailed = "job-failed", noJobs = "no-jobs"
        case logOpening = "log-opening", logEmpty = "log-empty", logBroken = "log-broken", logStopped = "log-stopped"
        case logPaused = "log-paused", stats, env, spec
        case paused, crashLoop = "crash-loop", noNetwork = "no-network", hangs, firstRun = "first-run"
    }

    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    /// Half a minute later than the example stack's moment.
    private static let later = Timestamp(milliseconds: ExampleStack.now.milliseconds + 12_000)

    private func snapshot(_ change: (inout Snapshot) -> Void) -> Snapshot {
        var snapshot = ExampleStack.snapshot
        change(&snapshot)
        return snapshot
    }

    private var bare: Snapshot {
        snapshot { snapshot in
            (snapshot.apps, snapshot.services, snapshot.sync) = ([], [], [])
            (snapshot.jobs, snapshot.warnings) = ([], [])
            for index in snapshot.bundles.indices { snapshot.bundles[index].active = false }
        }
    }

    private func dashboard(in state: State, _ size: (Int, Int)) -> Dashboard {
        switch state {
        case .connecting, .noDaemon, .refused: return unanswered(state, size)
        case .noSpecs, .noBundles, .firstRun:
            var bare = bare
            if state != .noBundles { bare.bundles = [] }
            if state == .firstRun { return Dashboard(width: size.0, height: size.1, snapshot: bare) }
            var dashboard = Dashboard(width: size.0, height: size.1, snapshot: bare)
            let checks = [
                DoctorCheck("disk", .ok, "51 GiB free"),
                DoctorCheck("rsync", .failure, "not found", remedy: "Install it, on Debian: apt-get install rsync."),
            ]
            dashboard.send(.answered(.doctor, .doctor(DoctorReport(checks: checks))))
            return dashboard
        case .logOpening, .logEmpty, .logBroken, .logStopped, .logPaused: return withLog(state, size)
        case .stats, .env, .spec: return withTab(state, size)
        default: return changed(state, size)
        }
    }

    private func unanswered(_ state: State, _ size: (Int, Int)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: nil)
        if state == .noDaemon {
            dashboard.send(.lost(DustyError(.unavailable, "The daemon does not answer."), retryAt: Self.later))
        } else if state == .refused {
            let error = DustyError(.forbidden, "You may not use this daemon.", hint: "Join the group `dusty`.")
            dashboard.send(.lost(error, retryAt: Self.later))
        }
        dashboard.wait(2)
        return dashboard
    }

    private func changed(_ state: State, _ size: (Int, Int)) -> Dashboard {
        let snapshot = snapshot {
            switch state {
            case .engineGone:
                let message = "connection refused"
                $0.engine = EngineStatus(
                    reachable: false,
                    version: "20.10.24",
                    since: ExampleStack.now,
                    message: message
                )
                for index in $0.apps.indices { $0.apps[index].staleSince = ExampleStack.now }
                for index in $0.services.indices { $0.services[index].staleSince = ExampleStack.now }
            case .machineStopped:
                $0.machine.state = .stopped
                ($0.machine.cpuPercent, $0.machine.memoryBytes, $0.machine.startedAt) = (nil, nil, nil)
                for index in $0.apps.indices { ($0.apps[index].state, $0.apps[index].cpuPercent) = (.stopped, nil) }
            case .otherVersion: $0.daemon.version = "99.0.0"
            case .noServices: $0.services = []
            case .syncFailed: ($0.sync[0].state, $0.sync[0].message) = (.failed, "rsync exit 23, 2 files refused")
            case .jobFailed:
                $0.jobs[0].state = .failed
                $0.jobs[0].finishedAt = ExampleStack.now
                $0.jobs[0].error = DustyError(
                    .failed,
                    "The image cannot be pulled: no space left.",
                    hint: "Free some space."
                )
                $0.jobs[0].tail = ["Pulling api", "write /var/lib/docker: no space left on device"]
            case .noJobs: $0.jobs = []
            case .paused: $0.apps[0].state = .paused
            case .crashLoop:
                $0.services[1].state = .restarting
                ($0.services[1].restarts, $0.services[1].lastExit, $0.services[1].failing) = (14, 3, true)
                ($0.services[1].cpuPercent, $0.services[1].memoryBytes) = (nil, nil)
            case .noNetwork:
                ($0.apps[0].state, $0.apps[0].cutOff, $0.apps[0].failing) = (.unhealthy, true, true)
                $0.apps[0].message = "it has lost its place on the stack's network"
            default: break
            }
        }
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: snapshot)
        switch state {
        case .jobFailed, .noJobs: dashboard.press(.character("5"))
        case .noServices: dashboard.press(.character("2"))
        case .syncFailed: dashboard.press(.character("3"))
        case .machineStopped: dashboard.press(.character("4"))
        case .stale: dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: Self.later))
        case .crashLoop: dashboard.press(.character("2"), .down)
        case .hangs:
            let since = ExampleStack.ago(2)
            dashboard.send(.lost(DaemonSilence.error, retryAt: Self.later, since: since))
        default: break
        }
        dashboard.wait(3)
        dashboard.send(.expired(notice: dashboard.model.notice?.id ?? 0))
        return dashboard
    }

    private func withLog(_ state: State, _ size: (Int, Int)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        if state == .logStopped { dashboard.press(.down, .down) }
        dashboard.press(.character("0"))
        switch state {
        case .logEmpty, .logStopped: dashboard.wait(3)
        case .logBroken:
            dashboard.log(["the last line before it broke"])
            dashboard.send(.logEnded("admin", DustyError(.unavailable, "The stream was closed.")))
        case .logPaused:
            dashboard.log((1...200).map { "line \($0)" })
            dashboard.press(.pageUp)
            dashboard.log(["one more"], from: 1000)
        default: break
        }
        return dashboard
    }

    private func withTab(_ state: State, _ size: (Int, Int)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.down, .character("0"))
        dashboard.model.show(tab: DetailTab(rawValue: state.rawValue) ?? .log)
        dashboard.send(.answered(.definition("api"), .definition(DashboardTabsTests.definition)))
        for second in 1...40 {
            let snapshot = snapshot { $0.apps[1].cpuPercent = Double(second % 13) }
            dashboard.model.now = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(second) * 1000)
            dashboard.send(.snapshot(snapshot))
        }
        return dashboard
    }

    /// The picture as a terminal without UTF-8 gets it.
    private func ascii(_ frame: Frame) -> String {
        (0..<frame.size.height).map { y in
            var line = frame.row(y).filter { $0.glyph.width > 0 }
                .map { Transliteration.glyph($0.glyph, utf8: false).text }.joined()
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    @Test(arguments: State.allCases, sizes)
    func `every state on every size`(_ state: State, _ size: (Int, Int)) throws {
        let frame = dashboard(in: state, size).frame
        let text = frame.text + "\n\n--- ascii\n" + ascii(frame) + "\n\n--- monochrome\n" + attributes(frame)
        try Golden.expect(text, "states/\(state.rawValue)-\(size.0)x\(size.1)")
    }

    /// What the cells of a screen without colours have, a letter each: `b` bold, `u` underlined, `r` reverse, capitals for bold as well.
    private func attributes(_ frame: Frame) -> String {
        (0..<frame.size.height).map { y in
            var line = frame.row(y).filter { $0.glyph.width > 0 }.map { cell in
                let ink = Theme.monochrome.ink(of: cell.style)
                #expect(ink.foreground == nil && ink.background == nil)
                let isBold = ink.attributes.contains(.bold)
                if ink.attributes.contains(.reverse) { return isBold ? "R" : "r" }
                if ink.attributes.contains(.underline) { return isBold ? "U" : "u" }
                return isBold ? "b" : "."
            }.joined()
            while line.last == "." { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    @Test(arguments: State.allCases, sizes)
    func `without UTF-8 nothing moves and nothing is lost`(_ state: State, _ size: (Int, Int)) {
        let frame = dashboard(in: state, size).frame
        let plain = ascii(frame)
        #expect(plain.unicodeScalars.allSatisfy { $0.isASCII })
        let pairs = zip(frame.text.split(separator: "\n"), plain.split(separator: "\n"))
        for (line, copy) in pairs {
            #expect(line.count == copy.count)
            for (before, after) in zip(line, copy) where before.isASCII { #expect(before == after) }
        }
    }

    @Test(arguments: State.allCases)
    func `no state hides behind a colour`(_ state: State) {
        let words: [State: String] = [
            .connecting: "connecting", .noDaemon: "does not answer", .refused: "may not", .noSpecs: "no specs repo",
            .noBundles: "none is active", .stale: "stale", .engineGone: "engine: no answer", .machineStopped: "stopped",
            .otherVersion: "99.0.0", .noServices: "No services", .syncFailed: "rsync exit 23",
            .jobFailed: "no space left",
            .noJobs: "Nothing running", .logOpening: "opening admin log", .logEmpty: "has written nothing",
            .logBroken: "reconnecting", .logStopped: "is not running", .logPaused: "PAUSED +1", .stats: "at most 12.0%",
            .env: "********", .spec: "compiled for Compose", .paused: "paused", .crashLoop: "x14 exit 3",
            .noNetwork: "no network", .hangs: "stale 5s, up", .firstRun: "no specs repo",
        ]
        for size in [(80, 24), (120, 40), (200, 60)] {
            #expect(dashboard(in: state, size).text.contains(words[state] ?? "?"), "\(size)")
        }
    }
}
