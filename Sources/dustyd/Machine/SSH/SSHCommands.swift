import DustyCore

/// Argument vectors of ssh for one machine. They read no configuration file and never prompt.
struct SSHCommands: Sendable, Equatable {
    /// Seconds of silence after which the other end must give a sign of life, and how many it may miss.
    private static let alive = (interval: 3, count: 3)

    let target: SSHTarget
    let places: SSHPlaces
    /// Socket of the engine on the machine.
    let engineSocket: String

    /// The program that keeps the connection, with the engine's socket forwarded. It ends when the connection does.
    func master() -> Command {
        Command(
            program: "ssh",
            arguments: Self.options(knownHosts: places.knownHosts, alias: places.name)
                + ["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-i", places.key]
                + ["-M", "-S", places.control, "-o", "ControlPersist=no", "-N", "-T"]
                + [
                    "-o", "ExitOnForwardFailure=yes", "-o", "StreamLocalBindUnlink=yes", "-o",
                    "StreamLocalBindMask=0177",
                ]
                + ["-L", "\(places.engine):\(engineSocket)"]
                + ["-p", String(target.port), "--", target.destination],
            // The program is the connection, and ends with it.
            limit: nil
        )
    }

    /// A command line at the other end, over the connection; fails at once when there is none. With `takesInput` it reads what ssh is given.
    func client(_ line: String, takesInput: Bool = false) -> Command {
        Command(program: "ssh", arguments: overMaster + (takesInput ? [] : ["-n"]) + ["-T", "--", places.name, line])
    }

    /// A command to the program that keeps the connection: `exit`, or `forward` and `cancel` with a forwarding.
    func control(_ word: String, forward: String? = nil) -> Command {
        Command(
            program: "ssh",
            arguments: overMaster + ["-O", word] + (forward.map { ["-L", $0] } ?? []) + ["--", places.name],
            limit: Command.shortLimit
        )
    }

    /// Makes a socket at the other end lead to the daemon's pages for apps that do not answer.
    func pages(on socket: String) -> Command {
        Command(
            program: "ssh",
            arguments: overMaster + ["-O", "forward", "-R", "\(socket):\(places.pages)", "--", places.name],
            limit: Command.shortLimit
        )
    }

    /// How rsync starts ssh.
    var rsyncShell: String { (["ssh"] + overMaster + ["-T"]).joined(separator: " ") }

    /// Without a master the client would connect on its own; this makes it fail instead.
    private var overMaster: [String] {
        [
            "-F", "none", "-S", places.control, "-o", "ControlMaster=no", "-o", "BatchMode=yes", "-o",
            "ProxyCommand=false",
        ]
    }

    /// A separate login, before there is a machine: with the caller's keys and agent, or with the machine's key.
    static func login(
        _ target: SSHTarget,
        knownHosts: String,
        alias: String,
        identity: String?,
        as user: User?,
        agent: String?,
        _ line: String
    ) -> Command {
        var arguments = options(knownHosts: knownHosts, alias: alias) + ["-n", "-T"]
        if let identity { arguments += ["-o", "IdentitiesOnly=yes", "-i", identity] }
        return Command(
            program: "ssh",
            arguments: arguments + ["-p", String(target.port), "--", target.destination, line],
            environment: agent.map { ["SSH_AUTH_SOCK": $0] } ?? [:],
            user: user
        )
    }

    private static func options(knownHosts: String, alias: String) -> [String] {
        let settings = [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(knownHosts)",
            "GlobalKnownHostsFile=/dev/null", "HostKeyAlias=\(alias)", "UpdateHostKeys=no", "CheckHostIP=no",
            "ConnectTimeout=5", "ServerAliveInterval=\(alive.interval)", "ServerAliveCountMax=\(alive.count)",
            "PasswordAuthentication=no", "KbdInteractiveAuthentication=no", "ForwardAgent=no", "ForwardX11=no",
            "PermitLocalCommand=no", "LogLevel=ERROR",
        ]
        return ["-F", "none"] + settings.flatMap { ["-o", $0] }
    }
}
