import DustyCore

extension UpJob {
    /// Tests and installs a new proxy configuration; nil when the right one is in place.
    func writeProxy(_ course: Course) async throws -> String? {
        guard let config = course.plan.proxyConfig else { return nil }
        try await stack.systems.proxy.test(config)
        try await stack.systems.proxy.install(config)
        let proxy = course.compiled.blueprint.proxy
        return proxy.rules.count.counting("rule") + (proxy.way.network.map { " over \($0)" } ?? "")
    }

    /// Finds out whether the proxy reaches apps through the bridge, and lets it go over the network that it shares with
    /// them where it does not. Nothing to do if that is known and no container was touched.
    func choosePath(after course: Course, _ reporter: JobReporter) async throws {
        let facts = course.compiled.facts
        guard !stack.names.isBeside, facts.hasBridge else { return }
        let version = await stack.observatory.current().engine.version ?? ""
        let engine = "\(version) at \(facts.bridgeAddress)"
        guard course.plan.touchesContainers || !stack.systems.proxyPath.isKnown(on: engine) else { return }
        let running = try await stack.containers().filter { $0.status == .running }
        let rules = course.compiled.blueprint.ports.proxy.filter { rule in running.contains { $0.service == rule.app } }
        let proxy = running.first { $0.service == StackNames.proxyService }
        guard !rules.isEmpty, let proxy else { return }
        let trial = ProxyTrial(engine: stack.systems.engine, names: stack.names, bridge: facts.bridgeAddress)
        // Without a result everything stays as it was.
        let attempts = try? await trial.run(rules, in: proxy.id)
        try Task.checkCancellation()
        guard let attempts, attempts.isConclusive else { return }
        let fault = attempts.bridgeFault?.bridgeWords(at: facts.bridgeAddress)
        try await stack.systems.proxyPath.keep(ProxyPath.Finding(engine: engine, fault: fault))
        guard (fault == nil) != (facts.bridgeFault == nil) else { return }
        try await reporter.step("proxy path") { _ in
            let compiled = try await stack.gather(images: .known(course.compiled.builds))
            let changed = try await self.course(compiled, from: try await stack.observe())
            if let names = changed.plan.proxyNames { try await stack.giveNames(names) }
            if try await writeProxy(changed) != nil { try await stack.systems.proxy.reload() }
            guard let fault else { return "ports of \(facts.bridgeAddress), which answer again" }
            return "over \(stack.names.network), because \(fault)"
        }
    }
}

extension ProxyWay {
    /// The network that is the way; nil for the bridge.
    fileprivate var network: String? {
        if case .network(let names) = self { names.network } else { nil }
    }
}

extension ProxyTrial.Attempt {
    /// What is wrong with the way through the bridge, in words.
    func bridgeWords(at address: String) -> String? { bridge?.fault(at: "\(address):\(rule.upstreamPort)") }
}
