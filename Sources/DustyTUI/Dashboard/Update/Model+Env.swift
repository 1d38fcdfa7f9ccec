import DustyCore
import DustyTerminal

extension Model {
    /// The variable that the keys in env work on.
    var selectedVariable: DefinitionInfo.Variable? {
        definition?.environment.first { $0.name == detail.variable.id }
    }

    /// Sets `NAME=value`, as typed for a new variable.
    mutating func addVariable(_ typed: String, to app: String) -> [Effect] {
        guard let sign = typed.firstIndex(of: "=") else {
            return say(.warning, "Write NAME=value, such as LOG_LEVEL=debug.")
        }
        let name = String(typed[..<sign])
        return setVariable(EnvVariable(name: name, value: String(typed[typed.index(after: sign)...])), of: app)
    }

    /// Sets a variable that overrides the spec.
    mutating func setVariable(_ variable: EnvVariable, of app: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        if let fault = variable.fault { return say(.warning, fault) }
        return [.changeEnv(EnvRequest(name: app, set: [variable]))]
    }
}
