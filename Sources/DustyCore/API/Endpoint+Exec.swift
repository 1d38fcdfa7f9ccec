extension Endpoint {
    /// `GET` with `app`: `[ScriptInfo]`.
    public static let scripts = "/v1/scripts"
    /// `POST` `ExecRequest`: `ExecSession`.
    public static let exec = "/v1/exec"
    /// `POST` with a body of `ExecInput` frames: `ExecOutput` frames.
    public static func attachExec(_ id: String) -> String { "\(exec)/\(id)/attach" }

    static let execTable: [Definition] = [
        .get(
            .scripts,
            scripts,
            "Scripts of an app, or of all active apps.",
            .list("ScriptInfo"),
            [.query("app", "string", "App; all active ones when absent.")],
            errors: [.notFound, .specs, .conflict]
        ),
        .post(
            .createExec,
            exec,
            "Makes a script, a program or a shell ready to run in a container; it starts when the caller attaches.",
            takes: "ExecRequest",
            .value("ExecSession"),
            status: 201,
            errors: [.invalid, .notFound, .conflict, .specs, .failed]
        ),
        .post(
            .attachExec,
            attachExec("{id}"),
            """
            Runs a program that is ready. Both bodies are frames (a byte of kind, four bytes of length, high byte first, payload) and go on \
            beside each other. The caller sends 0 bytes for standard input, 1 its end, 2 the terminal's columns and rows as two bytes each, \
            3 the name of a signal (INT, TERM, HUP), and ends its body only to hang up. The answer is 16 bytes of standard output, 17 of \
            standard error, and last 18 the exit code as text or 19 a DustyError.
            """,
            takes: bytes,
            .bytes(bytes),
            [.path("id", "string", "The session's id.")],
            errors: [.notFound]
        ),
    ]

    /// Media type of frames.
    public static let bytes = "application/octet-stream"
}
