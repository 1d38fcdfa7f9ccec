/// The Compose file of a stack, in the current format.
public struct ComposeFile: Sendable, Equatable {
    /// One service of the file.
    public struct Entry: Sendable, Equatable {
        /// Its name: that of the app or service.
        public var name: String
        /// What it is.
        public var kind: StackLabel.Kind
        /// Its definition, as in the file.
        public var definition: YAMLValue
        /// Fingerprint of the definition and of its command file; also its label `dusty.spec`.
        public var fingerprint: String
        /// Services of another stack that it needs.
        public var borrowed: [String] = []
        /// Names by which it alone reaches services of another stack, each as `CONTAINER:NAME`.
        public var borrowedLinks: [String] = []

        /// An entry with its parts.
        public init(name: String, kind: StackLabel.Kind, definition: YAMLValue, fingerprint: String) {
            self.name = name
            self.kind = kind
            self.definition = definition
            self.fingerprint = fingerprint
        }

        /// The image it runs; nil when it is built.
        public var image: String? { definition["image"]?.text }
        /// Services that must have started before it, in written order.
        public var needs: [String] {
            let depends = definition["depends_on"]
            let links = (definition["links"]?.items ?? []).compactMap { $0.text?.cut(at: ":")?.0 ?? $0.text }
            return (depends?.items?.compactMap(\.text) ?? depends?.entries.map(\.key) ?? []) + links.map { String($0) }
                + hosts + borrowed
        }
        /// Services whose containers it shares the network or something else of the kind with: without these it has none, and when one of them
        /// begins again it has what is gone.
        public var hosts: [String] {
            ["network_mode", "ipc", "pid"].compactMap { key in
                guard let text = definition[key]?.text, text.hasPrefix("service:") else { return nil }
                return String(text.dropFirst("service:".count))
            }
        }
        /// Whether its containers are on the network that Compose makes for the stack.
        public var isOnStackNetwork: Bool {
            guard definition["network_mode"] == nil, let networks = definition["networks"] else {
                return definition["network_mode"] == nil
            }
            return networks.items?.contains { $0.text == Self.stackNetwork } ?? (networks[Self.stackNetwork] != nil)
        }
        /// Names that lead to its containers there.
        public var stackNetworkNames: [String] {
            [name] + (definition["networks"]?[Self.stackNetwork]?["aliases"]?.items ?? []).compactMap(\.text)
        }
        private static let stackNetwork = "default"
        /// Whether an end with exit code 0 is all that is expected of it.
        public var mayEnd: Bool {
            guard let restart = definition["restart"]?.text else { return false }
            return restart == "no" || restart.hasPrefix("on-failure")
        }
        /// Whether its image is built here.
        public var isBuilt: Bool { definition["build"] != nil }
        /// Fingerprint of what that image is built from; also its label `dusty.build`.
        public var buildMark: String? { definition["build"]?["labels"]?[StackLabel.build]?.text }
    }

    /// Its services, sorted by name.
    public var entries: [Entry]
    /// Names of volumes that services mention.
    public var volumes: [String]
    /// The engine's names of networks besides the default one, by the key that services use.
    public var networks: [String: String]
    /// Subnets of networks, by the same keys; the engine chooses the others.
    public var subnets: [String: String]

    /// Services that are none of the file's, because the stack has them from another one, each with the name of the container there.
    public var shared: [String: String] = [:]
    /// Names by which the stack's containers reach each of these.
    public var sharedNames: [String: [String]] = [:]

    /// Values of variables of the specs that are in the services and look secret, by the names of the variables.
    public var secrets: [String: Secret]

    /// A file with these services.
    public init(
        entries: [Entry],
        volumes: [String] = [],
        networks: [String: String] = [:],
        subnets: [String: String] = [:],
        secrets: [String: Secret] = [:]
    ) {
        self.secrets = secrets
        self.entries = entries
        self.volumes = volumes
        self.networks = networks
        self.subnets = subnets
    }

    /// The entry of an app or service.
    public subscript(name: String) -> Entry? {
        entries.first { $0.name == name }
    }

    /// The services that share something with the containers of these, and with theirs in turn, in the order of the file.
    public func followers(of names: some Sequence<String>) -> [String] {
        let given = Set(names)
        var known = given
        var isComplete = false
        while !isComplete {
            let more = entries.filter { !known.contains($0.name) && $0.hosts.contains(where: known.contains) }.map(
                \.name
            )
            known.formUnion(more)
            isComplete = more.isEmpty
        }
        return entries.map(\.name).filter { known.contains($0) && !given.contains($0) }
    }

    /// The text of the file, including the values of variables that were set on this host.
    public var text: Secret {
        Secret(Self.heading + YAMLWriter.revealedText(of: tree).revealed)
    }

    /// Services whose containers reach another stack's, each with the names that it alone has for these.
    public var sharing: [String: [String]] {
        guard !shared.isEmpty else { return [:] }
        let reached = entries.filter { $0.kind == .proxy || $0.isOnStackNetwork }
        return Dictionary(reached.map { ($0.name, $0.borrowedLinks) }) { $1 }
    }

    /// The key of the file that says which services are another stack's. Compose passes over keys of this kind.
    static let sharedKey = "x-dusty-shared"

    /// The line that the file begins with.
    static let heading = "# Written by Dusty; changes are overwritten.\n"

    /// The file as a tree.
    var tree: YAMLValue {
        var file: YAMLValue = ["services": .map(entries.map { YAMLEntry($0.name, $0.definition) })]
        let keys = Set(networks.keys).union(subnets.keys).sorted()
        if !keys.isEmpty { file["networks"] = .map(keys.map { YAMLEntry($0, network($0)) }) }
        if !volumes.isEmpty { file["volumes"] = .map(volumes.map { YAMLEntry($0, [:]) }) }
        if !shared.isEmpty {
            file[Self.sharedKey] = .map(shared.sorted { $0.key < $1.key }.map { YAMLEntry($0.key, .string($0.value)) })
        }
        if let set = setVariables { file[set.key] = set.names }
        if let known = specVariables { file[known.key] = known.values }
        return file
    }

    private func network(_ key: String) -> YAMLValue {
        var network: YAMLValue = [:]
        network["name"] = networks[key].map { .string($0) }
        network["ipam"] = subnets[key].map { ["config": [["subnet": .string($0)]]] }
        return network
    }
}
