import DustyCore

/// The other side of rsync at the end of a connection.
struct SSHFarSide: FarSide {
    /// How long a transfer may wait for a lost connection.
    private static let patience = Duration.seconds(60)
    /// What rsync ends with when its other half is gone, or ssh.
    private static let lost: Set<Int32> = [10, 12, 30, 35, 255]
    private static let partial: Int32 = 23

    let connection: SSHConnection
    /// Takes files back that containers wrote.
    let reclaimer: OwnershipReclaimer?

    func options(for target: String) -> [String] {
        [
            "--rsh=\(connection.commands.rsyncShell)", "--timeout=30", "--numeric-ids", "--compress",
            // Sends paths within its own protocol, past the shell there.
            "-s",
            // Older programs have no option for it.
            "--rsync-path=mkdir -p \(ShellWord.quote(target)) && rsync",
        ]
    }

    func generation(of target: String) async -> Int { await connection.state.epoch }

    func destination(_ path: String) -> String { "\(connection.record.name):\(path)" }

    func make(_ path: String) async throws {
        try await connection.ready(within: Self.patience)
    }

    func entries(_ path: String) async throws -> [String]? {
        let result = try await connection.run("[ -d \"$1\" ] || exit 9; ls -A -- \"$1\"", [path])
        return result.status == 0 ? result.output.split(whereSeparator: \.isNewline).map(String.init) : nil
    }

    func run(
        _ command: Command,
        on path: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
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
                if try await reclaimer.reclaim(path) { continue }
            }
            guard Self.lost.contains(result.status), ContinuousClock.now < deadline, try await isNews(since: epoch)
            else {
                return result
            }
        }
    }

    /// Whether the connection broke; its end may be told a moment after rsync's.
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
