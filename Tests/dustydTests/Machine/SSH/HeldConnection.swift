import CLibrary
import DustyCore
import DustyTestSupport
import Logging
import Synchronization

@testable import dustyd

/// A stand-in for ssh: the connection is held until cancelled or refused with ssh's words, and the machine greets from an address.
final class HeldConnection: CommandRunner {
    private let places: SSHPlaces
    private let refusal: String?
    private let arrival: String
    private let recorded = Mutex<[[String]]>([])
    /// Signals each attempt to connect.
    let (attempts, attempt) = AsyncStream.makeStream(of: Void.self)

    init(places: SSHPlaces, refusal: String? = nil, arrival: String = "127.0.0.1") {
        self.places = places
        self.refusal = refusal
        self.arrival = arrival
    }

    /// Argument vectors of what was run.
    var commands: [[String]] { recorded.withLock { $0 } }

    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult {
        recorded.withLock { $0.append(command.arguments) }
        if command.arguments.contains("-M") {
            attempt.yield()
            if let refusal { return CommandResult(status: 255, output: "", errorOutput: refusal) }
            close(open(places.control, O_CREAT | O_WRONLY, 0o600))
            try await untilCancelled()
        }
        return CommandResult(status: 0, output: "arrived 10.0.0.9 5000 \(arrival) 22\n", errorOutput: "")
    }

    /// What is passed on ends with the connection.
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> CommandResult {
        recorded.withLock { $0.append(command.arguments) }
        return CommandResult(status: 255, output: "", errorOutput: "")
    }

    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> CommandResult {
        try await read(command) { _ in }
    }

    /// Runs `body` while a connection through such a stand-in is kept to `127.0.0.1`.
    static func with(
        refusal: String? = nil,
        arrival: String = "127.0.0.1",
        forwardOnly: Bool = false,
        isRoot: Bool = true,
        _ body: @escaping @Sendable (SSHConnection, HeldConnection) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_STATE_DIR": "\(directory)/s", "DUSTY_SOCKET_PATH": "\(directory)/d",
            ])
            let places = SSHPlaces(paths: paths, name: "big")
            let runner = HeldConnection(places: places, refusal: refusal, arrival: arrival)
            let record = MachineRecord(
                name: "big",
                target: try SSHTarget("ann@127.0.0.1"),
                fingerprints: [],
                engineSocket: "/var/run/docker.sock",
                root: "/r",
                isRoot: isRoot,
                forwardOnly: forwardOnly,
                addedAt: Timestamp(milliseconds: 0)
            )
            let connection = SSHConnection(
                record: record,
                places: places,
                root: "/r/default",
                runner: runner,
                logger: .silent,
                clock: { Timestamp(milliseconds: 0) }
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await connection.run() }
                try await body(connection, runner)
                group.cancelAll()
            }
        }
    }
}
