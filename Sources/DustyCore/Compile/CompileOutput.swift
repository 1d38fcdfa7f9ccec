/// The files that `dusty compile` writes.
public enum CompileOutput {
    /// Text by path relative to the output directory.
    public static func files(for blueprint: Blueprint, assembled: AssembledSpecs) -> [String: String] {
        var files = [
            "ports.json": JSONText.text(of: blueprint.ports.document),
            "hosts": blueprint.hosts.text,
            "dustyNginx.conf": blueprint.proxy.text,
            "docker-compose.yml": blueprint.compose.text.revealed,
            "assembled.json": JSONText.text(of: assembled.document),
        ]
        for script in blueprint.scripts { files["commands/\(script.path)"] = script.text }
        return files
    }

    /// Paths of those that are programs.
    public static func executables(for blueprint: Blueprint) -> Set<String> {
        Set(blueprint.scripts.filter(\.isExecutable).map { "commands/\($0.path)" })
    }
}

extension PortTable {
    /// The table as `ports.json` shows it.
    var document: YAMLValue {
        [
            "compose": .map(
                compose.sorted { $0.key < $1.key }.map { app, mappings in
                    YAMLEntry(app, .list(mappings.map { ["host": .int($0.host), "container": .int($0.container)] }))
                }
            ),
            "proxy": .list(
                proxy.map { rule in
                    [
                        "host_name": .string(rule.hostName), "host_port": .int(rule.hostPort),
                        "upstream_port": .int(rule.upstreamPort), "type": .string(rule.kind.rawValue),
                    ]
                }
            ),
            "hosts": .list(hosts.map { ["address": .string($0.address), "name": .string($0.name)] }),
        ]
    }
}
