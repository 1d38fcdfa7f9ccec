import DustyCore
import DustyTerminal

extension Model {
    /// A key in a prompt.
    mutating func type(_ key: Key) -> [Effect] {
        guard var typed = prompt else { return [] }
        if case .palette(let palette) = typed.purpose, let effects = steer(key, palette, typed) { return effects }
        switch key {
        case .escape, .control("c"):
            cancelFinding(typed)
            return []
        case .enter: return finish(typed)
        case .backspace where typed.text.isEmpty:
            cancelFinding(typed)
            return []
        case .up: recall(&typed, by: -1)
        case .down: recall(&typed, by: 1)
        default: guard typed.edit(key) else { return [] }
        }
        let isSame = typed.text == prompt?.text
        if case .palette = typed.purpose, !isSame { typed.purpose = .palette(Palette()) }
        prompt = typed
        if !isSame { find(typed) }
        return []
    }

    /// Puts earlier input for the same purpose into the line.
    private func recall(_ typed: inout Prompt, by step: Int) {
        guard let kind = typed.purpose.remembered, let lines = inputHistory.lines[kind], !lines.isEmpty else { return }
        let place = (typed.past ?? lines.count) + step
        guard place >= 0 else { return }
        typed.past = place < lines.count ? place : nil
        typed.text = place < lines.count ? lines[place] : ""
        typed.behind = 0
    }

    private mutating func remember(_ typed: Prompt) {
        guard let kind = typed.purpose.remembered, !typed.text.isEmpty else { return }
        inputHistory.lines[kind, default: []].removeAll { $0 == typed.text }
        inputHistory.lines[kind, default: []].append(typed.text)
        if inputHistory.lines[kind, default: []].count > Prompt.remembered { inputHistory.lines[kind]?.removeFirst() }
    }

    private mutating func finish(_ typed: Prompt) -> [Effect] {
        prompt = nil
        remember(typed)
        switch typed.purpose {
        case .findInLog:
            if typed.text.isEmpty { logs.look(for: nil) }
            return askSearch()
        case .findInList: if typed.text.isEmpty { selection.search = nil }
        case .saveLog: return saveLog(to: typed.text)
        case .filterList(let pane):
            if let complaint = selection.filters[pane]?.complaint { return say(.warning, complaint) }
        case .filterLog: return askFilter()
        case .pipeLog: return typed.text.isEmpty ? [] : [pipe(to: typed.text)]
        case .findInDetail: if typed.text.isEmpty { find(inDetail: nil) }
        case .findInHelp, .palette: break
        case .variable(let app, let name):
            return setVariable(EnvVariable(name: name, value: typed.text), of: app)
        case .newVariable(let app): return typed.text.isEmpty ? [] : addVariable(typed.text, to: app)
        case .assetFile(let name): return typed.text.isEmpty ? [] : [.readAsset(name, file: typed.text)]
        case .repoPath(let name):
            return typed.text.isEmpty ? [] : [.changeRepo(RepoRequest(name: name, path: typed.text))]
        case .newStack:
            return typed.text.isEmpty ? [] : [.lend(.dusty(["stack", "new", typed.text, "--up"], pauses: .always))]
        case .scriptArguments(let app, let script, let onTerminal):
            return run(script: script, of: app, arguments: typed.text, onTerminal: onTerminal)
        case .custom(var run):
            if let ask = run.ask { run.variables[ask.variable] = typed.text }
            run.answered += 1
            return goOn(with: run)
        case .suiteArguments(let name, let suite): return run(suite: suite, of: name, arguments: typed.text)
        }
        return []
    }
}

extension Model {
    /// Does something, after a question if one is wanted.
    mutating func ask(_ question: DashboardCommand.Question) -> [Effect] {
        guard preferences.confirmations.ask(question.operation, usually: question.isUsual) else {
            return [question.effect]
        }
        overlay = .confirm(
            Confirmation(
                question: question.title,
                consequences: question.consequences,
                targets: question.targets.count > 1 ? question.targets : [],
                effect: question.effect
            )
        )
        return []
    }
}
