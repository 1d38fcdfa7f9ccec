import DustyCore

extension Handlers {
    func addStack(to routes: inout Routes) {
        routes.serve(.version) { _ in
            let daemon = await observatory.current().daemon
            return VersionInfo(
                version: daemon.version,
                api: API.version,
                stack: stack.name,
                pid: daemon.pid,
                features: [VersionInfo.oneOff, VersionInfo.prepare, VersionInfo.previousLogs, VersionInfo.attach]
            )
        }
        routes.serve(.status) { _ in
            await administration.refreshMachine()
            await administration.stack.refreshFileWarnings()
            return await observatory.confirmedSnapshot()
        }
        routes.serve(.watch) { _, _ in { try await watch($0) } }
        routes.serve(.logs) { wanted, _ in
            try await logs.check(wanted)
            return { lines in try await logs.stream(wanted) { try await lines.write($0) } }
        }
        routes.serve(.plan) { question, call in
            try await administration.plan(of: question.names, for: try call.caller())
        }
        routes.serve(.syncPreview) { question, _ in
            try await administration.syncPreview(named: question.names, exact: question.exact)
        }
        routes.serve(.definition) { question, call in
            let caller = try call.caller()
            return try await administration.definition(of: question.name, revealing: question.reveals, for: caller)
        }
    }

    /// Writes the snapshot now and after every change, at most ten times a second, and an empty line after a while
    /// without one, so that a daemon that hangs can be distinguished from one with nothing to say.
    private func watch(_ lines: TypedLines<Snapshot>) async throws {
        try await observatory.whileViewing {
            let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in await observatory.changes() { signal.yield() }
                    signal.finish()
                }
                group.addTask {
                    while !Task.isCancelled {
                        try await Task.sleep(for: StreamPulse.interval)
                        // A removed stack has no more news, and no signs of life.
                        if let stacks, await !stacks.has(jobs, of: stack.name) { return signal.finish() }
                        signal.yield()
                    }
                }
                defer { group.cancelAll() }
                try await write(lines, at: signals)
            }
        }
    }

    private func write(_ lines: TypedLines<Snapshot>, at signals: AsyncStream<Void>) async throws {
        var last: Snapshot?
        var written = ContinuousClock.now
        for await _ in signals {
            var snapshot = await observatory.snapshot()
            let time = snapshot.time
            if let last { snapshot.time = last.time }
            if snapshot != last {
                snapshot.time = time
                try await lines.write(snapshot)
                // The first one announces that there will be signs of life.
                if last == nil { try await lines.beat() }
                last = snapshot
                written = .now
                try await Task.sleep(for: .milliseconds(100))
            } else if ContinuousClock.now - written >= StreamPulse.interval {
                try await lines.beat()
                written = .now
            }
        }
    }
}
