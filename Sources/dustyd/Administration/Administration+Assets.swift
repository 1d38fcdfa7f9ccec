import DustyCore
import Essentials

extension Administration {
    /// Every asset that a spec declares or that is set, by name.
    func assets(for caller: Caller) async throws -> [AssetStatus] {
        let specs = try await specs(for: caller)
        let active = AssembledSpecs(specs, activeBundles: try await stack.settings.current().bundles)
        let activeNames = Set(active.names + active.libs.map(\.name))
        var uses: [String: [AssetUse]] = [:]
        let libs = specs.libs.values.sorted { $0.name < $1.name }.map { ($0.name, $0.assets) }
        for (name, assets) in specs.containers.map({ ($0.name, $0.assets) }) + libs {
            for asset in assets {
                uses[asset.name, default: []].append(
                    AssetUse(
                        name: name,
                        active: activeNames.contains(name),
                        required: asset.required,
                        path: asset.path
                    )
                )
            }
        }
        let stored = try await stack.systems.assets.all()
        return Set(uses.keys).union(stored.keys).sorted().map { name in
            AssetStatus(name: name, setAt: stored[name]?.setAt, bytes: stored[name]?.bytes, uses: uses[name] ?? [])
        }
    }

    /// Sets an asset or forgets it. Containers see it after the next `up`.
    func change(_ request: AssetRequest, for caller: Caller) async throws -> [AssetStatus] {
        try Self.checkAsset(request.name)
        if let content = request.content {
            guard content.count <= AssetRequest.limit else {
                throw DustyError(
                    .invalid,
                    "\(request.name) is larger than the \(AssetRequest.limit >> 20) MiB that an asset may have",
                    hint: "mount large files as a volume: `compose.volumes` of the app's spec, `volumes` of a service's"
                )
            }
            try await stack.systems.assets.write(request.name, Array(content))
        } else {
            guard try await stack.systems.assets.all()[request.name] != nil else { throw Self.unset(request.name) }
            try await stack.systems.assets.remove(request.name)
        }
        return try await assets(for: caller)
    }

    /// What an asset holds.
    func asset(_ name: String) async throws -> AssetContent {
        try Self.checkAsset(name)
        guard let bytes = try await stack.systems.assets.read(name) else { throw Self.unset(name) }
        return AssetContent(name: name, content: Data(bytes))
    }

    private static func checkAsset(_ name: String) throws {
        guard AssetSpec.isName(name) else {
            throw DustyError(
                .invalid,
                "\(String(name.prefix(80)).debugDescription) cannot be the name of an asset",
                hint: "use letters, digits, . _ and -, beginning with a letter or digit"
            )
        }
    }

    private static func unset(_ name: String) -> DustyError {
        DustyError(.notFound, "the asset \(name) is not set", hint: "set it: `dusty assets set \(name) FILE`")
    }
}
