import DustyCore
import DustyTerminal

extension Model {
    /// A key while one types into the status line.
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
        case .backspace: typed.text.removeLast()
        case .control("u"): typed.text = ""
        case .control("w"):
            while typed.text.last == " " { typed.text.removeLast() }
            while let last = typed.text.last, last != " " { typed.text.removeLast() }
        case .character(let character): typed.text.append(character)
        case .paste(let text): typed.text += Sanitizer.plain(text)
        default: return []
        }
        if case .palette = typed.purpose { typed.purpose = .palette(Palette()) }
        prompt = typed
        find(typed)
        return []
    }

    private mutating func finish(_ typed: Prompt) -> [Effect] {
        prompt = nil
        switch typed.purpose {
        case .findInLog: if typed.text.isEmpty { logs.look(for: nil) }
        case .findInList: if typed.text.isEmpty { listSearch = nil }
        case .saveLog: return saveLog(to: typed.text)
        case .filterLog, .findInHelp, .palette: break
        case .variable(let app, let name):
            return setVariable(EnvVariable(name: name, value: typed.text), of: app)
        case .newVariable(let app): return typed.text.isEmpty ? [] : addVariable(typed.text, to: app)
        case .assetFile(let name): return typed.text.isEmpty ? [] : [.readAsset(name, file: typed.text)]
        case .repoPath(let name):
            return typed.text.isEmpty ? [] : [.changeRepo(RepoRequest(name: name, path: typed.text))]
        case .scriptArguments(let app, let script): return run(script: script, of: app, arguments: typed.text)
        case .suiteArguments(let name, let suite): return run(suite: suite, of: name, arguments: typed.text)
        }
        return []
    }
}

extension Model {
    /// Does something, after a question where that is wanted.
    mutating func ask(_ question: DashboardCommand.Question) -> [Effect] {
        guard confirmations.ask(question.operation, usually: question.isUsual) else { return [question.effect] }
        overlay = .confirm(
            Confirmation(
                question: question.title,
                consequences: question.consequences,
                effect: question.effect
            )
        )
        return []
    }
}
