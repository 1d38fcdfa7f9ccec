import DustyCore
import DustyTerminal

extension Model {
    /// The variable that the keys in env work on.
    var selectedVariable: DefinitionInfo.Variable? {
        definition?.environment.first { $0.name == detail.variable.id }
    }

    /// Keys in env.
    mutating func changeEnv(_ action: Action) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        guard let app = detailSubject else { return [] }
        if action == .addVariable {
            prompt = Prompt(purpose: .newVariable(app))
            return []
        }
        guard let variable = selectedVariable else {
            return say(.info, "\(app) has no variables; \(key(.addVariable, or: ":env set")) adds one.")
        }
        if action == .removeVariable {
            guard variable.overridden else {
                return say(.info, "\(variable.name) comes from the spec, which is changed in the specs repo.")
            }
            return [.changeEnv(EnvRequest(name: app, unset: [variable.name]))]
        }
        if variable.isSecret, detail.revealed.insert(variable.name).inserted {
            return say(.info, "\(key(.editVariable)) again edits \(variable.name).")
        }
        guard Sanitizer.plain(variable.value) == variable.value else {
            let command = "`dusty env set \(app) \(variable.name)=...`"
            return say(.info, "\(variable.name) has a value that no line can hold as it is; \(command) changes it.")
        }
        prompt = Prompt(purpose: .variable(app, variable.name), text: variable.value)
        return []
    }

    /// Sets `NAME=value`, as typed for a new variable.
    mutating func addVariable(_ typed: String, to app: String) -> [Effect] {
        guard let sign = typed.firstIndex(of: "=") else {
            return say(.warning, "Write NAME=value, such as LOG_LEVEL=debug.")
        }
        let name = String(typed[..<sign])
        return setVariable(EnvVariable(name: name, value: String(typed[typed.index(after: sign)...])), of: app)
    }

    /// Sets a variable so that it wins over the spec.
    mutating func setVariable(_ variable: EnvVariable, of app: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        if let fault = variable.fault { return say(.warning, fault) }
        return [.changeEnv(EnvRequest(name: app, set: [variable]))]
    }
}

extension DefinitionInfo.Variable {
    /// Whether its value is hidden until it is asked for.
    var isSecret: Bool { looksSecret }
}
