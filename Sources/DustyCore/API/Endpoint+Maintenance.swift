extension DoctorRequest: JSONBody {}
extension UpgradeRequest: JSONBody {}

extension Endpoint<NoInput, DiskReport> {
    /// What takes space.
    public static var disk: Self { Self(.get, "/v1/disk", "What uses disk space.", for: .member, cost: .costly) }
}

extension Endpoint<CleanupQuestion, CleanupPlan> {
    /// What a clean-up of some scopes would remove.
    public static var cleanupPlan: Self {
        Self(
            .get,
            "/v1/disk/cleanup",
            "What a clean-up would remove; the job `cleanup` does it.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .specs]
        )
    }
}

/// Which clean-up is meant.
public struct CleanupQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("scope", "string", "What to clean up.", required: true, repeats: true)
    ]

    /// Names of the scopes, as they were given.
    public var scopes: [String]

    /// The variable's values.
    public var items: [ParameterItem] { .each("scope", scopes) }

    /// A question about scopes.
    public init(of scopes: [CleanupScope]) {
        self.scopes = scopes.map(\.rawValue)
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        scopes = values.all("scope")
    }
}

extension Endpoint<DataQuestion, DataPlan> {
    /// Which data a stack has, or an app or service of it.
    public static var dataPlan: Self {
        Self(
            .get,
            "/v1/disk/data",
            "The data that the job `reset` removes of an app or service, or without a name `down` with `volumes`.",
            for: .member,
            cost: .costly,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

/// Whose data are meant.
public struct DataQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("name", "string", "Active app or service; the whole stack when absent.")
    ]

    /// The app or service; nil for the whole stack.
    public var name: String?

    /// The variable's value.
    public var items: [ParameterItem] { .optional("name", name) }

    /// A question about one, or about the whole stack.
    public init(of name: String? = nil) {
        self.name = name
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        name = values["name"]
    }
}

extension Endpoint<BackupRequest, RawBytes> {
    /// A tar archive of `/persist` and named volumes; an incomplete one ends with an error. It may stop containers, so it is recorded.
    public static var backup: Self {
        Self(
            .get,
            "/v1/disk/backup",
            "Directories of /persist and named volumes as a tar archive whose last member holds their checksums.",
            for: .member,
            media: MediaType.tar,
            leavesTrail: true,
            errors: [.invalid, .notFound, .busy, .conflict]
        )
    }
}

extension BackupRequest: EndpointParameters {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query(
            "name",
            "string",
            "Directory or file at the top of /persist, or a named volume of the stack; all when absent.",
            repeats: true
        ),
        .query("stop", "boolean", "Stop the containers that use them meanwhile."),
    ]

    /// The variables' values.
    public var items: [ParameterItem] { .each("name", names) + .flag("stop", stop) }

    /// What a request said.
    public init(_ values: ParameterValues) {
        self.init(names: values.all("name"), stop: values.flag("stop"))
    }
}

extension Endpoint<Upload<NoInput>, StagedRestore> {
    /// Unpacks and verifies a backup.
    public static var stageRestore: Self {
        Self(
            .post,
            "/v1/disk/restores",
            "Unpacks and verifies a backup; the job `restore`, given the answer's id, puts it in place.",
            for: .member,
            status: 201,
            media: MediaType.tar,
            errors: [.invalid, .busy, .conflict, .failed]
        )
    }
}

extension Endpoint<DoctorRequest, DoctorReport> {
    /// Checks every prerequisite on the daemon's side.
    public static var doctor: Self {
        Self(
            .post,
            "/v1/doctor",
            "Checks every prerequisite, and repairs what is safe to repair if asked to.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .busy]
        )
    }
}

extension Endpoint<NoInput, [DumpDocument]> {
    /// Everything on the daemon's side, with secrets removed.
    public static var dump: Self {
        Self(.get, "/v1/dump", "Diagnostics in one archive, without secrets.", for: .member, cost: .costly)
    }
}

extension Endpoint<Upload<UpgradeProgram>, StagedProgram> {
    /// Receives a new program; it is checked and kept until `upgrade`.
    public static var stageProgram: Self {
        Self(
            .post,
            "/v1/upgrade/{program}",
            "Receives a new program and checks it. Only root and the owner may.",
            for: .owner,
            about: .daemon,
            status: 201,
            media: MediaType.bytes,
            errors: [.invalid, .conflict, .failed]
        )
    }
}

extension UpgradeProgram: EndpointParameters {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [.path("program", "string", "`dusty` or `dustyd`.")]

    /// The variable's value.
    public var items: [ParameterItem] { [("program", rawValue)] }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        let name = values["program"] ?? ""
        guard let program = UpgradeProgram(rawValue: name) else {
            throw DustyError.unknown(name, among: UpgradeProgram.allCases.map(\.rawValue))
        }
        self = program
    }
}

extension Endpoint<UpgradeRequest, UpgradeOutcome> {
    /// Installs received programs.
    public static var upgrade: Self {
        Self(
            .post,
            "/v1/upgrade",
            "Installs the received programs; a new daemon takes over with the same process id.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .busy, .conflict]
        )
    }
}

extension Endpoint<AuditRequest, [AuditRecord]> {
    /// The latest audit records, oldest first.
    public static var audit: Self {
        Self(
            .get,
            "/v1/audit",
            "Who asked for which change, and its outcome, oldest first.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .failed]
        )
    }
}

extension AuditRequest: EndpointParameters {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("since", "string", "Only records from this time (RFC 3339) on."),
        .query("limit", "integer", "How many of the latest; 100 when absent."),
    ]

    /// The variables' values.
    public var items: [ParameterItem] { [("limit", String(limit))] + .optional("since", since?.description) }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        self.init()
        if let text = values["since"] {
            guard let since = Timestamp(text) else {
                throw DustyError(.invalid, "`since` is not a time", hint: "write it as 2026-01-31T12:00:00Z")
            }
            self.since = since
        }
        if let text = values["limit"] {
            guard let limit = Int(text), limit > 0 else {
                throw DustyError(.invalid, "`limit` is not a number above 0")
            }
            self.limit = limit
        }
    }
}
