import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func version(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let daemon = await observatory.current().daemon
        return try Reply.json(
            VersionInfo(version: daemon.version, api: Endpoint.api, stack: stack.name, pid: daemon.pid)
        )
    }

    @Sendable func status(_ request: Request, _ context: DaemonContext) async throws -> Response {
        await administration.refreshMachine()
        await administration.stack.refreshFileWarnings()
        return try Reply.json(await observatory.confirmedSnapshot())
    }

    @Sendable func watch(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let observatory = observatory
        return Reply.stream(request) { lines in
            nonisolated(unsafe) var writer = lines
            try await observatory.whileViewing {
                var last: Snapshot?
                for await _ in await observatory.changes() {
                    var snapshot = await observatory.snapshot()
                    let time = snapshot.time
                    if let last { snapshot.time = last.time }
                    guard snapshot != last else { continue }
                    snapshot.time = time
                    try await writer.write(snapshot)
                    last = snapshot
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }
    }
}
