import DustyCore

extension Model {
    /// Keys that ask the daemon for something. Each says why when it cannot act.
    mutating func act(_ action: Action) -> [Effect] {
        switch action {
        case .restart: return restart([])
        case .rebuild: return rebuild([])
        case .stopOrStart: return stopOrStart()
        case .bringUp: return bringUp()
        case .stopAll: return stopAll()
        case .takeDown: return takeDown()
        case .sync: return sync([])
        case .cancelJob: return cancel([])
        case .shell: return openShell(in: [])
        default: return openBundles()
        }
    }

    /// Restarts the named containers, else the marked or selected ones; several only after a question.
    mutating func restart(_ names: [String]) -> [Effect] {
        withTargets(names, "\(key(.restart)) restarts") { model, targets in
            let request = JobRequest(kind: .restart, names: targets.map(\.name), queue: true)
            let title = targets.count == 1 ? "Restart \(targets[0].name)?" : "Restart \(targets.count)?"
            let isUsual = targets.count > 1
            return model.ask(.restart, title, ["Restarts \(Self.list(targets))."], .start(request), usually: isUsual)
        }
    }

    /// Rebuilds the named containers, else the marked or selected ones, after a question.
    mutating func rebuild(_ names: [String]) -> [Effect] {
        withTargets(names, "\(key(.rebuild)) rebuilds") { model, targets in
            let request = JobRequest(kind: .rebuild, names: targets.map(\.name), queue: true)
            let one = [
                "Its image is built or pulled again and its container replaced,", "so its once-commands run again.",
            ]
            let many = [
                "Images of \(Self.list(targets)) are built or pulled again",
                "and their containers replaced, so their once-commands run again.",
            ]
            let title = targets.count == 1 ? "Rebuild \(targets[0].name)?" : "Rebuild \(targets.count)?"
            return model.ask(.rebuild, title, targets.count == 1 ? one : many, .start(request))
        }
    }

    /// Stops the named containers, else the marked or selected ones, after a question.
    mutating func stop(_ names: [String]) -> [Effect] {
        withTargets(names, "\(key(.stopOrStart)) stops") { model, targets in
            let running = targets.filter(\.canStop)
            guard !running.isEmpty else { return model.say(.info, "\(Self.list(targets)): not running.") }
            let request = JobRequest(kind: .stop, names: running.map(\.name), queue: true)
            let start = model.key(.stopOrStart, or: ":start")
            guard running.count > 1 else {
                return model.ask(
                    .stop,
                    "Stop \(running[0].name)?",
                    ["Its container is stopped; \(start) starts it again."],
                    .start(request)
                )
            }
            let consequence = "Stops \(Self.list(running)); \(start) starts them again."
            return model.ask(.stop, "Stop \(running.count)?", [consequence], .start(request))
        }
    }

    /// Starts those of the named, marked or selected containers that do not run.
    mutating func startStopped(_ names: [String]) -> [Effect] {
        withTargets(names, "\(key(.stopOrStart, or: ":start")) starts") { model, targets in
            let stopped = targets.filter { !$0.canStop }.map(\.name)
            guard !stopped.isEmpty else { return model.say(.info, "\(Self.list(targets)): running already.") }
            // A restart of what is stopped starts it; `up` works on the whole stack only.
            return [.start(.init(kind: .restart, names: stopped, queue: true))]
        }
    }

    /// Cancels the job with this number, else the selected one.
    mutating func cancel(_ numbers: [String]) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        let named = numbers.first.flatMap { Int($0) }
        let wanted = named == nil ? selectedJob : snapshot?.jobs.first { $0.id == named }
        guard let job = wanted else {
            return say(.info, named.map { "There is no job \($0)." } ?? "No job is selected.")
        }
        guard !job.state.isFinal else { return say(.info, "Job \(job.id) has ended already.") }
        guard job.state != .cancelling else {
            return say(.info, "Job \(job.id) is being cancelled; a program that does not end is killed after 5 s.")
        }
        return [.cancel(job: job.id)] + say(.info, "Cancelling job \(job.id), \(job.title).")
    }

    /// Activates or deactivates bundles.
    mutating func change(bundles names: [String], active: Bool) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        return change(bundles: [.init(names: names, active: active)])
    }

    /// Asks the daemon for other active bundles; before any is switched off there is a question.
    mutating func change(bundles requests: [BundleRequest]) -> [Effect] {
        let off = requests.filter { !$0.active }.flatMap(\.names)
        let question: String =
            switch off.count {
            case 0: "Activate bundles?"
            case 1: "Deactivate \(off[0])?"
            default: "Deactivate \(off.count) bundles?"
            }
        var consequences = requests.map { request in
            "\(request.active ? "Activates" : "Deactivates") \(request.names.joined(separator: ", "))."
        }
        if !off.isEmpty {
            consequences.append("What only they need is removed by the next up; data under /persist stays.")
        }
        return ask(.bundles, question, consequences, .changeBundles(requests), usually: !off.isEmpty)
    }
}

extension Model {
    /// Why nothing can be changed now.
    var reasonNotToAct: String? {
        if let refusal = access.refusal { return refusal }
        if let skew = versionSkew { return skew }
        return reasonNotToAsk
    }

    /// Why nothing can be asked of the daemon now.
    var reasonNotToAsk: String? {
        switch link {
        case .connected: nil
        case .connecting: "The daemon has not answered yet."
        case .lost: "The daemon does not answer, so nothing can be asked of it now."
        }
    }

    private mutating func withTargets(
        _ names: [String],
        _ key: String,
        _ act: (inout Model, [ContainerStatus]) -> [Effect]
    ) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        let all = (snapshot?.apps ?? []) + (snapshot?.services ?? [])
        let targets = names.isEmpty ? self.targets : all.filter { names.contains($0.name) }
        guard !targets.isEmpty else {
            return say(.info, "\(key) an app or a service: select one in pane 1 or 2.")
        }
        return act(&self, targets)
    }

    /// Does something, after a question where that is wanted; `usually` holds for people who said nothing of it.
    mutating func ask(
        _ operation: Confirmations.Operation,
        _ question: String,
        _ consequences: [String],
        _ effect: Effect,
        usually: Bool = true
    ) -> [Effect] {
        guard confirmations.ask(operation, usually: usually) else { return [effect] }
        overlay = .confirm(.init(question: question, consequences: consequences, effect: effect))
        return []
    }

    private static func list(_ containers: [ContainerStatus]) -> String {
        let names = containers.map(\.name)
        return names.count <= 6
            ? names.joined(separator: ", ") : names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more"
    }

    private mutating func stopOrStart() -> [Effect] {
        targets.isEmpty || targets.contains(where: \.canStop) ? stop([]) : startStopped([])
    }

    private mutating func stopAll() -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        let running = ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).filter(\.canStop)
        guard !running.isEmpty else { return say(.info, "Nothing runs, so there is nothing to stop.") }
        return ask(
            .stopAll,
            "Stop all \(running.count)?",
            ["Stops \(Self.list(running)) and the proxy;", "\(key(.bringUp)) starts them again."],
            .start(.init(kind: .stop, queue: true))
        )
    }

    private mutating func takeDown() -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        return ask(
            .down,
            "Take the stack down?",
            ["Removes its containers, network and host names.", "Repos, data under /persist and settings stay."],
            .start(.init(kind: .down, queue: true))
        )
    }

    private mutating func bringUp() -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        if let bundles = snapshot?.bundles, !bundles.contains(where: \.active) {
            return say(.info, "No bundle is active, so there is nothing to bring up. \(key(.bundles)) chooses bundles.")
        }
        return [.start(.init(kind: .up, queue: true))]
    }

    private mutating func openBundles() -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        guard let bundles = snapshot?.bundles, !bundles.isEmpty else {
            return say(.info, "The specs define no bundle.")
        }
        overlay = .bundles(.init(chosen: Set(bundles.filter(\.active).map(\.name))))
        return []
    }
}
