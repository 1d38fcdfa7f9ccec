import DustyCore

/// Finds what keeps Dusty from working, on the daemon's side; fixes what is safe to fix if asked to.
struct Doctor: Sendable {
    let stack: Stack
    let disk: Disk
    let caller: Caller
    /// Whether to fix.
    let fixes: Bool
    /// What the kernel reports.
    var kernel: any HostKernel = ThisHost.kernel
    /// Runs the programs to be checked.
    var programs: any CommandRunner
    /// IPv4 addresses of this host's interfaces.
    var addresses: @Sendable () -> Set<String> = LocalAddresses.all

    /// The release of this host's kernel.
    var kernelRelease = Doctor.ownKernelRelease
    /// Whether the engine that counts as this host's runs on another kernel, in a virtual machine that is not Dusty's.
    private(set) var isElsewhere = false
    /// Whether a container has something at a path, running or not.
    var sees: @Sendable (_ container: String, _ path: String) async throws -> Bool
    /// Whether a port of this host accepts connections.
    var reaches: @Sendable (_ address: String, _ port: Int) async throws -> ReadinessAttempt = PortTrial.connect

    /// Users and groups of this host.
    var users = UserDatabase.host

    /// Time for one check, so that one fault does not hide the others.
    var patience = Duration.seconds(12)

    /// The checks for one caller.
    init(stack: Stack, disk: Disk, caller: Caller, fixes: Bool) {
        self.stack = stack
        self.disk = disk
        self.caller = caller
        self.fixes = fixes
        programs = disk.programs
        sees = { [engine = stack.systems.engine] in try await engine.entry(in: $0, at: $1) != nil }
    }

    var names: StackNames { stack.names }
    var paths: Paths { stack.paths }

    /// Every check; what others depend on comes first.
    func examine() async -> DoctorReport {
        let engine: Result<EngineFacts, any Error>
        do { engine = .success(try await engineFacts()) } catch { engine = .failure(error) }
        var doctor = self
        doctor.isElsewhere = isElsewhere(try? engine.get())
        return await doctor.examine(engine)
    }

    private func examine(_ engine: Result<EngineFacts, any Error>) async -> DoctorReport {
        let facts = try? engine.get()
        var checks = await stack.systems.machine.examine(at: stack.observatory.now, fixes: fixes)
        checks += [engineCheck(engine), await composeCheck()]
        if let facts { checks += [clockCheck(facts), userNamespacesCheck(facts)] }
        checks += await inParallel(Self.programs) { await check($0) }
        checks += [
            await hostsCheck(), await groupCheck(), await callerCheck(), await socketCheck(), await inotifyCheck(),
        ]
        checks.append(await bounded("ignored code") { await ignoredCodeCheck() })
        checks += await memoryChecks()
        checks += spaceChecks(engine: paths.machineName == nil && !isElsewhere ? facts?.root : nil)
        checks += [await settingsCheck(), await specsCheck()] + keptFilesChecks()
        if facts != nil {
            checks += [
                await bounded("ports") { await portsCheck() }, await bounded("containers") { await containersCheck() },
                await bounded("left-overs") { await leftoversCheck() },
                await bounded("networks") { await networksCheck() },
                await bounded("bridge") { await bridgeCheck() }, await bounded("proxy path") { await proxyPathCheck() },
            ]
            if let check = await sharedServicesCheck() { checks.append(check) }
            if isElsewhere {
                checks += [
                    await bounded(Self.sharing) { await sharingCheck() },
                    await bounded(Self.reach) { await reachCheck() },
                ]
            }
        }
        return DoctorReport(checks: checks)
    }

    /// The engine's own facts, unless it hangs.
    private func engineFacts() async throws -> EngineFacts {
        let storage = disk.storage
        if let facts = try await withDeadline(.seconds(5), { try await storage.facts() }) { return facts }
        let known = await stack.observatory.current().engine
        throw DustyError(
            .unavailable,
            (known.reachable ? nil : known.message) ?? "the container engine has not answered for 5 s",
            hint: "see its log, or restart it: \(HostWords.own.restartEngine)"
        )
    }

    func bounded(_ name: String, _ look: @escaping @Sendable () async -> DoctorCheck) async -> DoctorCheck {
        let check = try? await withDeadline(patience) { await look() }
        return check
            ?? DoctorCheck(
                name,
                .failure,
                "no result within \(patience.components.seconds) s",
                remedy: "see whether the engine and its disk respond: docker info"
            )
    }

    private func inParallel(
        _ programs: [Program],
        _ look: @escaping @Sendable (Program) async -> DoctorCheck
    ) async -> [DoctorCheck] {
        await withTaskGroup(of: (Int, DoctorCheck).self) { group in
            for (index, program) in programs.enumerated() {
                group.addTask { (index, await look(program)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// A check of something that can be repaired: repairs it when asked to, and says what was done.
    func fixing(
        _ name: String,
        _ state: DoctorCheck.State,
        _ message: String,
        remedy: String,
        _ fix: () async throws -> String
    ) async -> DoctorCheck {
        await DoctorCheck.fixing(fixes, name, state, message, remedy: remedy, fix)
    }
}
