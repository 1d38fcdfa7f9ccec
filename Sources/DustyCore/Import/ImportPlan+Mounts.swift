/// What of a repo is an app's code.
struct ImportedMount: Sendable, Equatable {
    /// Root of the repo on this host.
    var repo: String
    /// The directory of it; nil for the whole.
    var part: String?
    /// Where it appears in the container.
    var target: String
    /// Whether it is there only because the image is built from the repo.
    var isForBuild = false

    /// Whether one of two holds the other and more: such cannot both be mounted for themselves.
    func overlaps(_ other: ImportedMount) -> Bool {
        guard repo == other.repo, part != other.part else { return false }
        guard let part, let others = other.part else { return true }
        return RepoPart.isPath(part, in: others) || RepoPart.isPath(others, in: part)
    }

    /// The same with a part that can be mounted beside others: that of one that it overlaps, where it does.
    func fitted(to others: some Collection<ImportedMount>) -> ImportedMount {
        let near = others.filter(overlaps).map(\.part).sorted { ($0 ?? "") < ($1 ?? "") }
        guard let first = near.first else { return self }
        var result = self
        result.part = first
        return result
    }
}

extension ImportPlan {
    private static let taken: Set<String> = ["", "cp", "command_files", "dusty_assets"]

    /// What each app has of a repo, by service: whole repos come before directories of repos, and outer ones before inner ones.
    static func mounts(
        of project: ImportedProject,
        apps: Set<String>,
        _ facts: ImportFacts
    ) -> [String: ImportedMount] {
        let wanted = project.services.filter { apps.contains($0.name) }.compactMap { service in
            candidate(service.definition, facts).map { (name: service.name, mount: $0) }
        }
        let depth = { (mount: ImportedMount) in mount.part?.parts(at: "/").count ?? 0 }
        var result: [String: ImportedMount] = [:]
        for (name, mount) in wanted.sorted(by: { (depth($0.mount), $0.name) < (depth($1.mount), $1.name) })
        where !result.values.contains(where: mount.overlaps) {
            result[name] = mount
        }
        for (name, mount) in built(project, apps.subtracting(result.keys), facts)
            .sorted(by: { (depth($0.mount), $0.name) < (depth($1.mount), $1.name) })
        {
            result[name] = mount.fitted(to: result.values)
        }
        return result
    }

    /// A build from a directory of a repo is a build of the app's repo, which has to appear somewhere in the container.
    private static func built(
        _ project: ImportedProject,
        _ names: Set<String>,
        _ facts: ImportFacts
    ) -> [(name: String, mount: ImportedMount)] {
        project.services.filter { names.contains($0.name) }.compactMap { service in
            guard let context = service.definition["build"]?["context"]?.text, let repo = facts.repos[context],
                facts.name(of: repo) != nil, let part = RepoPart.part(context, of: repo)
            else { return nil }
            let targets = (service.definition["volumes"]?.items ?? []).compactMap { $0["target"]?.text }
            let target = ["/repo", "/repo-of-\(service.name)"].first { place in
                Naming.isContainerPath(place) && !targets.contains { RepoPart.isPath($0, in: place) }
            }
            guard let target else { return nil }
            let own = part.isEmpty ? nil : part
            return (service.name, ImportedMount(repo: repo, part: own, target: target, isForBuild: true))
        }
    }

    /// The first whole repo that is mounted, or else the outermost directory of one that the app is built from.
    static func candidate(_ definition: YAMLValue, _ facts: ImportFacts) -> ImportedMount? {
        let volumes = (definition["volumes"]?.items ?? []).compactMap(ImportedVolume.init)
            .filter { $0.kind == "bind" && $0.hasShortForm }.map { ($0.source ?? "", $0.target) }
        let watched = (definition["develop"]?["watch"]?.items ?? [])
            .filter { $0["action"]?.text?.hasPrefix("sync") == true }
            .map { ($0["path"]?.text ?? "", $0["target"]?.text ?? "") }
        let mounts = (volumes + watched).compactMap { mount(of: $0, at: $1, definition, facts) }
        let depth = { (mount: ImportedMount) in mount.part?.parts(at: "/").count ?? 0 }
        return mounts.enumerated().min { (depth($0.element), $0.offset) < (depth($1.element), $1.offset) }?.element
    }

    private static func mount(
        of source: String,
        at target: String,
        _ definition: YAMLValue,
        _ facts: ImportFacts
    ) -> ImportedMount? {
        let place = target.parts(at: "/").filter { $0 != "." }.joined(separator: "/")
        guard let repo = facts.repos[source], facts.name(of: repo) != nil, Naming.isContainerPath(target),
            !taken.contains(place)
        else { return nil }
        if repo == source { return ImportedMount(repo: repo, part: nil, target: target) }
        guard facts.directories.contains(source), source.hasPrefix(repo + "/"),
            let context = definition["build"]?["context"]?.text, RepoPart.isPath(source, in: context),
            let part = RepoPart.normal(String(source.dropFirst(repo.count + 1))), !part.isEmpty
        else { return nil }
        return ImportedMount(repo: repo, part: part, target: target)
    }
}

extension ImportFacts {
    /// How specs name a repo of this host: by its address where it has one, which others can use too. Nil when it cannot be named.
    func name(of root: String) -> String? {
        let address = addresses[root].map { RepoReference($0) }.flatMap { $0.fault == nil ? $0.name : nil }
        return address ?? (RepoReference(root).fault == nil ? root : nil)
    }
}

extension RepoPart {
    /// A path below the root of a repo, relative to it: empty for the root itself, nil for one elsewhere.
    static func part(_ path: String, of root: String) -> String? {
        if path == root { return "" }
        return path.hasPrefix(root + "/") ? normal(String(path.dropFirst(root.count + 1))) : nil
    }
}
