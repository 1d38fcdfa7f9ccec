import DustyCore
import Essentials
import NIOCore
import NIOPosix

/// Finds what keeps a host at the other end of SSH from being a machine, from the network to its clock.
struct SSHDoctor: Sendable {
    /// Differences of clocks from which on certificates and the order of log lines go wrong, seconds.
    private static let skew: Double = 5
    private static let installPatience = Duration.seconds(240)

    static let inspecting = Script(PackageResources.inspect_tree_sh)
    static let settingClock: Script = "date -u -s \"@$1\""

    let connection: SSHConnection
    let fixes: Bool
    let now: Timestamp

    private var record: MachineRecord { connection.record }

    /// Every check; what others depend on comes first.
    func examine(_ look: () async -> RemoteVitals?) async -> [DoctorCheck] {
        let keys = keysCheck()
        do {
            try await connection.checkConnected()
        } catch {
            return [await networkCheck(), keys, connectionFault(error as? DustyError)]
        }
        var checks = [
            DoctorCheck("machine network", .ok, "\(record.target) answers"), keys,
            DoctorCheck(
                "machine",
                .ok,
                "connected to \(record.target) as `\(record.name)`; its host key is the expected one"
            ),
        ]
        guard let vitals = await look() else {
            return checks + [DoctorCheck("machine login", .failure, "\(record.target) runs no command within 3 s")]
        }
        checks += [await treeCheck(), await rsyncCheck(vitals)]
        if let disk = vitals.disk { checks.append(diskCheck(disk)) }
        if let time = vitals.time { checks.append(await clockCheck(now.seconds(since: time))) }
        return checks
    }

    private func networkCheck() async -> DoctorCheck {
        let name = "machine network"
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(3))
                .connect(host: record.target.host, port: record.target.port)
                .get()
            try? await channel.close()
            return DoctorCheck(name, .ok, "port \(record.target.port) of \(record.target.host) answers")
        } catch {
            let isKnown = (error as? NIOConnectionError)?.connectionErrors.isEmpty == false
            return DoctorCheck(
                name,
                .failure,
                isKnown
                    ? "nothing answers on port \(record.target.port) of \(record.target.host)"
                    : "the name \(record.target.host) has no address",
                remedy: isKnown
                    ? "check the host, its sshd, and the network in between" : "check the name, and DNS"
            )
        }
    }

    /// What this host has of the machine: the key that logs in there, and the host keys that were learned.
    private func keysCheck() -> DoctorCheck {
        let name = "machine keys"
        let places = connection.commands.places
        let files = FileManager.default
        for path in [places.key, places.knownHosts]
        where ((try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0) == 0 {
            return DoctorCheck(
                name,
                .failure,
                "\(path) is gone",
                remedy: "run `dusty machine remove \(record.name)`, and add it again; its data stays"
            )
        }
        let mode = (try? files.attributesOfItem(atPath: places.key)[.posixPermissions] as? Int) ?? 0
        guard mode & 0o077 != 0 else {
            return DoctorCheck(
                name,
                .ok,
                record.fingerprints.first.map { "the host key is \($0)" } ?? places.knownHosts
            )
        }
        let message = "\(places.key) has the mode \(String(mode, radix: 8)), and ssh will not use it"
        let remedy = "dusty doctor --fix closes it, as does: chmod 600 \(places.key)"
        guard fixes, (try? files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: places.key)) != nil else {
            return DoctorCheck(name, .failure, message, remedy: remedy, fixable: true)
        }
        return DoctorCheck(name, .ok, message, fixed: "closed it")
    }

    private func connectionFault(_ error: DustyError?) -> DoctorCheck {
        let message = error?.message ?? "\(record.target) does not answer"
        return DoctorCheck("machine", .failure, "unreachable: \(message)", remedy: error?.hint)
    }

    private func treeCheck() async -> DoctorCheck {
        let name = "machine tree"
        let faults: String
        do {
            faults = try await connection.run(Self.inspecting, [connection.root]).output
        } catch {
            return DoctorCheck(name, .failure, (error as? DustyError)?.message ?? "\(error)")
        }
        guard !faults.isEmpty else { return DoctorCheck(name, .ok, "\(connection.root) there") }
        return await DoctorCheck.fixing(
            fixes,
            name,
            .failure,
            "on \(record.target): " + faults.lines.joined(separator: "; "),
            remedy: "dusty doctor --fix creates what is missing; what cannot be written has another owner"
        ) {
            _ = try await connection.run(MachineGreeting.making, [connection.root])
            let left = try await connection.run(Self.inspecting, [connection.root]).output
            guard left.isEmpty else { throw DustyError(.failed, left.lines.joined(separator: "; ")) }
            return "created the directories"
        }
    }

    private func rsyncCheck(_ vitals: RemoteVitals) async -> DoctorCheck {
        if vitals.hasRsync { return DoctorCheck("machine rsync", .ok, "installed") }
        return await DoctorCheck.fixing(
            fixes,
            "machine rsync",
            .failure,
            "\(record.target) has no rsync: code cannot be synced",
            remedy: "dusty doctor --fix installs it, as does on Debian: apt-get install rsync"
        ) {
            let result = try await connection.run(MachineSurvey.installing, within: Self.installPatience)
            guard result.output.contains("installed rsync") else {
                throw DustyError(.failed, "\(record.target.user) may not install it there, or there is no package")
            }
            return "installed it there"
        }
    }

    private func diskCheck(_ disk: (used: Int64, total: Int64)) -> DoctorCheck {
        let free = disk.total - disk.used
        let text = "\(ByteCount(free)) free at \(connection.root) there"
        guard free < 2_000_000_000 else { return DoctorCheck("machine disk", .ok, text) }
        return DoctorCheck(
            "machine disk",
            free < 200_000_000 ? .failure : .warning,
            "only \(text)",
            remedy: "make room there: `dusty disk cleanup --all` removes what is not in use"
        )
    }

    /// `difference` is by how much its clock is behind this host's.
    private func clockCheck(_ difference: Double) async -> DoctorCheck {
        let name = "machine clock"
        guard abs(difference) > Self.skew else { return DoctorCheck(name, .ok, "agrees with this host's") }
        let message =
            "the clock of \(record.target) is \(Int(abs(difference))) s \(difference > 0 ? "behind" : "ahead")"
        let lasting = "set it there, such as with chrony"
        guard record.isRoot else { return DoctorCheck(name, .warning, message, remedy: lasting) }
        return await DoctorCheck.fixing(
            fixes,
            name,
            .warning,
            message,
            remedy: "dusty doctor --fix sets it once; to keep it right, \(lasting)"
        ) {
            let seconds = now.milliseconds / 1000
            let result = try await connection.run(Self.settingClock, [String(seconds)])
            guard result.status == 0 else { throw DustyError(.failed, result.lastWords()) }
            return "set it to this host's"
        }
    }
}

extension DoctorCheck {
    /// A check of something that can be fixed: fixes it when asked to, and says what was done.
    static func fixing(
        _ fixes: Bool,
        _ name: String,
        _ state: State,
        _ message: String,
        remedy: String,
        _ fix: () async throws -> String
    ) async -> DoctorCheck {
        guard fixes else { return DoctorCheck(name, state, message, remedy: remedy, fixable: true) }
        do {
            return DoctorCheck(name, .ok, message, fixed: try await fix())
        } catch {
            let reason = (error as? DustyError)?.message ?? "\(error)"
            return DoctorCheck(name, state, "\(message); fixing it failed: \(reason)", remedy: remedy)
        }
    }
}
