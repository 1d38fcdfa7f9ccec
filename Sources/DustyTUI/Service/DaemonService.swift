import CLibrary
import DustyCore

/// The daemon as a service that is started at boot.
struct DaemonService: Sendable {
    /// What was done, and how the service is now.
    struct Outcome: Codable, Sendable {
        var manager: ServiceSystem
        var steps: [ServiceStep]
        /// The files of the service, or those that were removed.
        var files: [String]
        /// The daemon's process; nil where none runs.
        var pid: Int?
        /// What is yet to be done by hand.
        var note: String?
    }

    let manager: any ServiceManager
    /// Stands before all paths; tests have their own.
    var root = ""
    /// Directory of this program, if it is known.
    var own = Platform.ownFile.map { Self.parts($0).directory }
    /// Whether this is root; and a test that acts for it.
    var isRoot = geteuid() == 0
    var programs = SystemPrograms()
    /// How long a daemon that was started may take to answer.
    var patience = Duration.seconds(30)

    /// The one for this host.
    static var own: DaemonService { DaemonService(manager: Platform.isMac ? Launchd() : Systemd()) }

    /// What `dusty service install` does; nothing where all is as it should be.
    func install(programs directory: String, _ daemon: any Daemon) async throws -> Outcome {
        try check(for: "install")
        try checkProgram(in: directory)
        let files = try manager.system.files(programs: directory)
        let standings = try files.map { try standing(of: $0) }
        try refuseOthers(files, standings)
        let before = try await manager.state()
        try refuseElsewhere([files[0].path], before)
        try await refuseStray(daemon, before)

        var steps = try await makeGroup()
        for (file, standing) in zip(files, standings) where standing != .current {
            let (directory, name) = Self.parts(file.path)
            let guarded = try GuardedDirectory.open(directory, root: root, making: true)
            try guarded?.write(name, file.text, replacing: standing != nil)
            steps.append(ServiceStep(action: standing == nil ? .wrote : .replaced, subject: file.path))
        }
        steps += try makeLog()
        let isChanged = standings.contains { $0 != .current }
        do {
            steps += try await manager.start(before, filesChanged: isChanged)
        } catch var error as DustyError {
            error.message += "; its files are in place"
            throw error
        }
        let pid = try await awaitAnswer(daemon)
        let isOld = isChanged && before?.runs == true
        return Outcome(
            manager: manager.system,
            steps: steps,
            files: files.map(\.path),
            pid: pid,
            note: isOld
                ? "the daemon runs on as the earlier file said, until it is stopped and started again" : nil
        )
    }

    /// What `dusty service uninstall` does; nothing where there is none.
    func uninstall() async throws -> Outcome {
        try checkRoot("uninstall")
        let found = try installed()
        for (path, standing) in found where standing == .edited || standing == .foreign {
            throw Self.notOurs(path, standing, doing: "removed")
        }
        let isHere = manager.isHere()
        let before = isHere && !found.isEmpty ? try await manager.state() : nil
        if !found.isEmpty { try refuseElsewhere(found.map(\.path), before) }
        var steps = try await manager.stop(before)
        for (path, _) in found {
            let (directory, name) = Self.parts(path)
            try GuardedDirectory.open(directory, root: root)?.remove(name)
            steps.append(ServiceStep(action: .removed, subject: path))
        }
        if isHere, !found.isEmpty { try await manager.forget() }
        return Outcome(manager: manager.system, steps: steps, files: found.map(\.path), pid: nil, note: nil)
    }

    /// Files that are there, ours or not, with what they are.
    func installed() throws -> [(path: String, standing: ServiceFile.Standing)] {
        // For telling ours from others' it does not matter of which programs; for telling the newest those of this one do.
        let known = ([own].compactMap(\.self) + ["/usr/local/bin", "/usr/bin"]).flatMap {
            (try? manager.system.files(programs: $0)) ?? []
        }
        var seen: Set<String> = []
        return try known.filter { seen.insert($0.path).inserted }.compactMap { file in
            try standing(of: file).map { (file.path, $0) }
        }
    }

    private func standing(of file: ServiceFile) throws -> ServiceFile.Standing? {
        let (directory, name) = Self.parts(file.path)
        return try GuardedDirectory.open(directory, root: root)?.read(name).map(file.standing)
    }

    /// The log, closed to others before the service manager opens it.
    private func makeLog() throws -> [ServiceStep] {
        guard let log = manager.system.log else { return [] }
        let (directory, name) = Self.parts(log.path)
        let guarded = try GuardedDirectory.open(directory, root: root, making: true)
        guard try guarded?.makeLog(name, readers: log.readers) == true else { return [] }
        return [ServiceStep(action: .made, subject: log.path)]
    }

    /// The group whose members may use the daemon.
    private func makeGroup() async throws -> [ServiceStep] {
        guard root.isEmpty, getgrnam("dusty") == nil else { return [] }
        try await programs.succeed(HostWords.own.making(group: "dusty"))
        return [ServiceStep(action: .made, subject: "the group dusty")]
    }

    /// Waits until the daemon answers, and returns its process.
    private func awaitAnswer(_ daemon: any Daemon) async throws -> Int {
        let end = ContinuousClock.now + patience
        while true {
            let (version, state) = (try? await daemon.call(.version), try await manager.state())
            if let pid = version?.pid, pid == state?.pid { return pid }
            guard ContinuousClock.now < end else {
                let how = [state?.words, state?.ended].compactMap(\.self).joined(separator: ", ")
                throw DustyError(
                    .unavailable,
                    "the service is installed, but its daemon does not answer"
                        + (how.isEmpty ? "" : " (\(manager.system): \(how))"),
                    hint: "see its log: \(HostWords.own.daemonLog)"
                )
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    static func parts(_ path: String) -> (directory: String, name: String) {
        let names = path.parts(at: "/")
        return ("/" + names.dropLast().joined(separator: "/"), names.last ?? "")
    }
}
