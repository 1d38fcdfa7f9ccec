import DustyCore

// Commands of the palette that take more than names of rows.

extension Model {
    /// Runs our own program on this terminal; its output stays until Enter.
    mutating func lend(_ arguments: [String]) -> [Effect] {
        if let refusal = access.refusal { return say(.warning, refusal) }
        return [.lend(.dusty(arguments, pauses: true))]
    }

    /// `:run SCRIPT ARGUMENTS`.
    mutating func runScript(line: String) -> [Effect] {
        guard let app = targets.first?.name else { return say(.info, "Scripts are of an app: select one in pane 1.") }
        let (script, arguments) = Self.cut(line)
        return script.isEmpty ? openPicker(.scripts) : run(script: script, of: app, arguments: arguments)
    }

    /// `:test SUITE ARGUMENTS`.
    mutating func runSuite(line: String) -> [Effect] {
        guard let name = targets.first?.name else { return say(.info, "Tests are of an app: select one in pane 1.") }
        let (suite, arguments) = Self.cut(line)
        return suite.isEmpty ? openPicker(.tests) : run(suite: suite, of: name, arguments: arguments)
    }

    /// `:env set NAME=value`.
    mutating func setEnv(line: String) -> [Effect] {
        guard let name = targets.first?.name else {
            return say(.info, "Variables are of an app or a service: select one.")
        }
        return addVariable(line, to: name)
    }

    /// `:env unset NAME`.
    mutating func unsetEnv(_ variable: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        guard let name = targets.first?.name else {
            return say(.info, "Variables are of an app or a service: select one.")
        }
        guard !variable.isEmpty else { return say(.info, "Name the variable: env unset NAME.") }
        return [.changeEnv(EnvRequest(name: name, unset: [variable]))]
    }

    /// `:tail all`.
    mutating func readBack() -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log here: no app or service is selected.") }
        tab = .log
        logs.wantHistory(all: true)
        return logs.historyWanted == nil ? say(.info, "There are no older lines to read.") : []
    }

    private static func cut(_ line: String) -> (String, String) {
        let name = line.prefix { $0 != " " }
        return (String(name), String(line.dropFirst(name.count).drop { $0 == " " }))
    }
}
