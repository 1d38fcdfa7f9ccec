/// What a machine is.
public struct MachineKind: ExtensibleWord {
    /// This host, with its own Docker.
    public static let local = Self(rawValue: "local")
    /// A Linux host at the other end of an SSH connection.
    public static let ssh = Self(rawValue: "ssh")
    /// A virtual machine of QEMU. Virtual machines are reached as `ssh` is.
    public static let qemu = Self(rawValue: "qemu")
    /// A virtual machine of VirtualBox.
    public static let virtualbox = Self(rawValue: "virtualbox")
    /// A virtual machine of Lima.
    public static let lima = Self(rawValue: "lima")

    /// All of them.
    public static let known = [local, ssh, qemu, virtualbox, lima]

    /// The word.
    public let rawValue: String

    /// A word, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension MachineStatus {
    /// The state of a machine: `running` for this host, one of the next three for others, and one of the rest for
    /// virtual machines and unusable ones.
    public struct State: ExtensibleWord {
        /// It is this host, or a virtual machine that the stack does not live on.
        public static let running = Self(rawValue: "running")
        /// The connection stands.
        public static let connected = Self(rawValue: "connected")
        /// The connection is being opened.
        public static let connecting = Self(rawValue: "connecting")
        /// The connection is lost and being retried.
        public static let unreachable = Self(rawValue: "unreachable")
        /// It does not run.
        public static let stopped = Self(rawValue: "stopped")
        /// A job starts it.
        public static let starting = Self(rawValue: "starting")
        /// A job stops it.
        public static let stopping = Self(rawValue: "stopping")
        /// Its record cannot be read.
        public static let unreadable = Self(rawValue: "unreadable")
        /// It is being removed.
        public static let removing = Self(rawValue: "removing")

        /// All of them.
        public static let known = [
            running, connected, connecting, unreachable, stopped, starting, stopping, unreadable, removing,
        ]

        /// The word.
        public let rawValue: String

        /// A word, known or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

extension Warning {
    /// What a warning concerns.
    public struct Subject: ExtensibleWord {
        /// The trail of changes.
        public static let audit = Self(rawValue: "audit")
        /// Containers that only claim to be the stack's.
        public static let containers = Self(rawValue: "containers")
        /// Files of the daemon's own.
        public static let files = Self(rawValue: "files")
        /// The machine that the stack lives on.
        public static let machine = Self(rawValue: "machine")
        /// A restore that was interrupted.
        public static let restore = Self(rawValue: "restore")
        /// The settings.
        public static let settings = Self(rawValue: "settings")
        /// The specs.
        public static let specs = Self(rawValue: "specs")
        /// The list of stacks.
        public static let stacks = Self(rawValue: "stacks")

        /// All of them.
        public static let known = [audit, containers, files, machine, restore, settings, specs, stacks]

        /// The word.
        public let rawValue: String

        /// A word, known or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

/// What a health check says, in the engine's words.
public struct ContainerHealth: ExtensibleWord {
    /// It has not passed yet.
    public static let starting = Self(rawValue: "starting")
    /// It passes.
    public static let healthy = Self(rawValue: "healthy")
    /// It fails.
    public static let unhealthy = Self(rawValue: "unhealthy")

    /// All of them.
    public static let known = [starting, healthy, unhealthy]

    /// The word.
    public let rawValue: String

    /// A word, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension SettingStatus {
    /// What a setting takes.
    public struct Kind: ExtensibleWord {
        /// A repo in any form.
        public static let repo = Self(rawValue: "repo")
        /// A login name.
        public static let user = Self(rawValue: "user")
        /// The name of a machine.
        public static let machine = Self(rawValue: "machine")
        /// `true` or `false`.
        public static let flag = Self(rawValue: "flag")
        /// A length of time, such as `2h`.
        public static let time = Self(rawValue: "time")
        /// Entries.
        public static let list = Self(rawValue: "list")
        /// Entries by name.
        public static let map = Self(rawValue: "map")

        /// All of them.
        public static let known = [repo, user, machine, flag, time, list, map]

        /// The word.
        public let rawValue: String

        /// A word, known or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}
