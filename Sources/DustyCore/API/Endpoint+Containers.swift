extension Endpoint<LogRequest, JSONLines<LogBatch>> {
    /// Log lines; without `follow` the stream ends after the last one.
    public static var logs: Self {
        Self(
            .get,
            "/v1/logs",
            "Log lines of apps and services, in batches.",
            for: .member,
            errors: [.invalid, .notFound, .conflict, .unavailable]
        )
    }
}

extension LogRequest: EndpointParameters {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] =
        [.query("name", "string", "App or service.", required: true, repeats: true)] + LogWindow.parameters

    /// The variables' values.
    public var items: [ParameterItem] { .each("name", names) + window.items }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        self.init(names: values.all("name"), try LogWindow(values))
    }
}

extension LogWindow {
    /// Means the last start of a container, where a time is expected.
    public static let lastStart = "last-start"

    static let parameters: [EndpointDefinition.Parameter] = [
        .query("follow", "boolean", "Keep the stream open and send new lines."),
        .query("tail", "integer", "How many of the latest lines of each to start with; all when absent."),
        .query("head", "integer", "How many of the earliest lines of each to stop after; all when absent."),
        .query("since", "string", "Only lines from this time (RFC 3339) on, or from the `last-start` of each."),
        .query("until", "string", "Only lines before this time (RFC 3339)."),
        .query("runs", "boolean", "Say where containers were started and how they ended."),
        .query("previous", "boolean", "What was kept of the container that was replaced last."),
        .query("parts", "boolean", "Send lines over 64 KiB in parts instead of cutting them off."),
    ]

    var items: [ParameterItem] {
        var items: [ParameterItem] = .flag("follow", follow)
        items += .optional("tail", tail.map { String($0) })
        items += .optional("head", head.map { String($0) })
        items += .optional("since", sinceStart ? Self.lastStart : since?.description)
        items += .optional("until", until?.description)
        return items + .flag("runs", runs) + .flag("previous", previous) + .flag("parts", parts)
    }

    init(_ values: ParameterValues) throws(DustyError) {
        self.init(
            follow: values.flag("follow"),
            tail: try Self.lines(values, "tail"),
            head: try Self.lines(values, "head"),
            until: try Self.moment(values, "until"),
            runs: values.flag("runs"),
            parts: values.flag("parts")
        )
        sinceStart = values["since"] == Self.lastStart
        previous = values.flag("previous")
        if !sinceStart { since = try Self.moment(values, "since") }
        if follow, head != nil || until != nil {
            throw DustyError(.invalid, "a followed log has no end", hint: "leave out head and until, or do not follow")
        }
        if previous, follow || runs || sinceStart {
            throw DustyError(
                .invalid,
                "what is kept of a former container neither goes on nor says when it started",
                hint: "leave out follow, runs and since=\(Self.lastStart), or previous"
            )
        }
    }

    /// No request gets more lines than this at once.
    static let mostLines = 10_000_000

    private static func lines(_ values: ParameterValues, _ name: String) throws(DustyError) -> Int? {
        guard let text = values[name] else { return nil }
        if let lines = Int(text), lines >= 0 { return min(lines, mostLines) }
        throw DustyError(.invalid, "\(name) is `\(text)`, not a number of lines", hint: "such as \(name)=100")
    }

    private static func moment(_ values: ParameterValues, _ name: String) throws(DustyError) -> Timestamp? {
        guard let text = values[name] else { return nil }
        if let moment = Timestamp(text) { return moment }
        throw DustyError(.invalid, "\(name) is `\(text)`, not a time", hint: "such as 2026-01-31T14:02:11Z")
    }
}

extension Endpoint<ScriptsQuestion, [ScriptInfo]> {
    /// Scripts of an app, or of all active apps; `.notFound` for an app that no spec describes.
    public static var scripts: Self {
        Self(
            .get,
            "/v1/scripts",
            "Scripts of an app, or of all active apps.",
            for: .member,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

/// Whose scripts are wanted.
public struct ScriptsQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("app", "string", "App; all active ones when absent.")
    ]

    /// The app; nil for all active ones.
    public var app: String?

    /// The variable's value.
    public var items: [ParameterItem] { .optional("app", app) }

    /// A question about an app, or about all.
    public init(of app: String? = nil) {
        self.app = app
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        app = values["app"]
    }
}

extension ExecRequest: JSONBody {}

extension Endpoint<ExecRequest, ExecSession> {
    /// Makes a program ready to run. `.notFound` for an unknown name or script, `.conflict` when the container does not run.
    public static var createExec: Self {
        Self(
            .post,
            "/v1/exec",
            """
            Prepares a script, a program or a shell to run in a container, with `one_off` in a new one; it starts when the caller attaches. With \
            `attach` the caller attaches to the container's own process, which goes on when the caller is gone.
            """,
            for: .member,
            status: 201,
            errors: [.invalid, .notFound, .conflict, .specs, .failed]
        )
    }
}

extension Endpoint<Upload<ExecSession>, RawBytes> {
    /// Runs a prepared program: `ExecInput` frames go there, `ExecOutput` frames come back.
    public static var attachExec: Self {
        Self(
            .post,
            "/v1/exec/{id}/attach",
            """
            Runs a prepared program. Both bodies are frames (a byte of kind, four bytes of length, high byte first, payload) and flow at the \
            same time. The caller sends 0 for bytes of standard input, 1 for its end, 2 for the terminal's columns and rows as two bytes each, \
            3 for the name of a signal (INT, TERM, HUP), and ends its body only to hang up. The answer is 16 for bytes of standard output, 17 for \
            standard error, and last 18 for the exit code as text or 19 for a DustyError.
            """,
            for: .member,
            media: MediaType.bytes,
            cost: .stream,
            errors: [.notFound]
        )
    }
}

extension ExecSession: EndpointParameters {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [.path("id", "string", "The session's id.")]

    /// The variable's value.
    public var items: [ParameterItem] { [("id", id)] }

    /// What a request said.
    public init(_ values: ParameterValues) {
        self.init(id: values["id"] ?? "")
    }
}

/// Which container is meant.
public struct ContainerQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [.path("name", "string", "App or service.")]

    /// App or service.
    public var name: String

    /// The variable's value.
    public var items: [ParameterItem] { [("name", name)] }

    /// A question about the container of an app or a service.
    public init(of name: String) {
        self.name = name
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        name = values["name"] ?? ""
    }
}

extension Endpoint<ContainerQuestion, ContainerProcesses> {
    /// What runs in a container.
    public static var processes: Self {
        Self(
            .get,
            "/v1/containers/{name}/processes",
            "The processes of a container, without secrets in their arguments.",
            for: .member,
            errors: [.notFound, .conflict, .unavailable]
        )
    }
}

extension Endpoint<ContainerQuestion, ContainerInspection> {
    /// A container in the engine's own words.
    public static var inspection: Self {
        Self(
            .get,
            "/v1/containers/{name}/inspection",
            "A container in the engine's own words, without variables, arguments and other secrets.",
            for: .member,
            errors: [.notFound, .conflict, .unavailable]
        )
    }
}

extension Endpoint<ContainerQuestion, ContainerUse> {
    /// What a container has used.
    public static var use: Self {
        Self(
            .get,
            "/v1/containers/{name}/use",
            "What a container has sent, received, read and written since it started, and how many processes it has.",
            for: .member,
            errors: [.notFound, .conflict, .unavailable]
        )
    }
}
