import DustyCore
import Logging
import ServiceLifecycle

/// Stops the containers of a stack beside the daemon's own once nobody has used it for as long as its setting `idle`
/// says: no job, no request about it to the daemon, no connection to its proxy, no edit that reached its containers, and
/// no program of `dusty stack enter`.
struct StackIdleStop: Service {
    static let interval = Duration.seconds(5)
    /// Between two looks whether there is such a setting by now.
    private static let rest = Duration.seconds(30)
    private static let fault = "idle"

    let stack: Stack
    let jobs: Jobs
    let logger: Logger
    var kernel = LinuxKernel()
    /// Processes of this host that have an entry in their environment.
    var marked: @Sendable (String) -> [Int32] = { ThisHost.processes(marked: $0) }

    /// What was seen at one look, to be compared with the next.
    struct Look: Sendable {
        var clock = IdleClock()
        var traffic: ProxyTraffic?
        /// The proxy's container as it was when its first process was asked for, and that process.
        var proxy: (id: String, startedAt: Timestamp?)?
        var process: Int?
        var code: [String: Int64] = [:]
    }

    func run() async throws {
        guard stack.names.isBeside else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            var last = Look()
            while !Task.isCancelled {
                let isLimited = await stack.observatory.current().wanted.idle != nil
                try? await Task.sleep(for: isLimited ? Self.interval : Self.rest)
                await look(&last, at: .now)
            }
        }
    }

    /// Looks once, and stops the stack if it is time.
    func look(_ last: inout Look, at now: ContinuousClock.Instant) async {
        // Taken at every look, so that only what came since the one before counts.
        let isUsed = stack.observatory.use.take()
        let facts = await stack.observatory.current()
        guard let idle = facts.wanted.idle, facts.engine.reachable, facts.containers.contains(where: \.hasProcess)
        else {
            last = Look()
            return await tell(nil)
        }
        var isBusy = await stack.observatory.isViewed() || isUsed || facts.jobs.contains { !$0.state.isFinal }
        if await hasTraffic(facts, &last) { isBusy = true }
        let code = facts.sync.compactMapValues(\.revision)
        if code != last.code { isBusy = true }
        last.code = code
        guard last.clock.look(isBusy: isBusy, at: now, limit: idle) else { return }
        last.clock = IdleClock()
        guard await !isEntered(), !Task.isCancelled else { return }
        await stop(idle)
    }

    /// Whether the proxy has, or had since the last look, a connection. One that cannot be asked may have one.
    private func hasTraffic(_ facts: StackFacts, _ last: inout Look) async -> Bool {
        let proxy = facts.containers.first { $0.service == StackNames.proxyService && $0.hasProcess }
        guard let proxy else {
            (last.proxy, last.process, last.traffic) = (nil, nil, nil)
            await tell(nil)
            return false
        }
        if last.process == nil || last.proxy?.id != proxy.id || last.proxy?.startedAt != proxy.startedAt {
            last.proxy = (proxy.id, proxy.startedAt)
            last.process = (try? await stack.systems.engine.process(of: proxy.id)) ?? nil
            last.traffic = nil
        }
        guard let traffic = last.process.flatMap({ kernel.traffic(of: proxy.id, process: $0) }) else {
            last.process = nil
            await tell("the connections of its proxy cannot be counted")
            return true
        }
        defer { last.traffic = traffic }
        await tell(nil)
        return traffic.isUse(since: last.traffic)
    }

    /// Whether a program of this host works in the stack, as those of `dusty stack enter` do.
    private func isEntered() async -> Bool {
        let (entry, marked) = ("DUSTY_STACK=\(stack.names.name)", marked)
        let found = try? await UserThread.run { !marked(entry).isEmpty }
        return found ?? true
    }

    /// Says in the status why the stack is not stopped.
    private func tell(_ reason: String?) async {
        let warning = reason.map {
            Warning(
                subject: .stacks,
                message: "the stack is not stopped when it is not used: \($0)",
                hint: "run the engine on this host itself, or `dusty config unset -s \(stack.names.name) idle`"
            )
        }
        guard await stack.observatory.current().warnings[Self.fault] != warning else { return }
        await stack.observatory.update { $0.warnings[Self.fault] = warning }
    }

    private func stop(_ idle: Duration) async {
        let caller = Caller(user: .idle, sshAuthSock: nil)
        do {
            _ = try await jobs.start(JobRequest(.stop([])), for: caller, alone: true)
            logger.notice(
                "a stack that was not used is being stopped",
                metadata: ["stack": "\(stack.names.name)", "idle": "\(idle)"]
            )
        } catch {
            logger.info(
                "a stack that was not used could not be stopped",
                metadata: ["stack": "\(stack.names.name)", "reason": "\(error)"]
            )
        }
    }
}

extension StackFacts {
    /// When the stack was stopped for being idle; nil if its containers have been started or stopped since.
    var idleSince: Timestamp? {
        guard !containers.contains(where: \.hasProcess), let last = jobs.first(where: \.kind.changesContainers),
            last.kind == .stop, last.user == User.idle.name, last.state == .succeeded
        else { return nil }
        return last.finishedAt
    }
}

extension Job.Kind {
    /// Whether it starts or ends containers of the stack.
    fileprivate var changesContainers: Bool {
        switch self {
        case .up, .restart, .rebuild, .stop, .pause, .unpause, .down, .reset, .prepare, .backup, .restore, .shutdown:
            true
        case .sync, .pull, .test, .script, .cleanup, .machineStart, .machineStop, .watch: false
        }
    }
}
