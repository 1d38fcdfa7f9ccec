import DustyCore

/// A stack as a dashboard would see it, at a fixed moment.
enum ExampleStack {
    /// 2026-01-31 14:02:11 UTC.
    static let now = Timestamp(milliseconds: 1_769_868_131_000)

    static func ago(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds - seconds * 1000)
    }

    static let apps: [ContainerStatus] = [
        ContainerStatus(
            name: "admin",
            state: .up,
            health: .healthy,
            container: "aaa1",
            image: "shop/admin:1",
            since: ago(10_800),
            cpuPercent: 0.4,
            memoryBytes: 92_274_688,
            urls: ["http://admin.shop.local/"],
            ports: ["80:65000:8000"],
            repos: ["github.com/shop/admin"],
            sync: .ok
        ),
        ContainerStatus(
            name: "api",
            state: .restarting,
            container: "aaa2",
            image: "shop/api:2.8.1",
            since: ago(1),
            cpuPercent: 1.2,
            memoryBytes: 220_200_960,
            urls: ["http://api.shop.local/"],
            ports: ["80:65001:8000"],
            repos: ["github.com/shop/api", "github.com/shop/common"],
            sync: .ok,
            job: 7
        ),
        ContainerStatus(
            name: "billing",
            state: .exited(137),
            container: "aaa3",
            image: "shop/billing:3",
            since: ago(120),
            repos: ["github.com/shop/billing"],
            sync: .ok,
            message: "out of memory"
        ),
        ContainerStatus(
            name: "search",
            state: .starting,
            health: .starting,
            container: "aaa4",
            image: "shop/search:1",
            since: ago(61),
            cpuPercent: 12.8,
            memoryBytes: 536_870_912,
            repos: ["github.com/shop/search"],
            sync: .stale
        ),
        ContainerStatus(
            name: "web",
            state: .building,
            image: "shop/web:1",
            repos: ["github.com/shop/web"],
            sync: .syncing,
            job: 6
        ),
    ]

    static let services: [ContainerStatus] = [
        ContainerStatus(
            name: "postgres",
            state: .up,
            container: "bbb1",
            image: "postgres:15",
            since: ago(10_800),
            cpuPercent: 2.1,
            memoryBytes: 429_916_160,
            ports: ["5432:65002:5432"]
        ),
        ContainerStatus(
            name: "redis",
            state: .up,
            container: "bbb2",
            image: "redis:7",
            since: ago(10_800),
            cpuPercent: 0.3,
            memoryBytes: 12_582_912
        ),
    ]

    static let sync: [SyncStatus] = [
        SyncStatus(
            repo: "github.com/shop/api",
            shortName: "api",
            path: "/home/dev/api",
            overridden: true,
            state: .ok,
            bytes: 41_000,
            files: 3,
            syncedAt: ago(2),
            follow: FollowStatus(state: .following, latencyMilliseconds: 3.1, sequence: 41)
        ),
        SyncStatus(
            repo: "github.com/shop/common",
            shortName: "common",
            path: "/home/dev/common",
            overridden: false,
            state: .ok,
            syncedAt: ago(3600)
        ),
        SyncStatus(
            repo: "github.com/shop/search",
            shortName: "search",
            path: "/home/dev/search",
            overridden: false,
            state: .stale,
            syncedAt: ago(600)
        ),
        SyncStatus(
            repo: "github.com/shop/web",
            shortName: "web",
            path: "/home/dev/web",
            overridden: false,
            state: .syncing,
            percent: 62,
            bytes: 12_000_000,
            files: 80,
            bytesPerSecond: 4_300_000
        ),
    ]

    static let jobs: [Job] = [
        Job(
            id: 7,
            kind: .restart,
            names: ["api"],
            state: .running,
            user: "dev",
            createdAt: ago(2),
            startedAt: ago(1),
            steps: [
                .init(title: "sync api", state: .succeeded, startedAt: ago(1), finishedAt: ago(1), summary: "3 files"),
                .init(title: "restart api", state: .running, startedAt: ago(1)),
                .init(title: "wait for api"),
            ]
        ),
        Job(
            id: 6,
            kind: .rebuild,
            names: ["web"],
            state: .running,
            user: "dev",
            createdAt: ago(41),
            startedAt: ago(41),
            steps: [
                .init(title: "sync web", state: .running, startedAt: ago(41), progress: .init(percent: 62)),
                .init(title: "build web"),
            ]
        ),
        Job(
            id: 5,
            kind: .up,
            names: [],
            state: .succeeded,
            user: "dev",
            createdAt: ago(300),
            startedAt: ago(300),
            finishedAt: ago(186),
            steps: [.init(title: "start", state: .succeeded)]
        ),
    ]

    /// Everything above together.
    static let snapshot = Snapshot(
        time: now,
        stack: "default",
        daemon: DaemonStatus(version: DustyVersion.current, pid: 42, startedAt: ago(90_000)),
        engine: EngineStatus(reachable: true, version: "20.10.24", since: ago(90_000)),
        machine: MachineStatus(
            kind: .local,
            state: .running,
            address: "127.65.0.1",
            bridgeAddress: "172.17.0.1",
            startedAt: ago(11_520),
            cpuPercent: 34,
            cpuCount: 4,
            memoryBytes: 2_254_857_830,
            memoryTotalBytes: 4_294_967_296,
            diskBytes: 15_247_133_900,
            diskTotalBytes: 21_474_836_480,
            system: "Debian 12"
        ),
        bundles: [
            BundleStatus(name: "back", description: "Everything behind the web front", active: false),
            BundleStatus(name: "search", description: "Search", active: true),
            BundleStatus(name: "web", description: "The web front and what it needs", active: true),
        ],
        apps: apps,
        services: services,
        sync: sync,
        jobs: jobs,
        warnings: [
            Warning(
                subject: .init(rawValue: "disk"),
                message: "71 % of the disk is in use.",
                hint: "Remove old images."
            )
        ]
    )

    /// A log of the api.
    static func log(of name: String = "api") -> LogBatch {
        let texts = [
            "INFO  listening on 0.0.0.0:8000", "\u{1B}[33mWARN\u{1B}[0m  slow query 812ms GET /v1/items",
            "INFO  SIGTERM received, draining 3 requests", "INFO  bye", "INFO  boot 2.8.1 pid=1",
        ]
        return LogBatch(
            lines: texts.enumerated().map { index, text in
                LogLine(source: name, time: ago(Int64(10 - index * 2)), stream: .out, text: text)
            }
        )
    }
}
