import DustyCore
import Foundation

@testable import DustyTUI

/// Stand-ins for `systemctl` and `launchctl`, for tests alone: shell scripts that keep what the real ones would know in files of a directory,
/// and write down how they were called. A root directory of the test's own comes with them. Nothing here talks to a service manager.
struct StandInManager {
    private static let systemctl = """
        #!/bin/sh
        # Not systemd's: a stand-in of Dusty's tests.
        cd "STATE"
        echo "systemctl $*" >>calls
        if [ "${1:-}" = "$(cat failing 2>/dev/null)" ]; then echo "Job for dustyd.service failed." >&2; exit 1; fi
        unit=$(cat place 2>/dev/null || echo /usr/local/lib/systemd/system/dustyd.service)
        case "$1" in
            show)
                loaded=not-found; [ ! -e loaded ] || loaded=loaded
                active=inactive; pid=0; [ ! -e running ] || { active=active; pid=4711; }
                enabled=; [ ! -e loaded ] || { enabled=disabled; [ ! -e enabled ] || enabled=enabled; }
                [ ! -e loaded ] || fragment=$unit
                printf 'MainPID=%s\\nResult=success\\nExecMainStatus=0\\nLoadState=%s\\n' $pid $loaded
                printf 'ActiveState=%s\\nFragmentPath=%s\\nUnitFileState=%s\\n' $active "${fragment:-}" "$enabled"
                ;;
            daemon-reload) if [ -e "ROOT$unit" ]; then touch loaded; else rm -f loaded; fi ;;
            enable) touch enabled ;;
            disable) rm -f enabled ;;
            start) touch running ;;
            stop) rm -f running ;;
            reset-failed) exit 1 ;;
            *) exit 64 ;;
        esac
        """

    private static let launchctl = """
        #!/bin/sh
        # Not launchd's: a stand-in of Dusty's tests.
        cd "STATE"
        echo "launchctl $*" >>calls
        if [ "${1:-}" = "$(cat failing 2>/dev/null)" ]; then echo "Bootstrap failed: 5: Input/output error" >&2; exit 5; fi
        case "$1" in
            print-disabled)
                printf '\\tdisabled services = {\\n'
                [ ! -e disabled ] || printf '\\t\\t"org.dusty.dustyd" => disabled\\n'
                printf '\\t}\\n'
                ;;
            print)
                # As the real one it lists a job for a moment after `bootout`.
                if [ -e ending ]; then rm -f ending loaded; fi
                [ -e loaded ] || { echo 'Could not find service "org.dusty.dustyd" in domain for system' >&2; exit 113; }
                printf 'system/org.dusty.dustyd = {\\n\\tpath = /Library/LaunchDaemons/org.dusty.dustyd.plist\\n'
                printf '\\tstate = running\\n\\tpid = 4711\\n\\tlast exit code = (never exited)\\n}\\n'
                ;;
            enable) rm -f disabled ;;
            bootstrap) [ -e "ROOT$3" ] && [ ! -e disabled ] && touch loaded ;;
            bootout) touch ending; exit 36 ;;
            *) exit 64 ;;
        esac
        """

    let directory: String
    var root: String { "\(directory)/root" }

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/service-\(UUID().uuidString.prefix(8))"
        for part in ["root/run/systemd/system", "root/usr/local/bin", "state", "bin"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        for (name, text) in [("systemctl", Self.systemctl), ("launchctl", Self.launchctl)] {
            let script = text.replacing("STATE", with: "\(directory)/state").replacing("ROOT", with: root)
            try write("\(directory)/bin/\(name)", script + "\n", mode: 0o755)
        }
        try write("\(root)/usr/local/bin/dustyd", "#!/bin/sh\n", mode: 0o755)
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: root + path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What the stand-ins remember: `running`, `loaded`, `failing` (a word that fails).
    func set(_ name: String, _ text: String = "") throws { try write("\(directory)/state/\(name)", text) }

    /// How they were called, without the questions; and the list begins anew.
    func calls() -> [String] {
        let path = "\(directory)/state/calls"
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try? FileManager.default.removeItem(atPath: path)
        return text.lines.filter { !$0.contains(" show ") && !$0.contains(" print") }
    }

    /// Every file below the root but the program.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { path in
                var isDirectory: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory)
                return !isDirectory.boolValue && path != "usr/local/bin/dustyd"
            }
            .map { "/\($0)" }.sorted()
    }

    func service(_ system: ServiceSystem, isRoot: Bool = true) -> DaemonService {
        let programs = SystemPrograms(directories: ["\(directory)/bin"], patience: .seconds(20))
        let manager: any ServiceManager =
            system == .systemd
            ? Systemd(programs: programs, root: root) : Launchd(programs: programs, patience: .seconds(5))
        return DaemonService(
            manager: manager,
            root: root,
            own: nil,
            isRoot: isRoot,
            programs: programs,
            patience: .milliseconds(300)
        )
    }
}

/// A daemon that answers once it was started.
struct LateDaemon: TestDaemon {
    let isStarted: @Sendable () -> Bool

    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        guard isStarted() else { throw DustyError(.unavailable, "nobody listens") }
        let version = VersionInfo(version: DustyVersion.current, api: API.version, stack: "default", pid: 4711)
        return try answer(version, of: endpoint)
    }
}
