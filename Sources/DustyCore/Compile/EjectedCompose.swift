/// The Compose file of a stack in a form that works without Dusty: paths are relative to the file, ports are published on this host, and
/// there is no proxy.
public struct EjectedCompose: Sendable {
    /// Text of each file, by path relative to the directory that they are written to.
    public let files: [String: String]
    /// Repos that must be cloned beside the file, each with its directory.
    public let clones: [(repo: String, directory: String)]
    /// Where each port of an app is reached, as `app container-port address`.
    public let addresses: [(app: String, port: Int, address: String)]

    /// Ejects what was compiled for the tree of the root directory.
    ///
    /// - Parameter isBare: whether a repo of this host has no files beside it, and must be cloned like one of another host.
    public init(_ blueprint: Blueprint, _ assembled: AssembledSpecs, isBare: (String) -> Bool = { _ in false }) {
        let places = Places(assembled, isBare)
        let entries = blueprint.compose.entries.filter { $0.kind != .proxy }
        var ports = HostPorts(taken: entries.flatMap { Self.published($0.definition) })
        var addresses: [(String, Int, String)] = []
        let services = entries.map { entry in
            var definition = places.own(entry.definition)
            if let mappings = blueprint.ports.compose[entry.name], !mappings.isEmpty {
                let own = ComposePorts(of: definition).udp
                definition["ports"] = .list(
                    mappings.map { mapping in
                        let port = ports.choose(mapping)
                        addresses.append((entry.name, mapping.container, "127.0.0.1:\(port)"))
                        return .string("127.0.0.1:\(port):\(mapping.container)")
                    } + own
                )
            }
            return YAMLEntry(entry.name, definition)
        }
        var tree: YAMLValue = ["services": .map(services)]
        let volumes = ComposeFile.namedVolumes(of: entries)
        if !volumes.isEmpty { tree["volumes"] = .map(volumes.map { YAMLEntry($0, [:]) }) }
        let heading = "# Ejected by `dusty compile --eject`: run `docker compose up` beside this file.\n"
        var files = ["docker-compose.yml": heading + YAMLWriter.revealedText(of: tree).revealed]
        for script in blueprint.scripts { files["commands/\(script.path)"] = script.text }
        self.files = files
        self.addresses = addresses
        clones = places.clones
    }

    /// Ports of this host that a service publishes itself.
    private static func published(_ definition: YAMLValue) -> [Int] {
        (definition["ports"]?.items ?? []).compactMap { item in
            if let port = item["published"]?.text { return Int(port) }
            return item.text?.parts(at: ":").dropLast().last.flatMap { Int($0) }
        }
    }
}

/// Ports of this host, each assigned once.
private struct HostPorts {
    var taken: Set<Int>

    init(taken: [Int]) { self.taken = Set(taken) }

    /// The container's own port if it is free and unprivileged, else Dusty's.
    mutating func choose(_ mapping: PortTable.Mapping) -> Int {
        let isOpen = mapping.container >= 1024 && taken.insert(mapping.container).inserted
        return isOpen ? mapping.container : mapping.host
    }
}

/// Directories of Dusty's tree by their names beside the ejected file.
private struct Places {
    let moves: [(from: String, to: String)]
    let clones: [(repo: String, directory: String)]

    init(_ assembled: AssembledSpecs, _ isBare: (String) -> Bool) {
        let tree = MachineTree(of: assembled.specs)
        var moves = [(tree.commandFiles, "./commands"), (tree.persist, "./persist")]
        var clones: [(String, String)] = []
        for repo in assembled.repos {
            let isHere = repo.name.hasPrefix("/") && !isBare(repo.name)
            let place = isHere ? repo.name : "./repos/\(repo.shortName)"
            if !isHere { clones.append((repo.name, place)) }
            moves.append((tree.path(of: repo), place))
        }
        self.moves = moves
        self.clones = clones
    }

    /// A definition without Dusty's own parts.
    func own(_ definition: YAMLValue) -> YAMLValue {
        var result = definition
        result["container_name"] = nil
        let labels = (result["labels"]?.entries ?? []).filter { !$0.key.hasPrefix("dusty.") }
        result["labels"] = labels.isEmpty ? nil : .map(labels)
        let volumes = (result["volumes"]?.items ?? []).compactMap(volume)
        result["volumes"] = volumes.isEmpty ? nil : .list(volumes)
        if let context = result["build"]?.text { result["build"] = .string(moved(context)) }
        if let context = result["build"]?["context"]?.text {
            var build = result["build"] ?? [:]
            build["context"] = .string(moved(context))
            result["build"] = build
        }
        return result
    }

    private func volume(_ volume: YAMLValue) -> YAMLValue? {
        if case .map = volume {
            var result = volume
            if let source = volume["source"]?.text { result["source"] = .string(moved(source)) }
            return result
        }
        guard let text = volume.text, let (source, rest) = text.cut(at: ":") else { return volume }
        // For `dusty cp`, which needs Dusty.
        if rest == "/cp", source.hasPrefix("/cp/") { return nil }
        return .string("\(moved(source)):\(rest)")
    }

    private func moved(_ path: String) -> String {
        for (from, to) in moves where path == from || path.hasPrefix(from + "/") {
            return to + path.dropFirst(from.count)
        }
        return path
    }
}
