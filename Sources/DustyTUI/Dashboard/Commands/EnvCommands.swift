import DustyCore
import DustyTerminal

extension CommandName {
    static let editVariable = CommandName("edit-variable")
    static let addVariable = CommandName("add-variable")
    fileprivate static let removeVariable = CommandName("remove-variable")
}

extension DashboardCommand {
    /// Commands that change variables of apps and services.
    static let env: [DashboardCommand] = [
        DashboardCommand(
            .editVariable,
            in: .env,
            [.enter],
            "Edit the variable; a hidden value is shown first",
            hint: "edit",
            unless: { model, _ in model.refusalWithoutVariable },
            does: { model, _ in model.editVariable() }
        ),
        DashboardCommand(
            .addVariable,
            in: .env,
            [.character("a")],
            "Set another variable",
            hint: "add",
            unless: { model, _ in model.refusalToAct },
            does: { model, _ in
                if let app = model.detailSubject { model.prompt = Prompt(purpose: .newVariable(app)) }
                return []
            }
        ),
        DashboardCommand(
            .removeVariable,
            in: .env,
            [.character("x")],
            "Go back to what the spec says",
            hint: "unset",
            unless: { model, _ in model.refusalToUnset },
            does: { model, _ in
                guard let app = model.detailSubject, let name = model.selectedVariable?.name else { return [] }
                return [.changeEnv(EnvRequest(name: app, unset: [name]))]
            }
        ),
        DashboardCommand(
            PaletteCommand("env set", "a variable of the selected app", .text("NAME=value"), in: .env),
            unless: { model, _ in model.refusalWithoutOwner },
            does: { model, call in
                guard let name = model.targets.first?.name else { return [] }
                return model.addVariable(call.arguments.first ?? "", to: name)
            }
        ),
        DashboardCommand(
            PaletteCommand("env unset", "back to what the spec says", .text("NAME"), in: .env),
            unless: { model, call in
                if let refusal = model.refusalToAct ?? model.refusalWithoutOwner { return refusal }
                guard call.arguments.first?.isEmpty != false else { return nil }
                return Refusal("no variable is named", "Name the variable: env unset NAME.")
            },
            does: { model, call in
                guard let name = model.targets.first?.name else { return [] }
                return [.changeEnv(EnvRequest(name: name, unset: call.arguments))]
            }
        ),
    ]
}

extension Model {
    fileprivate var refusalWithoutOwner: Refusal? {
        targets.isEmpty
            ? Refusal("no app or service is selected", "Variables are of an app or a service: select one.") : nil
    }

    fileprivate var refusalWithoutVariable: Refusal? {
        if let refusal = refusalToAct { return refusal }
        guard let app = detailSubject, selectedVariable == nil else { return nil }
        return Refusal(
            "it has no variables",
            "\(app) has no variables; \(key(.addVariable, or: ":env set")) adds one."
        )
    }

    fileprivate var refusalToUnset: Refusal? {
        if let refusal = refusalWithoutVariable { return refusal }
        guard let variable = selectedVariable, !variable.overridden else { return nil }
        return Refusal(
            "it comes from the spec",
            "\(variable.name) comes from the spec, which is changed in the specs repo."
        )
    }

    /// A secret is shown before it is edited.
    fileprivate mutating func editVariable() -> [Effect] {
        guard let app = detailSubject, let variable = selectedVariable else { return [] }
        if variable.isSecret, detail.revealed.insert(variable.name).inserted {
            return say(.info, "\(key(.editVariable)) again edits \(variable.name).")
        }
        guard variable.value.exactLines.allSatisfy({ Sanitizer.plain($0) == $0 }) else {
            let command = "`dusty env set \(app) \(variable.name)=...`"
            return say(.info, "\(variable.name) has a value that no line can hold as it is; \(command) changes it.")
        }
        prompt = Prompt(purpose: .variable(app, variable.name), text: variable.value)
        return []
    }
}
