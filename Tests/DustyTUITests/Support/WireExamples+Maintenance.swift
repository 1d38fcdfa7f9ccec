import DustyCore

extension WireExamples {
    static let item = DiskItem(
        kind: .persist,
        name: "postgres",
        id: "/var/lib/dusty/machine/persist/postgres",
        bytes: 48_000_000,
        reason: "data",
        users: ["postgres"],
        inUse: true
    )
    static let disk = DiskReport(
        volumes: [
            DiskSpace(name: "state", path: "/var/lib/dusty", totalBytes: 100, usedBytes: 60, freeBytes: 35)
        ],
        services: [
            ServiceSpace(
                name: "api",
                container: "dusty_api_1",
                image: "python:3.11",
                imageBytes: 38_000_000,
                layerBytes: 1200,
                volumeBytes: 0,
                logBytes: 90_000
            )
        ],
        items: [item],
        buildCacheBytes: 1_000_000,
        networks: [DiskNetwork(name: "dusty_default", containers: 3)]
    )
    static let audit = AuditRecord(
        time: time,
        uid: 1000,
        user: "ann",
        pid: 4711,
        request: "POST /v1/repos",
        detail: "api -> /home/ann/api",
        outcome: "ok"
    )
    static let leastAudit = AuditRecord(
        time: later,
        uid: 1001,
        user: nil,
        pid: 4712,
        request: "POST /v1/upgrade",
        outcome: "forbidden"
    )
    static let manifest = BackupManifest(
        of: TarScanner(),
        stack: "default",
        createdAt: time,
        warnings: ["./a: changed"]
    )
    static let stagedRestore = StagedRestore(
        id: "1f3k",
        manifest: manifest,
        replaces: ["postgres"],
        stops: ["postgres"]
    )
    static let check = DoctorCheck(
        "hosts file",
        .failure,
        "the section has no end",
        remedy: "dusty doctor --fix",
        fixable: true,
        fixed: "put it in order"
    )
    static let leastCheck = DoctorCheck("git", .ok, "git version 2.39.5")
    static let staged = StagedProgram(program: .dustyd, version: "1.2.0", path: "/usr/local/bin/dustyd")
}

extension SchemaTable {
    /// Documents of the endpoints of upkeep.
    mutating func addMaintenance() throws {
        typealias Wire = WireExamples
        var least = Wire.item
        (least.reason, least.users, least.inUse) = (nil, nil, nil)
        var old = Wire.disk
        old.networks = nil
        try add("DiskReport", Wire.disk, old)
        try add("DiskSpace", Wire.disk.volumes[0])
        try add("ServiceSpace", Wire.disk.services[0])
        try add("DiskNetwork", DiskNetwork(name: "dusty_default", containers: 3))
        try add("DiskItem", Wire.item, least)
        try add("DataPlan", DataPlan(remove: [Wire.item], stops: ["backup"]))
        try add("CleanupPlan", CleanupPlan(remove: [Wire.item], keep: [Wire.item]))
        try add("StagedRestore", Wire.stagedRestore)
        var whole = Wire.manifest
        whole.volumes = ["data"]
        try add("BackupManifest", whole, Wire.manifest)
        try add("DoctorRequest", DoctorRequest(fix: true))
        try add("DoctorReport", DoctorReport(checks: [Wire.check]))
        try add("DoctorCheck", Wire.check, Wire.leastCheck)
        try add("DumpDocument", DumpDocument(name: "jobs.json", text: "[]", redactions: 2))
        try add("AuditRecord", WireExamples.audit, WireExamples.leastAudit)
        try add("StagedProgram", Wire.staged)
        try add("UpgradeRequest", UpgradeRequest(programs: [.dusty, .dustyd], wait: true))
        try add("UpgradeOutcome", UpgradeOutcome(replaced: [Wire.staged], restarts: true))
    }
}
