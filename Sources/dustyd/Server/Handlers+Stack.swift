import DustyCore

extension Handlers {
    func addStack(to routes: inout Routes) {
        routes.serve(.version) { _ in
            let daemon = await observatory.current().daemon
            return VersionInfo(version: daemon.version, api: API.version, stack: stack.name, pid: daemon.pid)
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
        routes.serve(.plan) { call in try await administration.plan(for: try call.caller()) }
        routes.serve(.syncPreview) { question, _ in
            try await administration.syncPreview(named: question.names, exact: question.exact)
        }
        routes.serve(.definition) { question, call in
            let caller = try call.caller()
            return try await administration.definition(of: question.name, revealing: question.reveals, for: caller)
        }
    }

    /// Writes the snapshot now and after every change, at most ten times a second.
    private func watch(_ lines: TypedLines<Snapshot>) async throws {
        try await observatory.whileViewing {
            var last: Snapshot?
            for await _ in await observatory.changes() {
                var snapshot = await observatory.snapshot()
                let time = snapshot.time
                if let last { snapshot.time = last.time }
                guard snapshot != last else { continue }
                snapshot.time = time
                try await lines.write(snapshot)
                last = snapshot
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
