import DustyCore

extension Model {
    /// Containers that an action works on: those marked in either pane, else the selected one.
    var targets: [ContainerStatus] {
        let marked = [Pane.apps, .services].flatMap { pane in
            containers(in: pane).filter { selection.marks.contains($0.name, in: pane) }
        }
        return marked.isEmpty ? [selectedContainer].compactMap { $0 } : marked
    }

    /// Repos that a sync works on: marked ones, those of marked apps, else the selected repo or the selected app's.
    var targetRepos: [String] {
        let marked = (snapshot?.sync ?? []).map(\.repo).filter { selection.marks.contains($0, in: .sync) }
        if !marked.isEmpty { return marked }
        if let repo = selectedRepo { return [repo.repo] }
        var seen: Set<String> = []
        return targets.flatMap(\.repos).filter { seen.insert($0).inserted }
    }

    /// Everything that can be named for an action on containers.
    var containerNames: [String] {
        ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).map(\.name)
    }
}

extension Job {
    /// The command that asks for the same; the request says what the job does not.
    func commandLine(of request: JobRequest?) -> String {
        if kind == .cleanup {
            let only: [String] = if case .cleanup(_, let only) = request?.operation { only } else { [] }
            let named = only.count > 2 ? ["--only", "..."] : only.flatMap { ["--only", $0] }
            return (["dusty", "disk", "cleanup"] + names.map { "--\($0)" } + named).joined(separator: " ")
        }
        if case .stop(_, true) = request?.operation {
            return (["dusty stop --rm"] + names).joined(separator: " ")
        }
        if kind == .script {
            let arguments: [String] =
                if case .script(_, let script) = request?.operation { script.arguments } else { [] }
            let words = names + [suite].compactMap(\.self) + arguments.map { ShellWord.quote($0) }
            return (["dusty scripts"] + words).joined(separator: " ")
        }
        let named = kind == .rebuild && names.isEmpty ? ["--all"] : names
        return (["dusty", kind.rawValue] + named).joined(separator: " ")
    }
}

extension JobRequest {
    /// Whether a job may be what became of this request.
    func isMeant(by job: Job) -> Bool {
        guard kind == job.kind, names == job.names else { return false }
        if case .script(_, let script) = operation { return script.name == job.suite }
        return true
    }
}
