import DustyCore

extension StackFacts {
    /// The snapshot made from these facts.
    func snapshot(at now: Timestamp) -> Snapshot {
        let sync = syncRows()
        let syncStates = Dictionary(sync.map { ($0.repo, $0.state) }, uniquingKeysWith: { first, _ in first })
        func rows(_ items: [WantedStack.Item], kind: StackLabel.Kind) -> [ContainerStatus] {
            let known = Set(items.map(\.name))
            let leftOver = containers.filter { $0.kind == kind && !known.contains($0.service) }
                .sorted { $0.service < $1.service }
            return items.map { row($0, syncStates: syncStates, at: now) }
                + leftOver.map { container in
                    var row = row(
                        WantedStack.Item(
                            name: container.service,
                            image: nil,
                            urls: [],
                            ports: [],
                            repos: [],
                            mayEnd: true
                        ),
                        syncStates: [:],
                        at: now
                    )
                    row.wanted = false
                    return row
                }
        }
        var machine = machine
        machine.addUse(by: self)
        return Snapshot(
            time: now,
            stack: stack,
            daemon: daemon,
            engine: engine,
            machine: machine,
            bundles: wanted.bundles,
            apps: rows(wanted.apps, kind: .app),
            services: rows(wanted.services, kind: .service),
            libs: wanted.libs,
            sync: sync,
            jobs: jobs.outlined,
            warnings: warnings.sorted { $0.key < $1.key }.map(\.value),
            revision: revision,
            idleSince: idleSince
        )
    }

    private func syncRows() -> [SyncStatus] {
        wanted.repos.map { repo in
            guard var status = sync[repo.name] else {
                return SyncStatus(
                    repo: repo.name,
                    shortName: repo.shortName,
                    path: repo.path,
                    overridden: repo.overridden,
                    state: .stale,
                    message: "never synced"
                )
            }
            if status.path != repo.path, status.state == .ok {
                status.state = .stale
                status.message = "the source moved from \(status.path)"
            }
            status.path = repo.path
            status.overridden = repo.overridden
            status.follow = follows[repo.name]
            status.follow?.lastChange = changes[repo.name]?.change
            return status
        }
    }

    private func row(
        _ item: WantedStack.Item,
        syncStates: [String: SyncStatus.State],
        at now: Timestamp
    ) -> ContainerStatus {
        let container = containers.first { $0.service == item.name }
        if container == nil, let lender = item.lender { return borrowedRow(item, of: lender) }
        var row = ContainerStatus(
            name: item.name,
            state: container.map { state(of: $0, item.gate) } ?? .missing,
            health: container.flatMap { health(of: $0, item.gate) },
            container: container?.id,
            image: container?.image ?? item.image,
            since: container?.since,
            restarts: container?.restarts ?? 0,
            urls: item.urls,
            ports: item.ports,
            repos: item.repos,
            sync: worst(item.repos.compactMap { syncStates[$0] }),
            message: container.flatMap { $0.explanation ?? delay(of: $0, item.gate) }
        )
        let older = container.map { olderCode(of: $0, among: item.repos, item.parts) } ?? []
        if !older.isEmpty { row.olderCode = older }
        if let container {
            judge(&row, container, item, at: now)
        } else if let composed, !composed.contains(item.name) {
            // Nothing could have made its container yet: its bundle is active since the last `up`.
            row.failing = false
        }
        if let wanted = definitions[item.name], let made = container?.labels[StackLabel.spec], made != wanted {
            row.outdated = true
        }
        row.sharedWith = borrowersByService[item.name]
        if container != nil, let lender = item.lender, row.message == nil {
            row.message = "it is not shared with \(lender) yet: `dusty up` replaces it"
        }
        if !engine.reachable {
            row.staleSince = engine.since
        } else if let container, container.state.isRunning, let use = stats[container.id] {
            // Finer differences are noise, and each would wake every watcher.
            row.cpuPercent = (use.cpuPercent * 10).rounded() / 10
            row.memoryBytes = use.memoryBytes
            row.memoryLimitBytes = use.memoryLimitBytes
        }
        if let transition = transitions[item.name] {
            row.state = transition.state
            row.failing = false
            row.job = transition.job
            row.ending = transition.ending
        }
        return row
    }

    /// A run that lasts so long, in seconds, has got over what ended those before it; the engine counts its own patience the same way.
    private static let steady = 10.0

    /// Says of a row whether it is as it should be.
    private func judge(
        _ row: inout ContainerStatus,
        _ container: ObservedContainer,
        _ item: WantedStack.Item,
        at now: Timestamp
    ) {
        if isCrashing(container, at: now) {
            row.state = .restarting
            row.failing = true
            if case .exited(let code) = exits[container.id]?.state { row.lastExit = code }
        } else if item.isOnStackNetwork, container.status == .running, let network, container.networks[network] == nil {
            row.state = .unhealthy
            row.cutOff = true
            row.failing = true
            row.message = "it has lost its place on the network \(network); `dusty up` restores it"
        } else if row.state == .exited(0) {
            row.failing = !item.mayEnd
        } else {
            row.failing = row.state.isFailure
        }
    }

    /// Whether the engine starts it again and again.
    private func isCrashing(_ container: ObservedContainer, at now: Timestamp) -> Bool {
        guard container.restarts > 1 else { return false }
        if container.status == .restarting { return true }
        guard container.status == .running, let started = container.startedAt else { return false }
        return now.seconds(since: started) < Self.steady
    }

    /// Name of the stack's network.
    private var network: String? { (try? StackNames(stack))?.network }

    private func state(of container: ObservedContainer, _ gate: Gate?) -> ContainerState {
        if case .exited = container.state, stoppedOnRequest.contains(container.id) { return .stopped }
        return gated(container, gate) ?? container.state
    }

    private func worst(_ states: [SyncStatus.State]) -> SyncStatus.State? {
        [.failed, .syncing, .stale, .ok].first(where: states.contains)
    }
}

extension ObservedContainer {
    /// What it is to the stack.
    var kind: StackLabel.Kind? {
        labels[StackLabel.kind].flatMap(StackLabel.Kind.init)
    }

    /// Its state in our words.
    var state: ContainerState {
        switch status {
        case .running:
            switch health {
            case .starting: .starting
            case .unhealthy: .unhealthy
            default: .up
            }
        case .paused: .paused
        case .restarting: .restarting
        case .removing: .stopping
        case .created: error?.isEmpty == false ? .exited(exitCode) : .stopped
        default: .exited(exitCode)
        }
    }

    /// Since when that holds.
    var since: Timestamp? {
        [.running, .paused].contains(status) ? startedAt : finishedAt ?? startedAt
    }

    /// Why it does not run, when the engine knows.
    var explanation: String? {
        if outOfMemory { return "killed because memory ran out" }
        if let error, !error.isEmpty { return error }
        return status == .paused ? "it is paused; `dusty up` resumes it" : nil
    }
}
