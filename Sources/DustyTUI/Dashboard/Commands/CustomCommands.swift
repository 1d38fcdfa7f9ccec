import DustyCore

extension CustomCommand {
    /// Its row, as those of the commands that come with the dashboard.
    var row: DashboardCommand {
        DashboardCommand(
            commandName,
            in: place.context,
            [key].compactMap(\.self),
            "\(name): \(program.text)",
            line: PaletteCommand(name, "yours: \(program.text)", in: .stack),
            unless: { model, _ in model.refusal(toRun: self) },
            does: { model, _ in model.goOn(with: CustomRun(command: self, variables: model.customVariables)) }
        )
    }
}

extension Model {
    fileprivate func refusal(toRun command: CustomCommand) -> Refusal? {
        if let refusal = access.refusal { return Refusal(warning: refusal) }
        let (isThere, what): (Bool, String) =
            switch command.place {
            case .any: (true, "")
            case .containers: (selectedContainer != nil, "an app or a service: select one in pane 1 or 2")
            case .apps: (list == .apps && selectedContainer != nil, "an app: select one in pane 1")
            case .services: (list == .services && selectedContainer != nil, "a service: select one in pane 2")
            case .sync: (selectedRepo != nil, "a repo: select one in pane 3")
            case .jobs: (list == .jobs && selectedJob != nil, "a job: select one in pane 5")
            case .logs: (logs.source != nil, "a log: select an app or a service")
            }
        return isThere ? nil : Refusal("nothing for it is selected", "\(command.name) works on \(what).")
    }
}
