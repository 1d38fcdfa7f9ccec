extension ComposeCompiler {
    /// Each of some assets that is set, as a file that only containers that declare it can read. What runs its image's command has no
    /// commands that could copy them, and gets them at their places.
    func assetVolumes(_ assets: [AssetSpec], copied: Bool) -> [YAMLValue] {
        if copied { return isSet(assets).map { .string(tree.assetVolume($0)) } }
        return assets.filter { inputs.assets[$0.name] != nil }.map { .string(tree.volume(of: $0)) }
    }

    /// Changes when one of some assets is set again, so that the container is replaced.
    func assetStamps(of assets: [AssetSpec]) -> String {
        isSet(assets).map { "\n\($0) \(inputs.assets[$0] ?? "")" }.joined()
    }

    private func isSet(_ assets: [AssetSpec]) -> [String] {
        Set(assets.map(\.name)).filter { inputs.assets[$0] != nil }.sorted()
    }
}

extension MachineTree {
    /// The volume by which a container gets one asset and no other.
    func assetVolume(_ name: String) -> String { "\(assets)/\(name):\(CommandScript.assetPath(of: name)):ro" }

    /// The volume by which a container gets an asset where the spec wants it.
    func volume(of asset: AssetSpec) -> String { "\(assets)/\(asset.name):\(asset.path):ro" }
}

extension AssembledSpecs {
    /// Assets of an app and its libs, in written order.
    public func assets(of app: AppSpec) -> [AssetSpec] {
        app.assets + libs(of: app).flatMap(\.assets)
    }

    /// Required assets that are not set, with the active apps, services and libs that need them.
    public func missingAssets(among set: some Collection<String>) -> [(name: String, users: [String])] {
        let declared =
            containers.flatMap { spec in spec.assets.map { (asset: $0, user: spec.name) } }
            + libs.flatMap { lib in lib.assets.map { (asset: $0, user: lib.name) } }
        return AssetSpec.missing(declared, among: set)
    }
}

extension AssetSpec {
    /// The required ones of declared assets that are not set, by name, with those that need them.
    static func missing(
        _ declared: [(asset: AssetSpec, user: String)],
        among set: some Collection<String>
    ) -> [(name: String, users: [String])] {
        let missing = declared.filter { $0.asset.required && !set.contains($0.asset.name) }
        return Dictionary(grouping: missing, by: \.asset.name)
            .map { (name: $0.key, users: Set($0.value.map(\.user)).sorted()) }
            .sorted { $0.name < $1.name }
    }
}
