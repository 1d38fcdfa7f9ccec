/// What of a repo is an app's code.
struct ImportedMount: Sendable, Equatable {
    /// Root of the repo on this host.
    var repo: String
    /// The directory of it; nil for the whole.
    var part: String?
    /// Where it appears in the container.
    var target: String

    /// Whether one of two holds the other and more: such cannot both be mounted for themselves.
    func overlaps(_ other: ImportedMount) -> Bool {
        guard repo == other.repo, part != other.part else { return false }
        guard let part, let others = other.part else { return true }
        return RepoPart.isPath(part, in: others) || RepoPart.isPath(others, in: part)
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
        return result
    }

    /// The first whole repo that is mounted, or else the first directory of one that the app is built from.
    private static func candidate(_ definition: YAMLValue, _ facts: ImportFacts) -> ImportedMount? {
        let volumes = (definition["volumes"]?.items ?? []).compactMap(ImportedVolume.init)
            .filter { $0.kind == "bind" && $0.hasShortForm }.map { ($0.source ?? "", $0.target) }
        let watched = (definition["develop"]?["watch"]?.items ?? [])
            .filter { $0["action"]?.text?.hasPrefix("sync") == true }
            .map { ($0["path"]?.text ?? "", $0["target"]?.text ?? "") }
        let mounts = (volumes + watched).compactMap { mount(of: $0, at: $1, definition, facts) }
        return mounts.first { $0.part == nil } ?? mounts.first
    }

    private static func mount(
        of source: String,
        at target: String,
        _ definition: YAMLValue,
        _ facts: ImportFacts
    ) -> ImportedMount? {
        let place = target.parts(at: "/").filter { $0 != "." }.joined(separator: "/")
        guard let repo = facts.repos[source], RepoReference(repo).fault == nil, Naming.isContainerPath(target),
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
