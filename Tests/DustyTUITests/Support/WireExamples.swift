import DustyCore

/// One value of every wire type with every field filled in: what the schemas of the API's description are derived from.
enum WireExamples {
    static let time = Timestamp(milliseconds: 1_800_000_000_204)
    static let later = Timestamp(milliseconds: 1_800_000_003_604)

    static let problem = SpecProblem(
        file: "apps/api.yml",
        line: 7,
        column: 22,
        key: "host_forwarding.0.host_port",
        message: "is not a port",
        hint: "use a number from 1 to 65535"
    )
    static let error = DustyError(.specs, "the specs have one problem", hint: "fix it", problems: [problem])
    static let version = VersionInfo(version: "1.0.0", api: "1.0", stack: "default", pid: 42, features: ["one_off"])
    static let progress = Job.Progress(
        percent: 40.5,
        bytes: 1200,
        totalBytes: 3000,
        bytesPerSecond: 600.5,
        items: 2,
        totalItems: 5
    )
    static let step = Job.Step(
        title: "sync api",
        state: .succeeded,
        startedAt: time,
        finishedAt: later,
        progress: progress,
        summary: "2 files, 1.2 KiB"
    )
    static let job = Job(
        id: 7,
        kind: .up,
        names: ["api"],
        state: .failed,
        user: "ann",
        createdAt: time,
        startedAt: time,
        finishedAt: later,
        steps: [step],
        tail: ["a line"],
        error: error,
        tests: [testOutcome]
    )
    static let container = ContainerStatus(
        name: "api",
        state: .up,
        health: .healthy,
        container: "4f1d",
        image: "shop/api",
        since: time,
        staleSince: later,
        cpuPercent: 3.2,
        memoryBytes: 52_000_000,
        memoryLimitBytes: 1_000_000_000,
        restarts: 1,
        urls: ["http://api.shop.local/"],
        ports: ["80:65000:8000"],
        repos: ["/src/api"],
        sync: .ok,
        olderCode: ["/src/api"],
        wanted: true,
        job: 7,
        message: "restarted after a crash"
    )
    static let sync = SyncStatus(
        repo: "/src/api",
        shortName: "api",
        path: "/src/api",
        overridden: true,
        state: .syncing,
        percent: 40.5,
        bytes: 1200,
        files: 2,
        deleted: 1,
        bytesPerSecond: 600.5,
        syncedAt: time,
        revision: 1_800_000_000_204,
        parts: ["web": 1_800_000_000_203],
        message: "slow",
        follow: follow,
        back: back
    )
    static let back = BackStatus(
        files: 3,
        at: time,
        conflicts: 1,
        message: "stayed in the copy: out (a link that leads out)"
    )
    static let conflict = RepoConflict(
        repo: "/src/api",
        shortName: "api",
        path: "schema.rb",
        keptAt: time,
        file: "/var/lib/dusty/conflicts/1z141z4",
        bytes: 1200
    )
    static let ignored = IgnoreProposal(
        repo: "/src/api",
        shortName: "api",
        file: "/home/dev/api/.dustyignore",
        files: 31_204,
        bytes: 431_000_000,
        directories: [IgnoredDirectory(path: "node_modules", files: 31_204, bytes: 431_000_000)],
        isPartial: true,
        lines: ["/node_modules/"],
        written: true
    )
    static let synced = SyncedReport(repo: "/src/api", shortName: "api", sequence: 41)
    static let collected = CollectReport(
        repo: "/src/api",
        shortName: "api",
        files: 3,
        bytes: 1200,
        conflicts: 1,
        message: "stayed in the copy: out (a link that leads out)"
    )
    static let codeChange = CodeChange(path: "api/views.py", files: 3, ledTo: ["restart api"])
    static let follow = FollowStatus(
        state: .failed,
        latencyMilliseconds: 3.5,
        sequence: 41,
        message: "a disk is full",
        lastChange: codeChange
    )
    static let bundle = BundleStatus(name: "shop", description: "The shop", active: true)
    static let repo = RepoStatus(
        name: "/src/api",
        shortName: "api",
        path: "/src/api",
        overridden: true,
        present: true,
        usedBy: ["api"],
        branch: "main",
        ahead: 1,
        behind: 2,
        changed: 3,
        note: "not a git clone"
    )
    static let machine = MachineStatus(
        kind: .local,
        state: .running,
        address: "127.65.0.1",
        bridgeAddress: "172.17.0.1",
        startedAt: time,
        cpuPercent: 12.5,
        cpuCount: 2,
        memoryBytes: 2_000_000_000,
        memoryTotalBytes: 8_000_000_000,
        diskBytes: 20_000_000_000,
        diskTotalBytes: 80_000_000_000,
        system: "Debian 12",
        name: "local",
        message: "nothing listens at ann@big.example.org",
        since: time,
        target: "ann@big.example.org",
        clockSkewSeconds: -3,
        containerMemoryBytes: 300_000_000,
        persistBytes: 1_200_000_000
    )
    static let snapshot = Snapshot(
        time: later,
        stack: "default",
        daemon: DaemonStatus(version: "1.0.0", pid: 42, startedAt: time),
        engine: EngineStatus(reachable: true, version: "20.10.24", since: later, message: "slow"),
        machine: machine,
        bundles: [bundle],
        apps: [container],
        services: [container],
        libs: [LibStatus(name: "kit", repo: "/src/kit", usedBy: ["api"])],
        sync: [sync],
        jobs: [job],
        warnings: [Warning(subject: .init(rawValue: "disk"), message: "nearly full", hint: "remove something")],
        idleSince: time
    )
    static let batch = LogBatch(
        lines: [LogLine(source: "api", time: time, stream: .out, text: "hello")]
    )

    /// The events of a job in which one step ends well and one fails.
    static let events: [JobEvent] = {
        let kinds: [JobEvent.Kind] = [
            .started, .planned(steps: ["sync api", "write hosts", "start containers"]), .stepStarted(step: 0),
            .stepProgressed(step: 0, progress: progress), .output(step: 0, text: "sent server.py"),
            .stepFinished(step: 0, state: .succeeded, summary: "2 files, 1.2 KiB"),
            .stepFinished(step: 1, state: .skipped, summary: "nothing to do"), .stepStarted(step: 2),
            .output(step: nil, text: "one\ntwo"), .output(step: 2, text: "no such file", stream: .err),
            .stepFinished(step: 2, state: .failed, summary: nil),
            .finished(state: .failed, error: error),
        ]
        return kinds.enumerated().map { index, kind in
            JobEvent(
                job: 7,
                sequence: index,
                time: Timestamp(milliseconds: time.milliseconds + Int64(index) * 100),
                kind: kind
            )
        }
    }()
}
