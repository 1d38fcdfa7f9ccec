/// How one does something on a kind of host, in the words of hints. Fragments for the middle of a sentence, without a full stop.
public struct HostWords: Sendable {
    /// Where packages come from, such as `on Debian: apt-get install`.
    private let install: String
    private let reinstall: String
    /// Names of packages, where they are not those of their programs.
    private let packages: [String: String]
    /// Programs that do not come as packages, and how to get them.
    private let elsewhere: [String: String]
    /// A command that makes a group, without its name.
    private let groupMaker: [String]
    /// The command that makes a user a member of the group `dusty`, before and after the user's name.
    private let joining: [String]
    /// What starts the container engine.
    public let startEngine: String
    /// What restarts the container engine.
    public let restartEngine: String
    /// What shows the daemon's log.
    public let daemonLog: String
    /// What says how the daemon is.
    public let daemonStatus: String
    /// What restarts the daemon.
    public let restartDaemon: String
    /// What lists this host's addresses.
    public let addresses: String
    /// What lists who is connected to a Unix socket.
    public let connections: String
    /// What lists who holds locks.
    public let locks: String
    /// A command that makes an immutable file writable, without the file.
    public let makeMutable: String
    /// A command that makes an append-only file writable, without the file.
    public let makeRewritable: String
    /// A command that takes both from a file, without the file.
    public let makeChangeable: String
    /// What else may keep root from a file, in words after a hint.
    public let privacy: String
    /// A command that shows what protects a file, without the file.
    public let showFlags: String
    /// Where the engine's own settings are.
    public let engineSettings: String
    /// What tells how many files a program may have open.
    public let openFiles: String
    /// What tells where users and groups come from, as a sentence's second half.
    public let users: String
    /// How to get Docker Compose, after `install Docker Compose 2, `.
    public let compose: String
    /// What opens a firewall for ports of an address.
    private let opening: String

    /// Linux, with systemd and Debian's packages.
    public static let linux = HostWords(
        install: "on Debian: apt-get install ",
        reinstall: "on Debian: apt-get install --reinstall ",
        packages: [
            "chroot": "coreutils", "docker": "docker.io", "du": "coreutils", "env": "coreutils", "groupadd": "passwd",
            "ip": "iproute2", "journalctl": "systemd", "qemu-system-x86_64": "qemu-system-x86", "rm": "coreutils",
            "setpriv": "util-linux", "ssh": "openssh-client", "ssh-keygen": "openssh-client",
            "ssh-keyscan": "openssh-client", "sh": "dash", "systemd-run": "systemd", "tail": "coreutils",
            "cat": "coreutils",
        ],
        elsewhere: [
            "VBoxManage": "VirtualBox: https://www.virtualbox.org/wiki/Linux_Downloads",
            "limactl": "Lima: https://lima-vm.io/docs/installation",
        ],
        groupMaker: ["groupadd", "--system"],
        joining: ["usermod -aG dusty ", ""],
        startEngine: "systemctl start docker, or dockerd",
        restartEngine: "systemctl restart docker",
        daemonLog: "journalctl -u dustyd",
        daemonStatus: "systemctl status dustyd",
        restartDaemon: "systemctl restart dustyd",
        addresses: "ip address show",
        connections: "ss -xp | grep dusty",
        locks: "lslocks",
        makeMutable: "chattr -i ",
        makeRewritable: "chattr -a ",
        makeChangeable: "chattr -i -a ",
        privacy: "",
        showFlags: "lsattr -d ",
        engineSettings: "/etc/docker/daemon.json",
        openFiles: "ulimit -Hn",
        users: "/etc/nsswitch.conf says what is asked",
        compose: "such as by `apt-get install docker-compose-plugin`",
        opening: "allow it: iptables -I INPUT -p tcp -d ADDRESS --dport FIRST:LAST -j ACCEPT, or with ufw: "
            + "ufw allow proto tcp to ADDRESS port FIRST:LAST"
    )

    /// A Mac, with launchd and Homebrew.
    public static let mac = HostWords(
        install: "with Homebrew: brew install ",
        reinstall: "with Homebrew: brew reinstall ",
        packages: ["tar": "gnu-tar", "limactl": "lima", "qemu-system-x86_64": "qemu", "ssh": "openssh"],
        elsewhere: [
            "VBoxManage": "VirtualBox: https://www.virtualbox.org/wiki/Downloads",
            "docker": "Docker Desktop, OrbStack or Colima",
        ],
        groupMaker: ["dseditgroup", "-o", "create"],
        joining: ["dseditgroup -o edit -a ", " -t user dusty"],
        startEngine: "start Docker Desktop, OrbStack or Colima",
        restartEngine: "restart Docker Desktop, OrbStack or Colima",
        daemonLog: "tail -n 200 /var/log/dusty.log",
        daemonStatus: "launchctl print system/org.dusty.dustyd",
        restartDaemon: "launchctl kickstart -k system/org.dusty.dustyd",
        addresses: "ifconfig",
        connections: "lsof -U | grep dusty",
        locks: "lsof",
        makeMutable: "chflags nouchg,noschg ",
        makeRewritable: "chflags nouappnd,nosappnd ",
        makeChangeable: "chflags nouchg,noschg,nouappnd,nosappnd ",
        privacy: ", and give dustyd Full Disk Access: System Settings, Privacy & Security",
        showFlags: "ls -lOed ",
        engineSettings: "the engine's settings (of Docker Desktop: Settings, Docker Engine)",
        openFiles: "launchctl limit maxfiles",
        users: "`dscacheutil -q user` shows what the directory service knows",
        compose: "such as by `brew install docker-compose`",
        opening: "restart Docker Desktop, OrbStack or Colima, in whose virtual machine ADDRESS is"
    )

    /// How to get a program; `verb` says it where it comes as a package.
    public func advice(_ verb: String, _ program: String, again: Bool = false) -> String {
        let name = program.parts(at: "/").last ?? program
        if let source = elsewhere[name] { return "\(again ? "reinstall" : "install") \(source)" }
        return "\(verb), \(package(name, again: again))"
    }

    /// How the package of a program is installed, such as `on Debian: apt-get install rsync`.
    public func package(_ program: String, again: Bool = false) -> String {
        (again ? reinstall : install) + (packages[program] ?? program)
    }

    /// What lets containers reach ports of an address of the host that the engine runs on.
    public func opening(_ ports: ClosedRange<Int>?, of address: String) -> String {
        let (first, last) = (ports.map { "\($0.lowerBound)" } ?? "", ports.map { "\($0.upperBound)" } ?? "")
        return opening.replacing("ADDRESS", with: address).replacing("FIRST", with: first).replacing("LAST", with: last)
    }

    /// The program that makes a group, and its arguments.
    public func making(group: String) -> [String] { groupMaker + [group] }

    /// The command that lets a user use Dusty.
    public func joining(_ user: String) -> String { joining.joined(separator: user) }
}
