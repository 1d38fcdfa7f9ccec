import DustyCore
import DustyTerminal

extension Model {
    /// Syncs the named repos, apps or libs, else what is marked or selected.
    mutating func sync(_ names: [String]) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        let repos = names.isEmpty ? targetRepos : names
        if !repos.isEmpty {
            let request = JobRequest(kind: .sync, names: repos, queue: true)
            return [confirmations.rules[.syncDeletions] == .never ? .start(request) : .startSync(request)]
        }
        guard let container = selectedContainer else {
            return say(.info, "\(key(.sync)) syncs a repo or an app's repos: select one in pane 3 or 1.")
        }
        return say(.info, "\(container.name) mounts no repo, so there is nothing to sync.")
    }

    /// Begins a sync, after a question when it would delete much from the machine's copies.
    mutating func beginSync(_ request: JobRequest, _ previews: [SyncPreview]) -> [Effect] {
        let losing = previews.filter { $0.deleted > 0 }
        let deleted = losing.reduce(0) { $0 + $1.deleted }
        let isMuch = deleted > Confirmations.usualDeletions
        guard deleted > 0, confirmations.ask(.syncDeletions, usually: isMuch) else { return [.start(request)] }
        let what = deleted == 1 ? "1 file or directory" : "\(Amount.count(deleted)) files or directories"
        // Whoever has gone on to something else is not interrupted.
        guard overlay == nil, prompt == nil else {
            return say(.warning, "\(request.title) would delete \(what) and has not begun; \(key(.sync)) asks.")
        }
        let texts = losing.map { "\(Amount.count($0.deleted)) from \(Sanitizer.plain($0.shortName))" }
        return ask(
            .syncDeletions,
            "Delete \(what) on the machine?",
            [
                "The sync deletes \(texts.joined(separator: ", ")),",
                "because the source has them no longer. The source itself is not touched.",
            ],
            .start(request),
            usually: isMuch
        )
    }
}
