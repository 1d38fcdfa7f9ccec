import DustyCore

/// Programs and files in containers.
extension WireExamples {
    static let script = ScriptInfo(app: "api", name: "migrate", description: "Brings the tables up to date")
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
    static let leastEntry = ArchiveEntry(name: "data", kind: .directory, size: 0)
}
