/// Finds the difference between what is wanted and what exists.
public enum Planner {
    /// The plan that leads from `observed` to `blueprint`, of all or of these services. With `keeping`, containers whose definition changed are
    /// left as they are.
    public static func plan(
        _ blueprint: Blueprint,
        from observed: Observed,
        keeping: Bool = false,
        of services: Set<String>? = nil
    ) -> Plan {
        let whole = whole(blueprint, from: observed, keeping: keeping)
        return following(services.map(whole.limited) ?? whole, blueprint.compose, observed, of: services)
    }

    /// The plan with those that share the network of what it touches, whether they are meant or not. Those that lost it before are only looked
    /// for among what is meant.
    private static func following(
        _ plan: Plan,
        _ compose: ComposeFile,
        _ observed: Observed,
        of services: Set<String>?
    ) -> Plan {
        var plan = plan
        // What is replaced is made first, then what is created; those that follow either come last.
        let untouched = compose.followers(of: plan.made).filter {
            observed.containers[$0] != nil && !plan.made.contains($0)
        }
        let early = compose.followers(of: plan.create).filter(plan.replace.contains)
        let late = compose.followers(of: untouched + early).filter(plan.made.contains)
        let followed = Set(untouched + early + late)
        plan.follow = compose.entries.map(\.name).filter(followed.contains)
        plan.create.removeAll(where: followed.contains)
        plan.replace.removeAll(where: followed.contains)
        plan.start.removeAll(where: followed.contains)
        plan.join.removeAll(where: followed.contains)
        plan.attach.removeAll(where: followed.contains)
        let older = compose.entries.filter { services?.contains($0.name) ?? true && isOlder($0, observed) }.map(\.name)
        let begun = Set(plan.begun)
        let again = Set(older + compose.followers(of: plan.start + older)).subtracting(begun)
        plan.restart = compose.entries.map(\.name).filter {
            again.contains($0) && observed.containers[$0]?.condition == .running
        }
        return plan
    }

    /// Whether a container began before one whose network it shares: it has a network that is gone.
    private static func isOlder(_ entry: ComposeFile.Entry, _ observed: Observed) -> Bool {
        guard let own = observed.containers[entry.name], own.condition == .running, let began = own.startedAt else {
            return false
        }
        return entry.hosts.contains { host in
            guard let other = observed.containers[host], other.condition == .running else { return false }
            return other.startedAt.map { began < $0 } ?? false
        }
    }

    private static func whole(_ blueprint: Blueprint, from observed: Observed, keeping: Bool) -> Plan {
        var plan = Plan()
        let scripts = Dictionary(blueprint.scripts.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
        let programs = Set(blueprint.scripts.filter(\.isExecutable).map(\.path))
        plan.scripts = scripts.filter { path, text in
            observed.scripts[path] != text || observed.executables.contains(path) != programs.contains(path)
        }
        plan.staleScripts = observed.scripts.keys.filter { scripts[$0] == nil }.sorted()
        if observed.proxyConfig != blueprint.proxy.text { plan.proxyConfig = blueprint.proxy.text }
        if observed.composeFile != blueprint.compose.text { plan.composeFile = blueprint.compose.text }
        for entry in blueprint.compose.entries {
            guard let container = observed.containers[entry.name] else {
                plan.create.append(entry.name)
                continue
            }
            switch container.condition {
            case .broken: plan.replace.append(entry.name)
            case _ where container.fingerprint != entry.fingerprint && !keeping:
                plan.create.append(entry.name)
                plan.changed.append(entry.name)
            case .ended: plan.start.append(entry.name)
            case .running where container.isCutOff && entry.isOnStackNetwork: plan.join.append(entry.name)
            case .running: break
            }
        }
        for name in blueprint.compose.shared.keys.sorted() {
            let lent = observed.lent[name]
            if lent?.isUp != true { plan.lend.append(name) }
            if lent?.isConnected != true { plan.borrow.append(name) }
        }
        let isMade = Set(plan.create + plan.replace)
        plan.attach = blueprint.compose.sharing.keys.filter { name in
            observed.containers[name].map { $0.condition == .running && $0.isApart } == true && !isMade.contains(name)
        }.sorted()
        plan.giveBack = observed.lent.filter { $0.value.isPresent && blueprint.compose.shared[$0.key] == nil }
            .map(\.key).sorted()
        plan.endsSharing = observed.hasSharedNetwork && blueprint.compose.shared.isEmpty
        plan.remove = observed.containers.keys.filter { blueprint.compose[$0] == nil }.sorted()
        let isNew = (plan.create + plan.replace).contains(StackNames.proxyService)
        if Set(isNew ? [] : observed.proxyNames) != Set(blueprint.proxyNames) { plan.proxyNames = blueprint.proxyNames }
        if blueprint.hosts.applied(to: observed.hosts) != observed.hosts { plan.hosts = blueprint.hosts }
        return plan
    }
}
