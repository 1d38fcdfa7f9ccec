import DustyCore
import DustyTerminal

// Everything a daemon says comes in the end from specs, images, processes and file names, so nothing of it is trusted.

extension Snapshot {
    /// The same with all text fit to be shown.
    func sanitized() -> Snapshot {
        var copy = self
        copy.stack = Sanitizer.plain(stack)
        copy.daemon.version = Sanitizer.plain(daemon.version)
        copy.engine.version = engine.version.map(Sanitizer.plain)
        copy.engine.message = engine.message.map(Sanitizer.plain)
        copy.machine.kind = MachineKind(rawValue: Sanitizer.plain(machine.kind.rawValue))
        copy.machine.name = machine.name.map(Sanitizer.plain)
        copy.machine.message = machine.message.map(Sanitizer.plain)
        copy.machine.target = machine.target.map(Sanitizer.plain)
        copy.machine.state = MachineStatus.State(rawValue: Sanitizer.plain(machine.state.rawValue))
        copy.machine.address = machine.address.map(Sanitizer.plain)
        copy.machine.bridgeAddress = machine.bridgeAddress.map(Sanitizer.plain)
        copy.machine.system = machine.system.map(Sanitizer.plain)
        copy.bundles = bundles.map { $0.sanitized() }
        copy.apps = apps.map { $0.sanitized() }
        copy.services = services.map { $0.sanitized() }
        copy.libs = libs.map {
            LibStatus(
                name: Sanitizer.plain($0.name),
                repo: Sanitizer.plain($0.repo),
                usedBy: $0.usedBy.map(Sanitizer.plain)
            )
        }
        copy.sync = sync.map { $0.sanitized() }
        copy.jobs = jobs.map { $0.sanitized() }
        copy.warnings = warnings.map {
            Warning(
                subject: Warning.Subject(rawValue: Sanitizer.plain($0.subject.rawValue)),
                message: Sanitizer.plain($0.message),
                hint: $0.hint.map(Sanitizer.plain)
            )
        }
        return copy
    }
}

extension BundleStatus {
    func sanitized() -> BundleStatus {
        BundleStatus(name: Sanitizer.plain(name), description: Sanitizer.plain(description), active: active)
    }
}

extension ContainerStatus {
    func sanitized() -> ContainerStatus {
        var copy = self
        copy.name = Sanitizer.plain(name)
        copy.health = health.map { ContainerHealth(rawValue: Sanitizer.plain($0.rawValue)) }
        copy.container = container.map(Sanitizer.plain)
        copy.image = image.map(Sanitizer.plain)
        copy.urls = urls.map(Sanitizer.plain)
        copy.ports = ports.map(Sanitizer.plain)
        copy.repos = repos.map(Sanitizer.plain)
        copy.olderCode = olderCode?.map(Sanitizer.plain)
        copy.message = message.map(Sanitizer.plain)
        return copy
    }
}

extension SyncStatus {
    func sanitized() -> SyncStatus {
        var copy = self
        copy.repo = Sanitizer.plain(repo)
        copy.shortName = Sanitizer.plain(shortName)
        copy.path = Sanitizer.plain(path)
        copy.message = message.map(Sanitizer.plain)
        copy.follow?.message = follow?.message.map(Sanitizer.plain)
        copy.back?.message = back?.message.map(Sanitizer.plain)
        return copy
    }
}

extension Job {
    func sanitized() -> Job {
        var copy = self
        copy.names = names.map(Sanitizer.plain)
        copy.user = Sanitizer.plain(user)
        copy.tail = tail.map(Sanitizer.plain)
        copy.steps = steps.map { step in
            var step = step
            step.title = Sanitizer.plain(step.title)
            step.summary = step.summary.map(Sanitizer.plain)
            return step
        }
        copy.error = error.map { error in
            DustyError(
                error.code,
                Sanitizer.plain(error.message),
                hint: error.hint.map(Sanitizer.plain),
                problems: error.problems
            )
        }
        return copy
    }
}
