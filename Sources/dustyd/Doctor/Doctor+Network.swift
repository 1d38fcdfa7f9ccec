import DustyCore

extension Doctor {
    /// Forwarded ports are bound to the bridge's address: without it nothing reaches an app.
    func bridgeCheck() async -> DoctorCheck {
        let name = "bridge"
        do {
            let address = try await stack.systems.engine.bridgeAddress()
            guard paths.machineName == nil, !addresses().contains(address) else {
                return DoctorCheck(name, .ok, address)
            }
            if isElsewhere { return try await elsewhere(name, address) }
            return DoctorCheck(
                name,
                .failure,
                "\(address), the address of Docker's bridge, is on no network interface of this host, so no app can be reached",
                remedy: "restart Docker, which sets it up again: \(HostWords.own.restartEngine); then: dusty up"
            )
        } catch {
            return DoctorCheck(
                name,
                .failure,
                (error as? DustyError)?.message ?? "\(error)",
                remedy: (error as? DustyError)?.hint
            )
        }
    }

    /// If the engine maps users of containers, they cannot read what Dusty provides.
    func userNamespacesCheck(_ facts: EngineFacts) -> DoctorCheck {
        let name = "user namespaces"
        guard facts.security.contains(where: { $0 == "name=userns" || $0.hasPrefix("name=userns,") }) else {
            return DoctorCheck(name, .ok, "the engine maps no users")
        }
        return DoctorCheck(
            name,
            .failure,
            "the engine maps users (`userns-remap`): containers cannot read assets, and the proxy cannot show why an app "
                + "does not answer",
            remedy:
                "remove `userns-remap` from \(engineHost.engineSettings) and restart Docker, which then has other data: "
                + "run `dusty up` again"
        )
    }

    /// Tries the ways of a request from the proxy's container to every running app.
    func proxyPathCheck() async -> DoctorCheck {
        let name = "proxy path"
        do {
            let gathered = try await stack.gather()
            let running = try await stack.containers().filter { $0.status == .running }
            guard let proxy = running.first(where: { $0.service == StackNames.proxyService }) else {
                return DoctorCheck(name, .ok, "not tried, because the proxy does not run")
            }
            let rules = gathered.blueprint.ports.proxy.filter { rule in running.contains { $0.service == rule.app } }
            guard !rules.isEmpty else { return DoctorCheck(name, .ok, "not tried, because no forwarded app runs") }
            let bridge = names.isBeside || !gathered.facts.hasBridge ? nil : gathered.facts.bridgeAddress
            let trial = ProxyTrial(engine: stack.systems.engine, names: names, bridge: bridge)
            guard let attempts = try await trial.run(rules, in: proxy.id) else {
                return DoctorCheck(
                    name,
                    .warning,
                    "could not be tried from the proxy's container",
                    remedy: "dusty restart"
                )
            }
            return await verdict(name, attempts, gathered)
        } catch {
            return DoctorCheck(name, .warning, "not tried: \((error as? DustyError)?.message ?? "\(error)")")
        }
    }

    /// What the attempts mean for the way that the proxy uses now.
    private func verdict(
        _ name: String,
        _ attempts: [ProxyTrial.Attempt],
        _ gathered: CompiledStack
    ) async -> DoctorCheck {
        let count = attempts.count.counting("forwarded port")
        guard case .bridge(let address) = gathered.blueprint.proxy.way else {
            // An app that refuses has been reached.
            let fault = attempts.first { ![.answers, .refused, nil].contains($0.network) }
            if let fault, let words = fault.network?.fault(at: names.networkName(for: fault.rule.app)) {
                return DoctorCheck(name, .failure, "over \(names.network): \(words)", remedy: "dusty down; dusty up")
            }
            let way = "the proxy reaches \(count) over \(names.network)"
            guard let reason = gathered.facts.bridgeFault else { return DoctorCheck(name, .ok, way) }
            guard attempts.contains(where: { $0.bridge == .answers }) else {
                return DoctorCheck(name, .ok, "\(way), because \(reason)")
            }
            stack.systems.proxyPath.doubt()
            let address = gathered.facts.bridgeAddress
            return DoctorCheck(name, .ok, "\(way); \(address) answers again, and the next `dusty up` uses it")
        }
        for attempt in attempts {
            guard let outcome = attempt.bridge, outcome != .answers else { continue }
            if attempts.bridgeFault != nil { stack.systems.proxyPath.doubt() }
            return await pathFault(name, attempt.rule, address, outcome, hasOtherWay: attempts.bridgeFault != nil)
        }
        return DoctorCheck(name, .ok, "the proxy reaches \(count) at \(address)")
    }

    /// What keeps the proxy from a port of the bridge. Where it reaches the app over the network, `up` lets it.
    private func pathFault(
        _ name: String,
        _ rule: PortTable.Rule,
        _ address: String,
        _ outcome: ProxyTrial.Outcome,
        hasOtherWay: Bool
    ) async -> DoctorCheck {
        var check = await pathFault(name, rule, address, outcome)
        if hasOtherWay, let remedy = check.remedy {
            check.remedy = "`dusty up` lets the proxy go over \(names.network) instead; or \(remedy)"
        }
        return check
    }

    private func pathFault(
        _ name: String,
        _ rule: PortTable.Rule,
        _ address: String,
        _ outcome: ProxyTrial.Outcome
    ) async -> DoctorCheck {
        let place = "\(address):\(rule.upstreamPort) (\(rule.app))"
        let isLocal = paths.machineName == nil && !isElsewhere
        switch outcome {
        case .answers: return DoctorCheck(name, .ok, place)
        case .refused:
            return DoctorCheck(
                name,
                .failure,
                "nothing listens at \(place), where the engine should forward to the app",
                remedy:
                    "stop and start it: `dusty stop \(rule.app)`, then `dusty up`; if that does not help, restart Docker"
            )
        case .unreachable(let words):
            return DoctorCheck(
                name,
                .failure,
                "the proxy has no way to \(place): \(words)",
                remedy:
                    "restart Docker, which sets up its networks again: \(HostWords.own.restartEngine); then: dusty up"
            )
        case .silent:
            // Its forwarder is a separate program; without one the engine itself may hold the port.
            let holder = kernel.listener(on: rule.upstreamPort, address: address)
            let isHeld = kernel.isHeld(rule.upstreamPort, address: address)
            let hasForwarder = isHeld && holder?.hasPrefix("dockerd ") != true
            guard isLocal, !hasForwarder else { return await firewallFault(name, place, address) }
            return DoctorCheck(
                name,
                .failure,
                "the proxy gets no answer from \(place): the engine runs without its userland proxy "
                    + "(`userland-proxy: false`), and what its networks send to each other is dropped",
                remedy:
                    "remove `userland-proxy` from \(engineHost.engineSettings) and restart Docker: \(engineHost.restartEngine)"
            )
        }
    }

    private func firewallFault(_ name: String, _ place: String, _ address: String) async -> DoctorCheck {
        let isDropping = paths.machineName == nil && !isElsewhere ? await dropsInput() : false
        return DoctorCheck(
            name,
            .failure,
            "a firewall drops what the proxy sends to \(place)"
                + (isDropping ? "; its chain INPUT drops what no rule accepts" : ""),
            remedy: engineHost.opening(names.ports, of: address)
        )
    }

    private func dropsInput() async -> Bool {
        let command = Command(program: "iptables", arguments: ["-S", "INPUT"], limit: Self.programLimit)
        let rules = try? await programs.run(command) { _ in }
        return rules?.output.hasPrefix("-P INPUT DROP") == true
    }
}
