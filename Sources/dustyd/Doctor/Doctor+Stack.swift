import DustyCore

extension Doctor {
    func settingsCheck() async -> DoctorCheck {
        do {
            let settings = try await runner.settings.current()
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
                remedy: (error as? DustyError)?.hint ?? "mend \(paths.settings)"
            )
        }
    }

    func specsCheck() async -> DoctorCheck {
        do {
            let problems = try runner.loader.inspect(try await runner.settings.current()).problems
            guard let first = problems.first else { return DoctorCheck("specs", .ok, "no problems") }
            return DoctorCheck(
                "specs",
                .failure,
                "\(problems.count) problems, the first: \(first)",
                remedy: "dusty validate tells all of them"
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
        let ports = (try? await runner.gather())?.blueprint.ports.listenPorts ?? [80]
        do {
            try await runner.systems.machine.checkPorts(ports, address: names.address)
            return DoctorCheck("ports", .ok, "\(names.address) can be had")
        } catch {
            return DoctorCheck(
                "ports",
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint
            )
        }
    }

    /// Containers and networks of the stack that nothing wants any more.
    func leftoversCheck() async -> DoctorCheck {
        let name = "left-overs"
        let storage = runner.disk.storage
        do {
            let gathered = try? await runner.gather()
            let wanted = gathered.map { Set($0.everything + [StackNames.proxyService]) }
            let containers = try await runner.containers()
            let strange = wanted.map { wanted in containers.filter { !wanted.contains($0.service) } } ?? []
            let stopped = strange.filter { !["running", "restarting", "paused"].contains($0.status) }
            let networks = try await storage.networks(project: names.project)
                .filter { containers.isEmpty ? $0.users == 0 : $0.users == 0 && $0.name != names.network }
            let running = strange.filter { !stopped.contains($0) }.map(\.name)
            if !stopped.isEmpty || !networks.isEmpty {
                let list = (stopped.map(\.name) + networks.map(\.name)).joined(separator: ", ")
                return await mending(
                    name,
                    .warning,
                    "no spec wants any more: \(list)",
                    remedy: "dusty doctor --fix removes what does not run"
                ) {
                    for container in stopped { try await storage.removeContainer(container.id) }
                    for network in networks { try await storage.removeNetwork(network.name) }
                    return "removed \(list)"
                }
            }
            guard running.isEmpty else {
                return DoctorCheck(
                    name,
                    .warning,
                    "still run although no active bundle wants them: \(running.joined(separator: ", "))",
                    remedy: "dusty up removes them"
                )
            }
            return DoctorCheck(name, .ok, "nothing of Dusty's is left over")
        } catch {
            return DoctorCheck(name, .warning, (error as? DustyError)?.message ?? "\(error)")
        }
    }
}
