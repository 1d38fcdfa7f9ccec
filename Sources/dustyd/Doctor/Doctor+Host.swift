internal import CHost
import CLibrary
import DustyCore

extension Doctor {
    func hostsCheck() async -> DoctorCheck {
        let name = "hosts file"
        do {
            let file = try await stack.systems.hosts.read()
            if let fault = writeFault(name) { return fault }
            let diagnosis = HostsDiagnosis(file, names: names)
            if !diagnosis.faults.isEmpty {
                return await fixing(
                    name,
                    .failure,
                    "Dusty's section of \(paths.hosts) is damaged: \(diagnosis.faults.joined(separator: "; "))",
                    remedy: "dusty doctor --fix repairs it"
                ) { try await mendHosts() }
            }
            if let shadow = diagnosis.shadows.first {
                let front = stack.stacks.front?.name
                return DoctorCheck(
                    name,
                    .warning,
                    "\(shadow.name) also leads to \(shadow.address), in line \(shadow.line) of \(paths.hosts)",
                    remedy: (front.map { "if that is a line of Dusty's: dusty stack front \($0); else " } ?? "")
                        + "remove that line, or give the app another host name"
                )
            }
            let section = diagnosis.hasSection ? "one section for Dusty" : "no section for Dusty yet"
            return DoctorCheck(name, .ok, section + frontWords)
        } catch {
            return DoctorCheck(name, .failure, (error as? DustyError)?.message ?? "\(error)")
        }
    }

    /// Where the plain host names lead, if not to the daemon's own stack.
    private var frontWords: String {
        guard let front = stack.stacks.front?.name else { return "" }
        return front == names.name
            ? "; plain host names lead to this stack" : "; plain host names lead to the stack `\(front)`"
    }

    /// What keeps even root from writing the hosts file.
    private func writeFault(_ name: String) -> DoctorCheck? {
        func fault(_ what: String, _ remedy: String) -> DoctorCheck {
            DoctorCheck(name, .failure, "\(paths.hosts) \(what)", remedy: remedy)
        }
        var space = statvfs()
        if statvfs(paths.hosts, &space) == 0, space.f_flag & UInt(ST_RDONLY) != 0 {
            return fault(
                "is on a file system that is mounted read-only",
                "mount it read-write, or set DUSTY_HOSTS_FILE"
            )
        }
        switch chost_write_bar(paths.hosts) {
        case 1:
            return fault(
                "is immutable, so that not even root can write it",
                "make it writable: \(HostWords.own.makeMutable)\(paths.hosts)"
            )
        case 2:
            return fault(
                "is append-only, so that not even root can replace it",
                "make it writable: \(HostWords.own.makeRewritable)\(paths.hosts)"
            )
        default: break
        }
        guard access(paths.hosts, W_OK) != 0, errno != ENOENT else { return nil }
        let reason = String(cString: strerror(errno))
        return fault(
            "cannot be written: \(reason.lowercased())",
            Platform.isMac
                ? "see what protects it: \(HostWords.own.showFlags)\(paths.hosts)"
                : "see what protects it: ls -l, lsattr and getfattr on \(paths.hosts), and the rules of SELinux or AppArmor"
        )
    }

    /// Repairs the section, with what the stack needs if that is known and its containers run; else with its old
    /// content.
    private func mendHosts() async throws -> String {
        var section: HostsSection?
        if let gathered = try? await stack.gather(needsVariables: false),
            let containers = try? await stack.containers(),
            containers.contains(where: { $0.status == .running })
        {
            section = gathered.blueprint.hosts
        }
        try await stack.systems.hosts.change { [names, section] file in
            let repaired = HostsSection.repaired(file, names: names)
            return section?.applied(to: repaired) ?? repaired
        }
        return "repaired the section; everything outside of it is unchanged"
    }

    func groupCheck() async -> DoctorCheck {
        let group = CallerDirectory.group
        let maker = HostWords.own.making(group: group)
        do {
            if try await users.group(named: group) != nil {
                return DoctorCheck("group", .ok, "the group `\(group)` exists")
            }
        } catch { return silentUsers("group") }
        return await fixing(
            "group",
            .failure,
            "there is no group `\(group)`; only root and the owner may use Dusty",
            remedy:
                "dusty doctor --fix creates it, as does: \(HostWords.own.making(group: group).joined(separator: " "))"
        ) {
            let result = try await programs.run(Command(program: maker[0], arguments: Array(maker.dropFirst()))) { _ in
            }
            guard result.status == 0 else { throw DustyError(.failed, result.lastWords()) }
            if let id = try await users.group(named: group) {
                _ = lchown(paths.socket, uid_t.max, id)
            }
            return "created the group `\(group)`"
        }
    }

    /// A check that needs the user database, which does not answer.
    private func silentUsers(_ check: String) -> DoctorCheck {
        DoctorCheck(check, .failure, UserDatabase.silence.message, remedy: UserDatabase.silence.hint)
    }

    func callerCheck() async -> DoctorCheck {
        let user = caller.user
        if user.uid == 0 { return DoctorCheck("membership", .ok, "you are root") }
        let group: UInt32?
        do { group = try await users.group(named: CallerDirectory.group) } catch { return silentUsers("membership") }
        if let group, user.belongs(to: group) {
            return DoctorCheck("membership", .ok, "\(user.name) is a member of the group `\(CallerDirectory.group)`")
        }
        return DoctorCheck("membership", .ok, "\(user.name) is the owner")
    }

    /// Only root, the owner and the group can open the socket, whatever the middleware decides.
    func socketCheck() async -> DoctorCheck {
        var owner: UInt32 = 0
        if let name = (try? await stack.settings.current())?.owner {
            do { owner = try await users.user(named: name)?.uid ?? 0 } catch { return silentUsers("socket") }
        }
        let directory = AtomicFile.parent(of: paths.socket)
        var faults: [String] = []
        var fix: [() -> Int32] = []
        func look(_ path: String, owner: uid_t, allowed: mode_t, wanted: mode_t) {
            guard let status = try? FileStatus(at: path) else { return faults.append("\(path) is gone") }
            if status.owner != owner {
                faults.append("\(path) belongs to uid \(status.owner)")
                fix.append { lchown(path, owner, status.group) }
            }
            if status.mode & 0o777 & ~allowed != 0 {
                faults.append("\(path) has the mode \(String(status.mode & 0o777, radix: 8))")
                fix.append { chmod(path, wanted) }
            }
        }
        look(directory, owner: 0, allowed: 0o755, wanted: 0o755)
        look(paths.socket, owner: owner, allowed: 0o660, wanted: 0o660)
        guard !faults.isEmpty else { return DoctorCheck("socket", .ok, paths.socket) }
        let message = faults.joined(separator: "; ")
        let remedy = "dusty doctor --fix closes it; if it is gone, restart the daemon"
        guard fixes, !fix.isEmpty, fix.allSatisfy({ $0() == 0 }) else {
            return DoctorCheck("socket", .failure, message, remedy: remedy, fixable: !fix.isEmpty)
        }
        return DoctorCheck("socket", .ok, message, fixed: "gave it back to its owner and closed it to all others")
    }

    func spaceChecks(engine: String?) -> [DoctorCheck] {
        var places = [("disk", paths.state)]
        if let engine { places.append(("engine disk", engine)) }
        return places.compactMap { name, path in
            guard let space = DirectorySizes.space(name, of: path) else { return nil }
            var status = statvfs()
            let inodes = statvfs(path, &status) == 0 && status.f_files > 0 ? Int64(status.f_favail) : Int64.max
            let text = "\(ByteCount(space.freeBytes)) free at \(path)"
            let remedy = "make room: `dusty disk` shows what Dusty uses, `dusty disk cleanup --all` what can go"
            if space.freeBytes < 200_000_000 || inodes < 1000 {
                let what = inodes < 1000 ? "\(text), and room for \(inodes) files" : text
                return DoctorCheck(name, .failure, "only \(what)", remedy: remedy)
            }
            if space.freeBytes < 2_000_000_000 || space.usedPercent > 95 {
                return DoctorCheck(name, .warning, "only \(text)", remedy: remedy)
            }
            return DoctorCheck(name, .ok, text)
        }
    }
}
