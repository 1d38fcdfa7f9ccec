extension AssembledSpecs {
    /// Assets of this set that containers have inside the copy of a repo, as paths below it. A sync must leave them
    /// alone: no repo contains them, so they would be deleted while the app runs.
    public func assetPlaces(among set: some Collection<String>) -> [RepoReference: [String]] {
        var places: [RepoReference: Set<String>] = [:]
        for app in apps {
            let libs = libs(of: app)
            let mounts = [(app.repo, app.mount, app.part)] + libs.map { ($0.repo, $0.mount, $0.part) }
            for asset in assets(of: app) where set.contains(asset.name) {
                for case (let repo?, let mount?, let part) in mounts {
                    guard let path = Self.path(asset.path, below: mount) else { continue }
                    places[repo, default: []].insert(part.map { "\($0)/\(path)" } ?? path)
                }
            }
        }
        return places.mapValues { $0.sorted() }
    }

    private static func path(_ path: String, below directory: String) -> String? {
        let components = path.parts(at: "/").filter { $0 != "." }
        let above = directory.parts(at: "/").filter { $0 != "." }
        guard components.count > above.count, components.starts(with: above) else { return nil }
        return components.dropFirst(above.count).joined(separator: "/")
    }
}
