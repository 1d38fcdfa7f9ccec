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
    private mutating func mountRepo(_ source: String, at target: String) -> Bool {
        guard let mount = plan.mounts[service.name], app["repo"] == nil, mount.target == target,
            source == mount.repo + (mount.part.map { "/\($0)" } ?? "")
        else { return false }
        let place = mount.part.map { ["from": .string($0), "to": .string(target)] as YAMLValue }
        var result: YAMLValue = ["repo": .string(mount.repo), "mount": place ?? .string(target)]
        for entry in app.entries { result[entry.key] = entry.value }
        app = result
        return true
    }

    private mutating func append(_ volume: String) {
        var volumes = compose["volumes"]?.items ?? []
        if !volumes.contains(.string(volume)) { volumes.append(.string(volume)) }
        compose["volumes"] = .list(volumes)
    }

    /// `develop.watch`: a directory that is copied into the container is mounted there.
    mutating func takeWatch(_ develop: YAMLValue) {
        let rules = develop["watch"]?.items ?? []
        guard !rules.isEmpty else { return unsupported("develop", "only `watch` has a counterpart") }
        var notes: [String] = []
        let mounted = Set((definition["volumes"]?.items ?? []).compactMap { $0["target"]?.text })
        for rule in rules {
            let path = rule["path"]?.text ?? ""
            let action = rule["action"]?.text ?? ""
            guard action.hasPrefix("sync"), let target = rule["target"]?.text, target.hasPrefix("/") else {
                notes.append("after changes of \(path): `dusty rebuild \(name)`")
                continue
            }
            if !mounted.contains(where: { target == $0 || target.hasPrefix($0 + "/") }) {
                if !mountRepo(path, at: target) { append("\(path):\(target)") }
                keep(rule["ignore"]?.items ?? [], below: target)
                notes.append("\(path) is mounted at \(target)")
            }
            if action != "sync" { notes.append("after changes of \(path): `dusty restart \(name)`") }
        }
        changed("develop", notes.isEmpty ? "its directories are mounted already" : notes.joined(separator: "; "))
    }

    /// What is not copied stays as the image has it: an anonymous volume begins with that.
    private mutating func keep(_ ignored: [YAMLValue], below target: String) {
        for name in ignored.compactMap(\.text) {
            let plain = name.parts(at: "/").filter { $0 != "." }
            let isDirectory = name.hasSuffix("/") || ["node_modules", ".venv", "venv", "vendor"].contains(plain.last)
            guard isDirectory, plain.count == 1, let first = plain.first,
                !first.contains(where: { "*?[:".contains($0) })
            else { continue }
            append("\(target)/\(first)")
        }
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
