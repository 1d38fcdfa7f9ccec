@testable import DustyCore

extension Observed {
    /// What is there after a blueprint was applied.
    init(after blueprint: Blueprint) {
        self.init(
            hosts: blueprint.hosts.applied(to: []),
            proxyConfig: blueprint.proxy.text,
            proxyNames: blueprint.proxyNames,
            composeFile: blueprint.compose.text,
            scripts: Dictionary(blueprint.scripts.map { ($0.path, $0.text) }) { $1 },
            containers: Dictionary(
                blueprint.compose.entries.map {
                    ($0.name, Container(condition: .running, fingerprint: $0.fingerprint))
                }
            ) { $1 }
        )
    }
}
