extension Specs {
    /// Apps and services that no active bundle needs, each with the bundles that do.
    public func inactive(beside active: [String]) -> [String: [String]] {
        let running = AssembledSpecs(self, activeBundles: active.filter { bundles[$0] != nil })
        let names = Set(apps.keys).union(services.keys).subtracting(running.apps.map(\.name))
            .subtracting(running.services.map(\.name))
        guard !names.isEmpty else { return [:] }
        var found = Dictionary(uniqueKeysWithValues: names.map { ($0, [String]()) })
        for bundle in bundles.keys.sorted() {
            let whole = AssembledSpecs(self, activeBundles: [bundle])
            for name in whole.apps.map(\.name) + whole.services.map(\.name) { found[name]?.append(bundle) }
        }
        return found
    }
}
