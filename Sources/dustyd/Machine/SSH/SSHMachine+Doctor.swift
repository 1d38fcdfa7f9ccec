import DustyCore

extension SSHMachine {
    /// Differences of clocks from which on certificates and the order of log lines go wrong, seconds.
    private static let skew: Double = 5

    func examine(at now: Timestamp) async -> [DoctorCheck] {
        let record = connection.record
        do {
            try await connection.checkConnected()
        } catch {
            return [connectionFault(error as? DustyError)]
        }
        var checks = [
            DoctorCheck(
                "machine",
                .ok,
                "connected to \(record.target) as `\(record.name)`; its host key is the one that was learned"
            )
        ]
        guard let vitals = await look() else {
            return checks + [DoctorCheck("machine login", .failure, "\(record.target) runs nothing within 3 s")]
        }
        checks.append(
            vitals.hasRsync
                ? DoctorCheck("machine rsync", .ok, "installed")
                : DoctorCheck(
                    "machine rsync",
                    .failure,
                    "\(record.target) has no rsync: code cannot be synced",
                    remedy: "install it there, on Debian: apt-get install rsync"
                )
        )
        if let disk = vitals.disk { checks.append(diskCheck(disk)) }
        if let time = vitals.time { checks.append(clockCheck(abs(now.seconds(since: time)))) }
        return checks
    }

    private func connectionFault(_ error: DustyError?) -> DoctorCheck {
        let message = error?.message ?? "\(connection.record.target) does not answer"
        return DoctorCheck("machine", .failure, "unreachable: \(message)", remedy: error?.hint)
    }

    private func diskCheck(_ disk: (used: Int64, total: Int64)) -> DoctorCheck {
        let free = disk.total - disk.used
        let text = "\(ByteCount(free)) free at \(connection.root) there"
        guard free < 2_000_000_000 else { return DoctorCheck("machine disk", .ok, text) }
        return DoctorCheck(
            "machine disk",
            free < 200_000_000 ? .failure : .warning,
            "only \(text)",
            remedy: "make room there: `dusty disk cleanup --all` removes what nothing uses"
        )
    }

    private func clockCheck(_ difference: Double) -> DoctorCheck {
        guard difference > Self.skew else { return DoctorCheck("machine clock", .ok, "agrees with this host's") }
        return DoctorCheck(
            "machine clock",
            .warning,
            "the machine's clock and this host's differ by \(Int(difference)) s",
            remedy: "set it there, such as with chrony"
        )
    }
}
