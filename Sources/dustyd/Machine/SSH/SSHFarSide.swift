import DustyCore

/// The other side of rsync at the end of a connection.
struct SSHFarSide: FarSide {
    /// How long a transfer may wait for a lost connection.
    private static let patience = Duration.seconds(60)
    /// The exit codes of rsync when its other half, or ssh, is gone.
    private static let lost: Set<Int32> = [5, 10, 12, 30, 35, 255]
    private static let partial: Int32 = 23

    let connection: SSHConnection
    /// Reclaims files that containers wrote.
    let reclaimer: OwnershipReclaimer?

    func generation(of target: String) async -> Int { await connection.state.epoch }

    func entries(_ path: String) async throws -> [String]? {
        let place = try MachinePlace.below(connection.root, path)
        let result = try await connection.run(RsyncServer.listing, [place.trusted, place.relative, "look"])
        return result.status == 0 ? result.output.split(whereSeparator: \.isNewline).map(String.init) : nil
    }

    func run(
        on target: String,
        rehearsing: Bool,
        _ command: @escaping @Sendable (Destination) -> Command,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        let command = command(try destination(target, rehearsing: rehearsing))
        let deadline = ContinuousClock.now + Self.patience
        var hasReclaimed = false
        while true {
            try await connection.ready(within: Self.patience)
            let epoch = await connection.state.epoch
            let result = try await withoutActuallyEscaping(onLine) { onLine in
                try await connection.gate.pass { try await connection.runner.run(command, onLine: onLine) }
            }
            if result.status == Self.partial, let reclaimer, !hasReclaimed {
                hasReclaimed = true
                if try await reclaimer.reclaim(target) { continue }
            }
            guard Self.lost.contains(result.status), ContinuousClock.now < deadline, try await isNews(since: epoch)
            else {
                return result
            }
        }
    }

    func remove(_ removal: Removal, from target: String) async throws -> Int {
        let place = try MachinePlace.below(connection.root, target)
        let line = RemoteCommand.line(["sh", "-s", "--", place.trusted, place.relative, "look"])
        var feeding = connection.commands.client(line, takesInput: true)
        feeding.input = removal.script
        feeding.limit = Command.longLimit
        let command = feeding
        var count = 0
        for isLast in [reclaimer == nil, true] {
            try await connection.ready(within: Self.patience)
            let result = try await connection.gate.pass { try await connection.runner.run(command) { _ in } }
            count += Removal.count(in: result.output)
            if result.status == 0 { break }
            if !isLast, let reclaimer, try await reclaimer.reclaim(target) { continue }
            throw DustyError(
                .failed,
                "files that the source no longer has cannot be deleted from \(target) on `\(connection.record.name)`: "
                    + result.lastWords(),
                hint: "run it again; nothing is lost"
            )
        }
        return count
    }

    /// As root the other half is confined to the directory; else it has only the rights of the login user, and starts
    /// in it.
    private func destination(_ target: String, rehearsing: Bool) throws -> Destination {
        let place = try MachinePlace.below(connection.root, target)
        let isRoot = connection.record.isRoot
        let arguments = [place.trusted, place.relative, rehearsing ? "look" : "make", isRoot ? "root" : "user"]
        let name = connection.record.name
        return Destination(
            shell: connection.commands.rsyncShell,
            options: [
                "--timeout=30", "--numeric-ids", "--compress",
                // Sends paths within its own protocol, past the shell there.
                "-s",
                "--rsync-path=\(RemoteCommand.script(RsyncServer.far, arguments))",
            ],
            path: isRoot ? name + RsyncServer.module : "\(name):."
        )
    }

    /// Whether the connection broke; that may become known a moment after rsync's end.
    private func isNews(since epoch: Int) async throws -> Bool {
        let isNews = try await withDeadline(.seconds(3)) {
            for await _ in await connection.changes() {
                let state = await connection.state
                if !state.isConnected || state.epoch != epoch { return true }
            }
            return false
        }
        return isNews ?? false
    }
}
