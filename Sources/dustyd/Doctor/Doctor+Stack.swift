import DustyCore

extension Doctor {
    func settingsCheck() async -> DoctorCheck {
        do {
            let settings = try await stack.settings.current()
            if let fault = settings.envFault { throw fault }
            guard settings.specsRepo != nil else {
                return DoctorCheck(
                    "settings",
                    .failure,
                    "no specs repo is configured",
                    remedy: "set `specs_repo` in \(paths.settings)"
                )
            }
            return DoctorCheck("settings", .ok, paths.settings)
        } catch {
            return DoctorCheck(
                "settings",
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint ?? "correct \(paths.settings)"
            )
        }
    }

    /// Files of the daemon's own that could not be read; nothing when there are none.
    func keptFilesChecks() -> [DoctorCheck] {
        UnreadableFiles(paths: paths, files: stack.systems.files).warnings.map { warning in
            DoctorCheck("files", .warning, warning.message, remedy: warning.hint)
        }
    }

    func specsCheck() async -> DoctorCheck {
        do {
            let problems = try await stack.loader.inspect(try await stack.settings.current()).problems
            guard let first = problems.first else { return DoctorCheck("specs", .ok, "no problems") }
            return DoctorCheck(
                "specs",
                .failure,
                "\(problems.count.counting("problem")), the first: \(first)",
                remedy: "dusty validate lists all of them"
            )
        } catch {
            return DoctorCheck(
                "specs",
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint ?? "dusty up clones them"
            )
        }
    }

    func portsCheck() async -> DoctorCheck {
        let gathered = try? await stack.gather(needsVariables: false)
        let ports = gathered?.blueprint.ports.listenPorts ?? [80]
        let address = gathered?.facts.publishAddress ?? names.address
        if let held = await heldPortsCheck("ports", ports, address) { return held }
        do {
            try await stack.systems.machine.checkPorts(ports, address: address)
            return DoctorCheck("ports", .ok, "\(address) can be used")
        } catch {
            return DoctorCheck(
                "ports",
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint
            )
        }
    }

    /// Containers and networks of the stack that nothing needs.
    func leftoversCheck() async -> DoctorCheck {
        let name = "left-overs"
        do {
            let found = try await leftovers()
            if !found.names.isEmpty {
                let list = found.names.joined(separator: ", ")
                return await fixing(
                    name,
                    .warning,
                    "no active bundle needs these: \(list)",
                    remedy: "dusty doctor --fix removes what does not run"
                ) {
                    for container in found.stopped { try await disk.storage.removeContainer(container.id) }
                    for network in found.networks { try await disk.storage.removeNetwork(network.name) }
                    return "removed \(list)"
                }
            }
            guard found.running.isEmpty else {
                let list = found.running.map(\.name).joined(separator: ", ")
                return DoctorCheck(
                    name,
                    .warning,
                    "still running although no active bundle needs them: \(list)",
                    remedy: "dusty up removes them"
                )
            }
            return DoctorCheck(name, .ok, "nothing is left over")
        } catch {
            return DoctorCheck(name, .warning, (error as? DustyError)?.message ?? "\(error)")
        }
    }

    private struct Leftovers {
        var running: [ObservedContainer]
        var stopped: [ObservedContainer]
        var networks: [StoredNetwork]

        /// What can go at once.
        var names: [String] { stopped.map(\.name) + networks.map(\.name) }
    }

    private func leftovers() async throws -> Leftovers {
        let gathered = try? await stack.gather(needsVariables: false)
        let wanted = gathered.map { Set($0.everything + [StackNames.proxyService]) }
        let containers = try await stack.containers()
        // While the specs cannot be compiled it is not known what is needed.
        let strange = wanted.map { wanted in containers.filter { !wanted.contains($0.service) } } ?? []
        let isAtWork = { (container: ObservedContainer) in
            [.running, .restarting, .paused].contains(container.status)
        }
        return Leftovers(
            running: strange.filter(isAtWork),
            stopped: strange.filter { !isAtWork($0) },
            networks: try await disk.storage.networks(project: names.project)
                .filter { network in
                    let isNeeded = [names.network, names.sharedNetwork].contains(network.name)
                    return network.users == 0 && (containers.isEmpty || !isNeeded)
                }
        )
    }
}
