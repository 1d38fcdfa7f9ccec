extension Endpoint {
    /// `GET`: `DiskReport`.
    public static let disk = "/v1/disk"
    /// `GET` with `scope`: `CleanupPlan`.
    public static let cleanupPlan = "/v1/disk/cleanup"
    /// `GET` with `name`, `stop`: a tar archive.
    public static let backup = "/v1/disk/backup"
    /// `POST` a tar archive: `StagedRestore`.
    public static let restores = "/v1/disk/restores"
    /// `POST` `DoctorRequest`: `DoctorReport`.
    public static let doctor = "/v1/doctor"
    /// `GET`: `[DumpDocument]`.
    public static let dump = "/v1/dump"
    /// `POST` `UpgradeRequest`: `UpgradeOutcome`.
    public static let upgrade = "/v1/upgrade"
    /// `POST` a program: `StagedProgram`.
    public static func stagedProgram(_ program: UpgradeProgram) -> String { "\(upgrade)/\(program.rawValue)" }

    static let maintenanceTable: [Definition] = [
        .get(.disk, disk, "What takes space.", .value("DiskReport")),
        .get(
            .cleanupPlan,
            cleanupPlan,
            "What a clean-up would remove; the job `cleanup` does it.",
            .value("CleanupPlan"),
            [.query("scope", "string", "What to look at.", required: true, repeats: true)],
            errors: [.invalid, .specs]
        ),
        .get(
            .backup,
            backup,
            "Directories of /persist as a tar archive whose last member holds their checksums.",
            .bytes("application/x-tar"),
            [
                .query("name", "string", "Directory or file at the top of /persist; all when absent.", repeats: true),
                .query("stop", "boolean", "Stop the containers that use them meanwhile."),
            ],
            errors: [.invalid, .notFound, .busy, .conflict]
        ),
        .post(
            .stageRestore,
            restores,
            "Unpacks and verifies a backup; the job `restore`, given the answer's id, puts it in place.",
            takes: "application/x-tar",
            .value("StagedRestore"),
            status: 201,
            errors: [.invalid, .busy, .conflict, .failed]
        ),
        .post(
            .doctor,
            doctor,
            "Checks every prerequisite, and repairs what is safe to repair when asked to.",
            takes: "DoctorRequest",
            .value("DoctorReport"),
            errors: [.invalid, .busy]
        ),
        .get(.dump, dump, "Diagnostics in one archive, without secrets.", .list("DumpDocument")),
        .post(
            .stageProgram,
            "\(upgrade)/{program}",
            "Receives a new program and looks at it. Only root and the owner may.",
            takes: "application/octet-stream",
            .value("StagedProgram"),
            [.path("program", "string", "`dusty` or `dustyd`.")],
            status: 201,
            errors: [.invalid, .conflict, .failed]
        ),
        .post(
            .upgrade,
            upgrade,
            "Puts received programs in place; a new daemon takes over with the same process id.",
            takes: "UpgradeRequest",
            .value("UpgradeOutcome"),
            errors: [.invalid, .busy, .conflict]
        ),
    ]
}
