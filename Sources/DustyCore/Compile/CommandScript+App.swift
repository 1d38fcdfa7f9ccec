/// Paths inside a container that command files use; tests set others.
struct ContainerPaths: Sendable {
    var marker = "/.dusty_first_time_started"
    var onceLog = "/var/log/dusty_once_fn.log"
    var fifo = "/tmp/dusty_once_fn"
}

extension CommandScript {
    /// Path inside its container of the file that starts an app.
    static func startPath(of app: String) -> String { "/command_files/\(startName(of: app))" }

    /// Path of that file below the directory of command files.
    static func startFile(of app: String) -> String { "\(app)/\(startName(of: app))" }

    /// The command files of all active apps, sorted by path.
    static func all(for assembled: AssembledSpecs) -> [CommandScript] {
        assembled.apps
            .flatMap { [start($0, libs: assembled.libs(of: $0))] + scripts(of: $0) }
            .sorted { $0.path < $1.path }
    }

    /// The file that an app's container runs.
    static func start(_ app: AppSpec, libs: [LibSpec], paths: ContainerPaths = ContainerPaths()) -> CommandScript {
        var lines = ["set -e"] + assetLines(app.assets + libs.flatMap(\.assets))
        for lib in libs where !lib.install.isEmpty {
            lines += ["cd \(ShellWord.quote(lib.mount))"] + lib.install.map(command)
        }
        if let mount = app.mount {
            lines += ["cd \(ShellWord.quote(mount))", "export PATH=$PATH:\(ShellWord.quote(mount))"]
        }
        lines += first(app.once, paths: paths)
        lines += always(app.always)
        return CommandScript(path: startFile(of: app.name), text: lines.joined(separator: "\n") + "\n")
    }

    /// One file per script of an app.
    static func scripts(of app: AppSpec) -> [CommandScript] {
        app.scripts.map { script in
            var lines = app.mount.map { ["cd \(ShellWord.quote($0)) || exit"] } ?? []
            lines += script.command.map(command)
            if let last = lines.popLast() { lines.append(last + " \"$@\"") }
            return CommandScript(
                path: "\(app.name)/dusty_command_file_\(app.name)_script_\(script.name).sh",
                text: lines.joined(separator: "\n") + "\n"
            )
        }
    }

    private static func startName(of app: String) -> String { "dusty_command_file_\(app).sh" }

    /// A command of a spec: shell by design, so it stays as written but for line endings around it.
    private static func command(_ text: String) -> String {
        var text = text[...]
        while text.last?.isNewline == true { text = text.dropLast() }
        return String(text)
    }

    /// The commands of the first start. The marker is set only after they succeeded, so that a failed first start is tried again. All
    /// they print goes through one pipe, so that the order of lines is kept in both places.
    private static func first(_ once: [String], paths: ContainerPaths) -> [String] {
        let marker = ShellWord.quote(paths.marker)
        guard !once.isEmpty else { return ["if [ ! -e \(marker) ]; then", "    touch \(marker)", "fi"] }
        let log = ShellWord.quote(paths.onceLog)
        let fifo = ShellWord.quote(paths.fifo) + ".$$"
        return ["dusty_once_fn() {", "set -e"] + once.map(command) + [
            "}",
            "if [ ! -e \(marker) ]; then",
            "    mkdir -p \"$(dirname \(log))\" \"$(dirname \(fifo))\"",
            "    rm -f \(fifo)",
            "    mkfifo \(fifo)",
            "    tee \(log) < \(fifo) &",
            "    dusty_tee=$!",
            "    # Not in a condition: there the shell would ignore failing commands.",
            "    set +e",
            "    ( dusty_once_fn ) > \(fifo) 2>&1",
            "    dusty_status=$?",
            "    wait \"$dusty_tee\"",
            "    set -e",
            "    rm -f \(fifo)",
            "    if [ \"$dusty_status\" -ne 0 ]; then exit \"$dusty_status\"; fi",
            "    touch \(marker)",
            "fi",
        ]
    }

    /// The commands of every start. They run beside the shell, because a shell that waits for a command does not hear signals: so a
    /// signal to the container reaches them, and they can end in order.
    private static func always(_ always: [String]) -> [String] {
        guard !always.isEmpty else { return [] }
        return ["dusty_always_fn() {", "set -e"] + always.map(command) + [
            "}",
            "exec 3<&0",
            "trap 'trap \"\" TERM; kill -TERM 0' TERM INT QUIT HUP",
            "( trap 'exit 143' TERM; dusty_always_fn ) <&3 3<&- &",
            "dusty_always=$!",
            "exec 3<&-",
            "while :; do",
            "    dusty_status=0",
            "    wait \"$dusty_always\" || dusty_status=$?",
            "    kill -0 \"$dusty_always\" 2>/dev/null || exit \"$dusty_status\"",
            "done",
        ]
    }
}
