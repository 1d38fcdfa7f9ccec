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
        for service in services {
            for (repo, path) in mountedPlaces(in: service, among: set) { places[repo, default: []].insert(path) }
        }
        return places.mapValues { $0.sorted() }
    }

    /// The same of a service, which mounts copies by their path on the machine.
    private func mountedPlaces(
        in service: ServiceSpec,
        among set: some Collection<String>
    ) -> [(repo: RepoReference, path: String)] {
        let assets = service.assets.filter { set.contains($0.name) }
        guard !assets.isEmpty else { return [] }
        let tree = MachineTree(of: specs)
        let volumes = (service.compose["volumes"]?.items ?? []).compactMap(BindVolume.init)
        let sources = assets.flatMap { asset in
            volumes.compactMap { volume -> String? in
                guard let target = volume.target else { return nil }
                return Self.path(asset.path, below: target).map { "\(volume.source)/\($0)" }
            }
        }
        return repos.flatMap { repo in
            sources.compactMap { Self.path($0, below: tree.path(of: repo)) }.map { (repo, $0) }
        }
    }

    private static func path(_ path: String, below directory: String) -> String? {
        let components = path.parts(at: "/").filter { $0 != "." }
        let above = directory.parts(at: "/").filter { $0 != "." }
        guard components.count > above.count, components.starts(with: above) else { return nil }
        return components.dropFirst(above.count).joined(separator: "/")
    }
}
