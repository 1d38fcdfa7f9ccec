import DustyCore
import DustyTerminal

extension Model {
    /// Opens a list of things of the selected app, or of all.
    mutating func openPicker(_ action: Action) -> [Effect] {
        if let reason = reasonNotToAsk { return say(.warning, reason) }
        switch action {
        case .assets: overlay = .list(ListPicker(kind: .assets))
        case .repoList: overlay = .list(ListPicker(kind: .repos, cursor: Cursor(id: selectedRepo?.repo)))
        default:
            guard let name = targets.first?.name else {
                return say(.info, "Scripts and tests are of an app: select one in pane 1.")
            }
            overlay = .list(ListPicker(kind: action == .scripts ? .scripts(name) : .suites(name)))
        }
        return []
    }

    /// A key while a list lies over the panes.
    mutating func pick(_ action: Action, in picker: ListPicker) -> [Effect] {
        var picker = picker
        let rows = picker.rows(in: answers[picker.query], now: now).map(\.id)
        switch action {
        case .accept, .edit, .giveBack, .update:
            guard let id = picker.cursor.id, rows.contains(id) else { return [] }
            overlay = .list(picker)
            if let reason = reasonNotToAct { return say(.warning, reason) }
            return act(action, on: id, of: picker.kind)
        default:
            guard let step = action.rows(page: BundlesView.capacity(in: size)) else {
                overlay = nil
                return []
            }
            picker.cursor.move(by: step, in: rows)
        }
        overlay = .list(picker)
        return []
    }

    private mutating func act(_ action: Action, on id: String, of kind: ListPicker.Kind) -> [Effect] {
        switch (kind, action) {
        case (.scripts(let app), .accept):
            overlay = nil
            prompt = Prompt(purpose: .scriptArguments(app, id))
        case (.suites(let name), .accept):
            overlay = nil
            prompt = Prompt(purpose: .suiteArguments(name, id))
        case (.assets, .accept): prompt = Prompt(purpose: .assetFile(id))
        case (.assets, .edit): return [.lend(.editor(asset: id))]
        case (.assets, .giveBack):
            overlay = .confirm(
                Confirmation(
                    question: "Forget the asset \(id)?",
                    consequences: ["Its value is deleted on this host; what uses it gets none from the next up on."],
                    effect: .forgetAsset(id)
                )
            )
        case (.repos, .accept): prompt = Prompt(purpose: .repoPath(id), text: overridePath(of: id))
        case (.repos, .giveBack): return [.changeRepo(RepoRequest(name: id, path: nil))]
        case (.repos, .update): return [.start(JobRequest(kind: .pull, names: [id], queue: true))]
        default: return say(.info, "That key does nothing in this list.")
        }
        return []
    }

    private func overridePath(of repo: String) -> String {
        guard case .repos(let all) = answers[.repos], let found = all.first(where: { $0.name == repo }) else {
            return ""
        }
        return found.overridden ? found.path : ""
    }
}

extension Model {
    /// Runs a script of an app on this terminal.
    mutating func run(script: String, of app: String, arguments: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        do {
            let words = try CommandWords.split(arguments)
            return [.lend(.dusty(["scripts", app, script] + words, pauses: true))]
        } catch {
            return say(.warning, error.message)
        }
    }

    /// Starts a test suite as a job, and goes to its output.
    mutating func run(suite: String, of name: String, arguments: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        do {
            let words = try CommandWords.split(arguments)
            focus(on: .jobs)
            let test = TestRequest(suite: suite, arguments: words)
            return [.start(JobRequest(kind: .test, names: [name], queue: true, test: test))]
        } catch {
            return say(.warning, error.message)
        }
    }

    /// `e`: a shell in the container of the selected app or service.
    mutating func openShell(in names: [String]) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        guard let name = names.first ?? targets.first?.name else {
            return say(.info, "\(key(.shell)) opens a shell in an app or a service: select one in pane 1 or 2.")
        }
        let row = ((snapshot?.apps ?? []) + (snapshot?.services ?? [])).first { $0.name == name }
        guard row?.state.isRunning == true else {
            return say(
                .info,
                "\(name) is not running (\(row?.state.description ?? "unknown")), so there is no shell in it."
            )
        }
        return [.lend(.dusty(["shell", name], pauses: false))]
    }
}
