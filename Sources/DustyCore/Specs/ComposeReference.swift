/// A name in Compose keys, and the key that refers to it.
struct ComposeReference {
    var name: String
    var key: String
}

extension ComposeReference {
    /// What `links`, `depends_on`, `volumes_from` and the modes that share something with another service refer to.
    static func all(in compose: YAMLValue) -> [ComposeReference] {
        texts("links", in: compose).map { ComposeReference(name: before(":", of: $0.text), key: $0.key) }
            + (compose["depends_on"]?.entries ?? []).map { ComposeReference(name: $0.key, key: "depends_on.\($0.key)") }
            + texts("depends_on", in: compose).map { ComposeReference(name: $0.text, key: $0.key) }
            + texts("volumes_from", in: compose).filter { !$0.text.hasPrefix("container:") }
            .map { ComposeReference(name: before(":", of: $0.text), key: $0.key) }
            + ["network_mode", "net", "ipc", "pid"].compactMap { mode in
                guard let text = compose[mode]?.text, text.hasPrefix("service:") else { return nil }
                return ComposeReference(name: String(text.dropFirst("service:".count)), key: mode)
            }
    }

    private static func texts(_ key: String, in compose: YAMLValue) -> [(text: String, key: String)] {
        (compose[key]?.items ?? []).enumerated().compactMap { index, item in
            guard case .string(let text) = item, !text.isEmpty else { return nil }
            return (text, "\(key).\(index)")
        }
    }

    private static func before(_ separator: Character, of text: String) -> String {
        String(text.prefix { $0 != separator })
    }
}

extension Specs {
    /// In Compose's first format `container:NAME` was the way to share the network of another app: the name of a spec means its container.
    mutating func shareWithContainers() {
        let names = Set(apps.keys).union(services.keys)
        apps = apps.mapValues { app in
            var app = app
            app.compose = Self.sharing(app.compose, among: names)
            return app
        }
        services = services.mapValues { service in
            var service = service
            service.compose = Self.sharing(service.compose, among: names)
            return service
        }
    }

    private static func sharing(_ compose: YAMLValue, among names: Set<String>) -> YAMLValue {
        var result = compose
        for mode in ["network_mode", "net", "ipc", "pid"] {
            guard let (kind, name) = compose[mode]?.text?.cut(at: ":"), kind == "container", names.contains(name)
            else { continue }
            result[mode] = .string("service:\(name)")
        }
        return result
    }
}

extension AppSpec {
    /// What its Compose keys refer to; Dusty sets the links itself.
    var composeReferences: [ComposeReference] {
        ComposeReference.all(in: compose)
            .filter { !$0.key.hasPrefix("links") }
            .map { ComposeReference(name: $0.name, key: "compose.\($0.key)") }
    }
}
