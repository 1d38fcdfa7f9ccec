extension ServiceImport {
    /// `volumes`: of an app a bind mount of a repo, or of a directory of one, becomes `repo` and `mount`.
    mutating func takeVolumes() {
        let items = definition["volumes"]?.items ?? []
        guard !items.isEmpty else { return }
        var notes: [String] = []
        for item in items {
            guard let volume = ImportedVolume(item) else { continue }
            if let note = take(volume) { notes.append(note) }
        }
        notes.isEmpty ? taken("volumes") : changed("volumes", notes.joined(separator: "; "))
    }

    /// Takes one volume; gives what was changed.
    private mutating func take(_ volume: ImportedVolume) -> String? {
        if volume.kind == "tmpfs" {
            compose["tmpfs"] = .list((compose["tmpfs"]?.items ?? []) + [.string(volume.target)])
            return "\(volume.target) is in memory, as `tmpfs`"
        }
        guard volume.hasShortForm else {
            unsupported("volumes", "\(volume.target): a volume of the kind \(volume.kind), or with `:` in its path")
            return nil
        }
        if !volume.lost.isEmpty {
            unsupported("volumes", "\(volume.target): \(volume.lost.joined(separator: ", "))")
        }
        if volume.kind == "bind", let source = volume.source, mountRepo(source, at: volume.target) {
            return app["mount"]?["from"] == nil
                ? "the repo \(source) is mounted at \(volume.target)"
                : "\(source) is mounted at \(volume.target), as a part of its repo"
        }
        append(volume.text)
        guard volume.kind == "bind", let source = volume.source else { return nil }
        return "\(source) stays a mount of this host"
    }

    /// Makes a directory the app's repo, or its part of one, where the plan has it so.
    mutating func mountRepo(_ source: String, at target: String) -> Bool {
        guard let mount = plan.mounts[service.name], app["repo"] == nil, mount.target == target,
            source == mount.repo + (mount.part.map { "/\($0)" } ?? "")
        else { return false }
        return mountRepo(mount)
    }

    /// Makes the repo that an image is built from the app's repo, so that each stack builds its own code.
    mutating func mountBuilt() {
        if let mount = plan.mounts[service.name], mount.isForBuild { _ = mountRepo(mount) }
    }

    private mutating func mountRepo(_ mount: ImportedMount) -> Bool {
        guard let name = plan.facts.name(of: mount.repo) else { return false }
        let place = mount.part.map { ["from": .string($0), "to": .string(mount.target)] as YAMLValue }
        var result: YAMLValue = ["repo": .string(name), "mount": place ?? .string(mount.target)]
        for entry in app.entries { result[entry.key] = entry.value }
        app = result
        root = mount.repo
        return true
    }

    mutating func append(_ volume: String) {
        var volumes = compose["volumes"]?.items ?? []
        if !volumes.contains(.string(volume)) { volumes.append(.string(volume)) }
        compose["volumes"] = .list(volumes)
    }

    /// `secrets` and `configs`: their files, mounted where Compose has them.
    mutating func takeMountedFiles(_ key: String, _ value: YAMLValue) {
        let known = key == "secrets" ? plan.project.secrets : plan.project.configs
        var notes: [String] = []
        for item in value.items ?? [] {
            guard let source = item["source"]?.text ?? item.text else { continue }
            let written = item["target"]?.text ?? source
            let target = written.hasPrefix("/") ? written : key == "secrets" ? "/run/secrets/\(written)" : "/\(written)"
            if let file = known[source]?["file"]?.text, !file.contains(":") {
                append("\(file):\(target):ro")
                notes.append("\(file) is mounted at \(target)")
            } else if key == "configs", let text = known[source]?["content"]?.text, Naming.isFileWord(source) {
                files["files/\(source)"] = text
                append("\(plan.facts.directory)/files/\(source):\(target):ro")
                notes.append("files/\(source) is mounted at \(target)")
            } else {
                unsupported(key, "\(source) is not a file of this host: write one and mount it")
            }
        }
        if !notes.isEmpty { changed(key, notes.joined(separator: "; ")) }
    }
}
