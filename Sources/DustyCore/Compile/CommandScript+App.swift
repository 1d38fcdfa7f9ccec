/// Paths inside a container that command files use; tests set others.
struct ContainerPaths: Sendable {
    var marker = "/.dusty_first_time_started"
    var onceLog = "/var/log/dusty_once_fn.log"
    var fifo = "/tmp/dusty_once_fn"
    var revisions = "/command_files/\(CommandScript.revisions)"
}

extension CommandScript {
    /// Path inside its container of the file that starts an app.
    public static func startPath(of app: String) -> String { "/command_files/\(startName(of: app))" }

    /// Path of that file below the directory of command files.
    static func startFile(of app: String) -> String { "\(app)/\(startName(of: app))" }

    /// Directory beside an app's command files with one file for each lib, which contains the revision of the machine's
    /// copy. It is not part of any definition: a changed lib must not replace containers.
    public static let revisions = "lib_revisions"

    /// Path below the directory of command files of the revision of a lib in an app.
    public static func revisionFile(of lib: String, in app: String) -> String { "\(app)/\(revisions)/\(lib)" }

    /// Whether a path below the directory of command files is that of a revision.
    public static func isRevision(_ path: String) -> Bool {
        specFile(path) == nil && path.parts(at: "/").dropLast().last.map { $0 == revisions } ?? false
    }

    /// The command files of all active apps, sorted by path.
    static func all(for assembled: AssembledSpecs) -> [CommandScript] {
        let own = assembled.apps.flatMap { app in
            (app.keepsImageCommand ? [] : [start(app, libs: assembled.libs(of: app))]) + scripts(of: app)
                + copies(of: app.files, for: app.name)
        }
        let others = assembled.services.flatMap { copies(of: $0.files, for: $0.name) }
        return (own + others).sorted { $0.path < $1.path }
    }

    /// The file that an app's container runs.
    static func start(_ app: AppSpec, libs: [LibSpec], paths: ContainerPaths = ContainerPaths()) -> CommandScript {
        var lines = ["set -e"] + assetLines(app.assets + libs.flatMap(\.assets)) + notes(paths)
        for lib in libs where !lib.install.isEmpty { lines += install(lib, paths: paths) }
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
            lines.append(ShellText(script.command).withArguments)
            return CommandScript(
                path: "\(app.name)/dusty_command_file_\(app.name)_script_\(script.name).sh",
                text: lines.joined(separator: "\n") + "\n"
            )
        }
    }

    private static func startName(of app: String) -> String { "dusty_command_file_\(app).sh" }

    /// Functions on the marker file, which has a line for each part of the start that was done: its name and the
    /// fingerprint of its inputs. They need only the shell and `mv`.
    private static func notes(_ paths: ContainerPaths) -> [String] {
        let marker = ShellWord.quote(paths.marker)
        return [
            "# Whether a part was done with just these inputs.",
            "dusty_done() {",
            "    [ -e \(marker) ] || return 1",
            "    while IFS= read -r dusty_line; do",
            "        if [ \"$dusty_line\" = \"$1 $2\" ]; then return 0; fi",
            "    done < \(marker)",
            "    return 1",
            "}",
            "# Notes that a part was done.",
            "dusty_note() {",
            "    dusty_rest=",
            "    if [ -e \(marker) ]; then",
            "        while IFS= read -r dusty_line; do",
            "            case \"$dusty_line\" in",
            "                \"$1 \"*) ;;",
            "                *) dusty_rest=\"$dusty_rest$dusty_line",
            "\" ;;",
            "            esac",
            "        done < \(marker)",
            "    fi",
            "    printf '%s%s\\n' \"$dusty_rest\" \"$1 $2\" > \(marker).new",
            "    mv \(marker).new \(marker)",
            "}",
        ]
    }

    /// The install commands of a lib: repeated when they or the machine's copy of the lib changed, and in every new
    /// container.
    private static func install(_ lib: LibSpec, paths: ContainerPaths) -> [String] {
        let part = ShellWord.quote("lib \(lib.name)")
        let inputs = Fingerprint(lib.mount, lib.install.joined(separator: "\n")).hex
        let file = ShellWord.quote("\(paths.revisions)/\(lib.name)")
        return [
            "cd \(ShellWord.quote(lib.mount))",
            "dusty_revision=",
            "if [ -e \(file) ]; then read -r dusty_revision < \(file) || :; fi",
            "if ! dusty_done \(part) \"\(inputs) $dusty_revision\"; then",
            ShellText(lib.install).closed, "dusty_note \(part) \"\(inputs) $dusty_revision\"", "fi",
        ]
    }

    /// The commands of the first start. They are recorded only after they succeeded, so that a failed first start is
    /// tried again. All output goes through one pipe, so that the order of lines is the same in both places.
    private static func first(_ once: [String], paths: ContainerPaths) -> [String] {
        let inputs = Fingerprint(once.joined(separator: "\n")).hex
        let isDue = "if ! dusty_done once \(inputs); then"
        let note = "    dusty_note once \(inputs)"
        guard !once.isEmpty else { return [isDue, note, "fi"] }
        let log = ShellWord.quote(paths.onceLog)
        let fifo = ShellWord.quote(paths.fifo) + ".$$"
        return [
            "dusty_once_fn() {", "set -e", ShellText(once).closed, "}",
            isDue,
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
            note,
            "fi",
        ]
    }

    /// The commands of every start. They run beside the shell, because a shell that waits for a command does not
    /// receive signals: so a signal to the container reaches them, and they can end cleanly.
    private static func always(_ always: [String]) -> [String] {
        guard !always.isEmpty else { return [] }
        return [
            "dusty_always_fn() {", "set -e", ShellText(always).closed, "}",
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
