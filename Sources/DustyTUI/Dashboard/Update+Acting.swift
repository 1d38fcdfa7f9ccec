import DustyCore

extension Model {
    /// Keys that ask the daemon for something. Each says why when it cannot act.
    mutating func act(_ action: Action) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        switch action {
        case .restart:
            return withContainer("r restarts") { .start(.init(kind: .restart, names: [$0.name], queue: true)) }
        case .rebuild: return askToRebuild()
        case .stopOrStart: return stopOrStart()
        case .bringUp: return bringUp()
        case .sync: return sync()
        case .cancelJob: return cancelJob()
        default: return openBundles()
        }
    }

    /// Why nothing can be asked of the daemon now.
    private var reasonNotToAct: String? {
        switch link {
        case .connected: nil
        case .connecting: "The daemon has not answered yet."
        case .lost: "The daemon does not answer, so nothing can be asked of it now."
        }
    }

    private mutating func withContainer(_ key: String, _ effect: (ContainerStatus) -> Effect) -> [Effect] {
        guard let container = selectedContainer else {
            return say(.info, "\(key) an app or a service: select one in pane 1 or 2.")
        }
        return [effect(container)]
    }

    private mutating func askToRebuild() -> [Effect] {
        guard let container = selectedContainer else {
            return say(.info, "R rebuilds an app or a service: select one in pane 1 or 2.")
        }
        let request = JobRequest(kind: .rebuild, names: [container.name], queue: true)
        overlay = .confirm(
            .init(
                question: "Rebuild \(container.name)?",
                consequences: [
                    "Its image is built or pulled again and its container replaced,",
                    "so its once-commands run again.",
                ],
                effect: .start(request)
            )
        )
        return []
    }

    private mutating func stopOrStart() -> [Effect] {
        guard let container = selectedContainer else {
            return say(.info, "s stops or starts an app or a service: select one in pane 1 or 2.")
        }
        guard container.canStop else {
            // A restart of what is stopped starts it; `up` works on the whole stack only.
            return [.start(.init(kind: .restart, names: [container.name], queue: true))]
        }
        overlay = .confirm(
            .init(
                question: "Stop \(container.name)?",
                consequences: ["Its container is stopped; s starts it again."],
                effect: .start(.init(kind: .stop, names: [container.name], queue: true))
            )
        )
        return []
    }

    private mutating func bringUp() -> [Effect] {
        if let bundles = snapshot?.bundles, !bundles.contains(where: \.active) {
            return say(.info, "No bundle is active, so there is nothing to bring up. b chooses bundles.")
        }
        return [.start(.init(kind: .up, queue: true))]
    }

    private mutating func sync() -> [Effect] {
        if let repo = selectedRepo { return [.start(.init(kind: .sync, names: [repo.repo], queue: true))] }
        guard let container = selectedContainer else {
            return say(.info, "S syncs a repo or an app's repos: select one in pane 3 or 1.")
        }
        guard !container.repos.isEmpty else {
            return say(.info, "\(container.name) mounts no repo, so there is nothing to sync.")
        }
        return [.start(.init(kind: .sync, names: container.repos, queue: true))]
    }

    private mutating func cancelJob() -> [Effect] {
        guard let job = selectedJob else { return say(.info, "No job is selected.") }
        guard !job.state.isFinal else { return say(.info, "Job \(job.id) has ended already.") }
        guard job.state != .cancelling else { return say(.info, "Job \(job.id) is being cancelled already.") }
        return [.cancel(job: job.id)] + say(.info, "Cancelling job \(job.id), \(job.title).")
    }

    private mutating func openBundles() -> [Effect] {
        guard let bundles = snapshot?.bundles, !bundles.isEmpty else {
            return say(.info, "The specs define no bundle.")
        }
        overlay = .bundles(.init(chosen: Set(bundles.filter(\.active).map(\.name))))
        return []
    }
}
