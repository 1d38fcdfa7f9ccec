/// Finds the difference between what is wanted and what exists.
public enum Planner {
    /// The plan that leads from `observed` to `blueprint`. With `keeping`, containers whose definition changed are left as they are.
    public static func plan(_ blueprint: Blueprint, from observed: Observed, keeping: Bool = false) -> Plan {
        var plan = Plan()
        let scripts = Dictionary(blueprint.scripts.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
        plan.scripts = scripts.filter { observed.scripts[$0.key] != $0.value }
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
        plan.remove = observed.containers.keys.filter { blueprint.compose[$0] == nil }.sorted()
        let isNew = (plan.create + plan.replace).contains(StackNames.proxyService)
        if Set(isNew ? [] : observed.proxyNames) != Set(blueprint.proxyNames) { plan.proxyNames = blueprint.proxyNames }
        if blueprint.hosts.applied(to: observed.hosts) != observed.hosts { plan.hosts = blueprint.hosts }
        return plan
    }
}
