import DustyCore

/// Programs and files in containers.
extension WireExamples {
    static let script = ScriptInfo(app: "api", name: "migrate", description: "Brings the tables up to date")
    static let scriptRequest = ScriptRequest(name: "seed", arguments: ["--big"])
    static let exec = ExecRequest(
        name: "api",
        script: "migrate",
        arguments: ["--dry-run"],
        terminal: true,
        size: TerminalSize(columns: 80, rows: 24),
        terminalType: "xterm-256color",
        user: "1000:1000"
    )
    static let entry = ArchiveEntry(name: "current", kind: .link, size: 0, linkTarget: "/data/7")
    static let processes = ContainerProcesses(
        columns: ["PID", "COMMAND"],
        rows: [["1", "python server.py"]],
        omitted: 0
    )
    static let inspection = ContainerInspection(json: "{\n  \"Id\": \"7f3a\"\n}")
    static let use = ContainerUse(
        processes: 4,
        processLimit: 4096,
        networkReceivedBytes: 52_000,
        networkSentBytes: 18_000,
        diskReadBytes: 8192,
        diskWrittenBytes: 4096
    )
    static let leastEntry = ArchiveEntry(name: "data", kind: .directory, size: 0)
}
