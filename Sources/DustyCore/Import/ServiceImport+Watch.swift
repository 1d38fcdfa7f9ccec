/// A rule of `develop.watch` as specs have it.
struct ImportedWatch {
    /// What it is about, relative to the root of the repo; empty for all of it.
    var path: String
    /// Whether that is a directory.
    var isDirectory: Bool
    /// What is done.
    var action: WatchRule.Action
    /// The command of `exec`.
    var command: String?
    /// What it is not about, relative to its path.
    var ignored: [String]

    /// A path of the repo as a line of `paths`.
    private static func line(_ path: String, isDirectory: Bool) -> String {
        guard !path.isEmpty else { return "*" }
        return "/" + escaped(path) + (isDirectory ? "/" : "")
    }

    private static func escaped(_ path: String) -> String {
        path.map { "*?[\\ ".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    private func rule(_ lines: [String]) -> YAMLValue {
        var rule: YAMLValue = ["paths": .strings(lines), "action": .string(action.rawValue)]
        if let command { rule["command"] = .strings([command]) }
        return rule
    }

    private static let nothing = WatchRule.Action.nothing.rawValue

    /// Rules in the order in which they decide as Compose does, where all that match count: the strongest first. What one ignores is left to
    /// those that are weaker.
    static func rules(_ watches: [ImportedWatch]) -> [YAMLValue] {
        let strength = { (watch: ImportedWatch) in WatchRule.Action.allCases.firstIndex(of: watch.action) ?? 0 }
        let ordered = watches.enumerated()
            .sorted { (-strength($0.element), $0.offset) < (-strength($1.element), $1.offset) }.map(\.element)
        var rules: [YAMLValue] = []
        for (index, watch) in ordered.enumerated() {
            for name in watch.ignored {
                let bare = name.hasSuffix("/") ? String(name.dropLast()) : name
                let inner = watch.path.isEmpty ? bare : "\(watch.path)/\(bare)"
                let line = "/" + (watch.path.isEmpty ? "" : "\(escaped(watch.path))/") + name
                for weaker in ordered[(index + 1)...] {
                    if RepoPart.isPath(weaker.path, in: inner) {
                        rules.append(weaker.rule([Self.line(weaker.path, isDirectory: weaker.isDirectory)]))
                    } else if weaker.path.isEmpty || RepoPart.isPath(inner, in: weaker.path) {
                        rules.append(weaker.rule([line]))
                    }
                }
                rules.append(["paths": .strings([line]), "action": .string(nothing)])
            }
            rules.append(watch.rule([line(watch.path, isDirectory: watch.isDirectory)]))
        }
        var seen: Set<String> = []
        return rules.filter { seen.insert(YAMLWriter.text(of: $0)).inserted }
    }
}

extension ServiceImport {
    /// `develop.watch`: a directory that is copied into the container is mounted there; what else is done after changes are rules of `watch`
    /// where the app has the repo.
    mutating func takeWatch(_ develop: YAMLValue) {
        let rules = develop["watch"]?.items ?? []
        guard !rules.isEmpty else { return unsupported("develop", "only `watch` has a counterpart") }
        // What is copied to an outer place first: an inner one may be a part of it.
        let depth = { (rule: YAMLValue) in rule["target"]?.text?.parts(at: "/").count ?? 0 }
        let ordered = rules.enumerated()
            .sorted { (depth($0.element), $0.offset) < (depth($1.element), $1.offset) }.map(\.element)
        var mounts: [(source: String, target: String)] = []
        var notes = ordered.compactMap { mountWatched($0, &mounts) }
        var watches: [ImportedWatch] = []
        for rule in rules {
            let path = rule["path"]?.text ?? ""
            let action = rule["action"]?.text ?? ""
            if let watch = watch(rule) {
                watches.append(watch)
                guard watch.action != .nothing else { continue }
                notes.append("after changes of \(path): \(watch.action.rawValue), as `watch`")
            } else if action != "sync" {
                let command = action == "rebuild" ? "rebuild" : "restart"
                notes.append("after changes of \(path): `dusty \(command) \(name)`")
                if action == "sync+exec" { unsupported("develop", "\(path): its `exec` is not run") }
            }
        }
        if !watches.isEmpty { app["watch"] = .list(ImportedWatch.rules(watches)) }
        changed("develop", notes.isEmpty ? "its directories are mounted already" : notes.joined(separator: "; "))
    }

    /// Mounts what a rule copies where nothing is mounted yet; gives what was done.
    private mutating func mountWatched(
        _ rule: YAMLValue,
        _ mounts: inout [(source: String, target: String)]
    ) -> String? {
        guard rule["action"]?.text?.hasPrefix("sync") == true, let path = rule["path"]?.text,
            let target = rule["target"]?.text, target.hasPrefix("/")
        else { return nil }
        let mounted = Set((definition["volumes"]?.items ?? []).compactMap { $0["target"]?.text })
        let ignored = rule["ignore"]?.items ?? []
        let isPart = mounts.contains { mount in
            RepoPart.isPath(path, in: mount.source) && target == mount.target + path.dropFirst(mount.source.count)
        }
        guard !isPart, !mounted.contains(where: { target == $0 || target.hasPrefix($0 + "/") }) else {
            return Self.copied(ignored.compactMap(\.text), of: path)
        }
        if !mountRepo(path, at: target) { append("\(path):\(target)") }
        mounts.append((path, target))
        let left = keep(ignored, below: target)
        return ["\(path) is mounted at \(target)", Self.copied(left, of: path)].compactMap { $0 }.joined(
            separator: "; "
        )
    }

    private static func copied(_ ignored: [String], of path: String) -> String? {
        ignored.isEmpty ? nil : "\(ignored.joined(separator: ", ")) of \(path) is in the container too"
    }

    /// A rule as one of `watch`; nil where that cannot say it.
    private func watch(_ rule: YAMLValue) -> ImportedWatch? {
        let actions: [String: WatchRule.Action] = [
            "sync": .nothing, "sync+restart": .restart, "sync+exec": .exec, "rebuild": .rebuild, "restart": .restart,
        ]
        guard let root, let source = rule["path"]?.text, let path = RepoPart.part(source, of: root),
            let action = rule["action"]?.text.flatMap({ actions[$0] })
        else { return nil }
        if let part = app["mount"]?["from"]?.text, !RepoPart.isPath(path, in: part) { return nil }
        let command = rule["exec"]?["command"]
        let words = command?.items?.compactMap(\.text).map { ShellWord.quote($0) }
        let line = command?.text ?? words?.joined(separator: " ")
        if action == .exec {
            let others = ["user", "privileged", "working_dir", "environment"]
            guard line?.isEmpty == false, !others.contains(where: { rule["exec"]?[$0] != nil }) else { return nil }
        }
        let ignored = (rule["ignore"]?.items ?? []).compactMap(\.text).filter { !$0.hasPrefix("!") }.map { name in
            name.hasPrefix("./") ? String(name.dropFirst(2)) : name.hasPrefix("/") ? String(name.dropFirst()) : name
        }
        return ImportedWatch(
            path: path,
            isDirectory: plan.facts.directories.contains(source),
            action: action,
            command: action == .exec ? line : nil,
            ignored: ignored.filter { !$0.isEmpty }
        )
    }

    /// What is not copied stays as the image has it: an anonymous volume begins with that. Gives what is mounted nevertheless.
    private mutating func keep(_ ignored: [YAMLValue], below target: String) -> [String] {
        ignored.compactMap(\.text).filter { name in
            let plain = name.parts(at: "/").filter { $0 != "." }
            let isDirectory = name.hasSuffix("/") || ["node_modules", ".venv", "venv", "vendor"].contains(plain.last)
            guard isDirectory, plain.count == 1, let first = plain.first,
                !first.contains(where: { "*?[:".contains($0) })
            else { return true }
            append("\(target)/\(first)")
            return false
        }
    }
}
