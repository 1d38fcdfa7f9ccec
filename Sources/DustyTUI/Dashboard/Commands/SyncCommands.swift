import DustyCore
import DustyTerminal

extension CommandName {
    static let sync = CommandName("sync")
}

extension DashboardCommand {
    /// Commands on the copies of repos.
    static let code: [DashboardCommand] = [
        DashboardCommand(
            .sync,
            in: .anywhere,
            [.character("S")],
            "Sync the selected repo, or the selected app's repos",
            hint: "sync",
            line: PaletteCommand("sync", "copy code to the machine", .repos, in: .stack),
            unless: { $0.refusalToSync($1) },
            does: { model, call in
                let request = JobRequest(.sync(model.repos(for: call)), queue: true)
                return [
                    model.preferences.confirmations.rules[.syncDeletions] == .never
                        ? .start(request) : .startSync(request)
                ]
            }
        )
    ]
}

extension Model {
    fileprivate func repos(for call: DashboardCommand.Call) -> [String] {
        call.arguments.isEmpty ? targetRepos : call.arguments
    }

    fileprivate func refusalToSync(_ call: DashboardCommand.Call) -> Refusal? {
        if let refusal = refusalToAct { return refusal }
        guard repos(for: call).isEmpty else { return nil }
        let sentence =
            selectedContainer.map { "\($0.name) mounts no repo, so there is nothing to sync." }
            ?? "\(key(.sync)) syncs a repo or an app's repos: select one in pane 3 or 1."
        return Refusal("no repo is selected", sentence)
    }
}
