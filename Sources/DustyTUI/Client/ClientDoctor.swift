import CLibrary
import DustyCore
import Essentials

/// What the front end can see of Dusty's health, with or without a daemon.
struct ClientDoctor: Sendable {
    let daemon: any Daemon
    /// Whether the daemon should fix what it can.
    let fixes: Bool
    var socket = HTTPDaemon.socketPath()
    var environment = ProcessInfo.processInfo.environment
    var service = DaemonService.own

    /// Every check: the daemon's own when it answers, else those that need no daemon.
    func report() async -> DoctorReport {
        do {
            let version = try await daemon.call(.version)
            let own = Self.versionCheck(version)
            let report = try await daemon.call(.doctor, DoctorRequest(fix: fixes))
            return DoctorReport(checks: [own] + report.checks)
        } catch {
            let failure = error as? DustyError
            let reason = DoctorCheck("daemon", .failure, failure?.message ?? "\(error)", remedy: failure?.hint)
            // A daemon that answers and refuses is healthy; further checks would only distract.
            guard failure?.code == .unavailable || failure?.code == .forbidden else {
                return DoctorReport(checks: [reason])
            }
            let service = await serviceCheck().map { [$0] } ?? []
            return DoctorReport(
                checks: [reason] + service + [
                    socketCheck(), membershipCheck(), settingsCheck(), hostsCheck(), engineCheck(),
                ]
                    + ["git", "rsync", "docker"].map(programCheck)
            )
        }
    }

    /// What the service manager says; nil where there is none, and a daemon is started in another way.
    private func serviceCheck() async -> DoctorCheck? {
        guard service.manager.isHere() else { return nil }
        let look: ServiceLook
        do { look = try await service.look() } catch {
            return DoctorCheck("service", .warning, (error as? DustyError)?.message ?? "\(error)")
        }
        if look.isWell { return DoctorCheck("service", .ok, look.words) }
        let remedy =
            look.state?.startsAtBoot == true
            ? "see its log: \(HostWords.own.daemonLog)" : "sudo dusty service install"
        return DoctorCheck("service", look.state == nil ? .warning : .failure, look.words, remedy: remedy)
    }

    static func versionCheck(_ daemon: VersionInfo) -> DoctorCheck {
        let text = "dustyd \(daemon.version), API \(daemon.api), stack \(daemon.stack), pid \(daemon.pid)"
        if daemon.version == DustyVersion.current { return DoctorCheck("daemon", .ok, text) }
        let major = daemon.api.prefix { $0 != "." } == API.version.prefix { $0 != "." }
        return DoctorCheck(
            "daemon",
            major ? .warning : .failure,
            "\(text), but this dusty is \(DustyVersion.current), API \(API.version)",
            remedy: "upgrade both to one version: dusty upgrade; then restart the daemon if it was upgraded"
        )
    }

    private func socketCheck() -> DoctorCheck {
        var status = stat()
        guard lstat(socket, &status) == 0 else {
            return DoctorCheck("socket", .warning, "there is none at \(socket)", remedy: "the daemon makes it")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            return DoctorCheck(
                "socket",
                .failure,
                "\(socket) is not a socket",
                remedy: "remove it, or set DUSTY_SOCKET_PATH"
            )
        }
        // The socket is the owner's, so that they can connect; its directory says who could have made it.
        var directory = stat()
        guard stat(String(socket[..<(socket.lastIndex(of: "/") ?? socket.startIndex)]) + "/", &directory) == 0,
            directory.st_uid == 0
        else {
            return DoctorCheck(
                "socket",
                .failure,
                "\(socket) is in a directory that does not belong to root",
                remedy: "find out who created it before you use it"
            )
        }
        return DoctorCheck("socket", .ok, "\(socket) is Dusty's; a new daemon takes it over")
    }

    private func membershipCheck() -> DoctorCheck {
        guard let group = getgrnam("dusty") else {
            return DoctorCheck(
                "group",
                .failure,
                "there is no group `dusty`",
                remedy: "sudo \(HostWords.own.making(group: "dusty").joined(separator: " "))"
            )
        }
        let wanted = group.pointee.gr_gid
        var groups = [gid_t](repeating: 0, count: 1024)
        let count = getgroups(Int32(groups.count), &groups)
        if geteuid() == 0 || getegid() == wanted || groups.prefix(Int(max(0, count))).contains(wanted) {
            return DoctorCheck("group", .ok, "you may use Dusty")
        }
        return DoctorCheck(
            "group",
            .failure,
            "you are not a member of the group `dusty` in this session",
            remedy: "sudo \(HostWords.own.joining("$USER")), then log in again"
        )
    }

    private func settingsCheck() -> DoctorCheck {
        let directory = environment["DUSTY_CONFIG_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/etc/dusty"
        let path = "\(directory)/config.yml"
        if access(path, R_OK) == 0 { return DoctorCheck("settings", .ok, path) }
        return DoctorCheck(
            "settings",
            .warning,
            errno == ENOENT ? "there is no \(path) yet" : "you may not read \(path)",
            remedy: "the daemon makes it"
        )
    }

    private func hostsCheck() -> DoctorCheck {
        let named = environment["DUSTY_HOSTS_FILE"].flatMap { $0.isEmpty ? nil : $0 } ?? "/etc/hosts"
        guard let file = FileManager.default.contents(atPath: named) else {
            return DoctorCheck("hosts file", .failure, "\(named) cannot be read")
        }
        let diagnosis = HostsDiagnosis(Array(file), names: .standard)
        guard diagnosis.faults.isEmpty else {
            return DoctorCheck(
                "hosts file",
                .failure,
                "Dusty's section of \(named) is damaged: \(diagnosis.faults.joined(separator: "; "))",
                remedy: "start the daemon, then: dusty doctor --fix"
            )
        }
        return DoctorCheck("hosts file", .ok, diagnosis.hasSection ? "one section for Dusty" : "no section for Dusty")
    }

    private func engineCheck() -> DoctorCheck {
        let host = environment["DOCKER_HOST"].flatMap { $0.isEmpty ? nil : $0 } ?? "unix:///var/run/docker.sock"
        let path = host.hasPrefix("unix://") ? String(host.dropFirst(7)) : host
        if access(path, F_OK) == 0 { return DoctorCheck("engine", .ok, "there is a socket at \(path)") }
        return DoctorCheck(
            "engine",
            .failure,
            "the container engine does not run: there is no socket at \(path)",
            remedy: (Platform.isMac ? "" : "sudo ") + HostWords.own.startEngine
        )
    }

    private func programCheck(_ name: String) -> DoctorCheck {
        let places = (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        if let place = places.first(where: { access("\($0)/\(name)", X_OK) == 0 }) {
            return DoctorCheck(name, .ok, "\(place)/\(name)")
        }
        return DoctorCheck(name, .failure, "\(name) is not installed", remedy: HostWords.own.package(name))
    }
}
