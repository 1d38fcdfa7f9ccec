import DustyCore

extension DaemonService {
    /// Refuses users other than root, and systems without the service manager.
    func check(for what: String) throws {
        try checkRoot(what)
        try checkManager()
    }

    func checkRoot(_ what: String) throws {
        guard isRoot else {
            throw DustyError(
                .forbidden,
                "only root can \(what) a service of the system",
                hint: "run it with sudo: sudo dusty service \(what)"
            )
        }
    }

    func checkManager() throws {
        guard manager.isHere() else {
            let other = "have what starts this system's services run `dusty -d` as root, or start it by hand"
            throw DustyError(.unavailable, "\(manager.system) does not run on this system", hint: other)
        }
    }

    /// Refuses programs that are not there, or that others than root could exchange.
    func checkProgram(in directory: String) throws {
        guard let guarded = try GuardedDirectory.open(directory, root: root), try guarded.holdsProgram("dustyd") else {
            throw DustyError(
                .notFound,
                "there is no program \(directory)/dustyd",
                hint: "put dustyd beside dusty, or name its directory with --programs"
            )
        }
    }

    /// Refuses to write over what Dusty did not write.
    func refuseOthers(_ files: [ServiceFile], _ standings: [ServiceFile.Standing?]) throws {
        for (file, standing) in zip(files, standings) {
            guard let standing, standing == .edited || standing == .foreign else { continue }
            throw Self.notOurs(file.path, standing, doing: "replaced")
        }
        for path in manager.system.candidates where path != files[0].path && PlainFile.isThere(root + path) {
            throw DustyError(
                .conflict,
                "there is another \(ServiceSystem.unit) already, \(path)",
                hint: "look at it with `systemctl cat \(ServiceSystem.unit)`; remove or unmask it, then run this again"
            )
        }
    }

    /// Refuses a service of the same name that the manager has from elsewhere.
    func refuseElsewhere(_ paths: [String], _ state: ServiceState?) throws {
        guard let found = state?.file, !paths.contains(found), !paths.contains("/usr\(found)") else { return }
        throw DustyError(
            .conflict,
            "\(manager.system) has a service of the same name from another file, \(found)",
            hint: "have it stopped and its file removed, then run this again"
        )
    }

    /// Refuses while a daemon runs that is not the service: a second one cannot have its socket.
    func refuseStray(_ daemon: any Daemon, _ state: ServiceState?) async throws {
        guard let pid = try? await daemon.call(.version).pid, pid != state?.pid else { return }
        throw DustyError(
            .conflict,
            "a daemon that is not a service runs already, process \(pid)",
            hint: "end it, which leaves containers running, then run this again: kill \(pid)"
        )
    }

    static func notOurs(_ path: String, _ standing: ServiceFile.Standing, doing what: String) -> DustyError {
        let whose = standing == .edited ? "was changed since Dusty wrote it" : "was not written by Dusty"
        return DustyError(
            .conflict,
            "\(path) \(whose), and is not \(what)",
            hint: "look at it; move or remove it yourself, then run this again"
        )
    }
}
