extension ComposeCompiler {
    /// Each asset of an app that is set, as a file that only containers that declare it can read. An app that runs its
    /// image's command has no commands that could copy them, and gets them at their places.
    func assetVolumes(of app: AppSpec) -> [YAMLValue] {
        let assets = inputs.assembled.assets(of: app)
        guard app.keepsImageCommand else { return isSet(assets).map { .string(tree.assetVolume($0)) } }
        return assets.filter { inputs.assets[$0.name] != nil }
            .map { .string("\(tree.assets)/\($0.name):\($0.path):ro") }
    }

    /// Changes when an asset of an app is set again, so that its container is replaced.
    func assetStamps(of app: AppSpec) -> String {
        isSet(inputs.assembled.assets(of: app)).map { "\n\($0) \(inputs.assets[$0] ?? "")" }.joined()
    }

    private func isSet(_ assets: [AssetSpec]) -> [String] {
        Set(assets.map(\.name)).filter { inputs.assets[$0] != nil }.sorted()
    }
}

extension MachineTree {
    /// The volume by which a container gets one asset and no other.
    func assetVolume(_ name: String) -> String { "\(assets)/\(name):\(CommandScript.assetPath(of: name)):ro" }
}

extension AssembledSpecs {
    /// Assets of an app and its libs, in written order.
    public func assets(of app: AppSpec) -> [AssetSpec] {
        app.assets + libs(of: app).flatMap(\.assets)
    }

    /// Required assets that are not set, with the active apps and libs that need them.
    public func missingAssets(among set: some Collection<String>) -> [(name: String, users: [String])] {
        let declared =
            apps.flatMap { app in app.assets.map { (asset: $0, user: app.name) } }
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
