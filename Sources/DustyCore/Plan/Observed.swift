/// What exists before anything is done.
public struct Observed: Sendable, Equatable {
    /// A container of the stack.
    public struct Container: Sendable, Equatable {
        /// What a container is good for when `up` finds it.
        public enum Condition: Sendable, Equatable {
            /// Its process runs.
            case running
            /// It ended, or was stopped; starting it again is enough.
            case ended
            /// Left half made by an interrupted start; only a new one helps.
            case broken
        }

        /// What can be done with it.
        public var condition: Condition
        /// Fingerprint of the service definition it was made from.
        public var fingerprint: String?
        /// Whether it runs and is not on the stack's network.
        public var isCutOff: Bool
        /// Whether it runs and does not reach the services that the stack has from another one.
        public var isApart = false
        /// When its process began.
        public var startedAt: Timestamp?

        /// An observed container.
        public init(
            condition: Condition,
            fingerprint: String?,
            isCutOff: Bool = false,
            startedAt: Timestamp? = nil
        ) {
            self.startedAt = startedAt
            self.condition = condition
            self.fingerprint = fingerprint
            self.isCutOff = isCutOff
        }
    }

    /// A container of the stack whose services others may have.
    public struct Lent: Sendable, Equatable {
        /// Whether it runs, or has done all that is expected of it.
        public var isUp: Bool
        /// Whether this stack's containers reach it by its names.
        public var isConnected: Bool
        /// Whether it has a place on the network of this stack's shared services, be it one that is of no use.
        public var isPresent: Bool

        /// An observed container of another stack.
        public init(isUp: Bool, isConnected: Bool, isPresent: Bool? = nil) {
            self.isUp = isUp
            self.isConnected = isConnected
            self.isPresent = isPresent ?? isConnected
        }
    }

    /// Bytes of the hosts file.
    public var hosts: [UInt8]
    /// The proxy configuration that is installed.
    public var proxyConfig: String?
    /// Host names that lead to the proxy inside containers.
    public var proxyNames: [String]
    /// The Compose file of the last run.
    public var composeFile: Secret?
    /// Command files by path relative to their directory.
    public var scripts: [String: String]
    /// Those of them that may be run as programs.
    public var executables: Set<String> = []
    /// Containers by Compose service.
    public var containers: [String: Container]
    /// Those that another stack has, by Compose service.
    public var lent: [String: Lent] = [:]
    /// Whether there is a network for them.
    public var hasSharedNetwork = false

    /// What was observed.
    public init(
        hosts: [UInt8] = [],
        proxyConfig: String? = nil,
        proxyNames: [String] = [],
        composeFile: Secret? = nil,
        scripts: [String: String] = [:],
        containers: [String: Container] = [:]
    ) {
        self.hosts = hosts
        self.proxyConfig = proxyConfig
        self.proxyNames = proxyNames
        self.composeFile = composeFile
        self.scripts = scripts
        self.containers = containers
    }
}
