import DustyCore

/// Looks for what keeps Dusty from working, on the daemon's side; mends what is safe to mend when asked to.
struct Doctor: Sendable {
    let runner: StackRunner
    let caller: Caller
    /// Whether to mend.
    let mends: Bool
    /// What the kernel tells.
    var kernel = LinuxKernel()

    var programs: any CommandRunner { runner.disk.programs }
    var names: StackNames { runner.names }
    var paths: Paths { runner.paths }

    /// Every check, in the order in which one thing needs the other.
    func examine() async -> DoctorReport {
        let engine: Result<EngineFacts, any Error>
        do { engine = .success(try await runner.disk.storage.facts()) } catch { engine = .failure(error) }
        let facts = try? engine.get()
        var checks = await runner.systems.machine.examine(at: runner.observatory.now, mends: mends)
        checks += [engineCheck(engine), await composeCheck()]
        if let facts { checks.append(clockCheck(facts)) }
        for program in Self.programs { checks.append(await check(program)) }
        checks += [await hostsCheck(), await groupCheck(), callerCheck(), await socketCheck(), inotifyCheck()]
        checks += spaceChecks(engine: paths.machineName == nil ? facts?.root : nil)
        checks += [await settingsCheck(), await specsCheck()] + keptFilesChecks()
        if facts != nil { checks += [await portsCheck(), await containersCheck(), await leftoversCheck()] }
        return DoctorReport(checks: checks)
    }

    /// A check of something that can be mended: mends it when asked to, and tells what was done.
    func mending(
        _ name: String,
        _ state: DoctorCheck.State,
        _ message: String,
        remedy: String,
        _ mend: () async throws -> String
    ) async -> DoctorCheck {
        await DoctorCheck.mending(mends, name, state, message, remedy: remedy, mend)
    }
}
