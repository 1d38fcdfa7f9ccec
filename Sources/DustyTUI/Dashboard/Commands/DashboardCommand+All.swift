import DustyCore

extension DashboardCommand {
    /// Every command in every place, as help and documents list them. A new one goes into the file of its family.
    static let all =
        jobs + stack + code + marks + addresses + programs + disk + bundles + messages
        + lists + panes + arrangement
        + finding + logLines + logMoves + screen
        + tabs + env + details
        + pager + failures + bundlePicker + listPicker + diskList + questions
}

extension KeyMap {
    /// The default keys.
    static let standard = KeyMap(
        bindings: DashboardCommand.all.compactMap { row in
            row.place.map { Binding(keys: row.keys, context: $0, command: row.name) }
        }
    )

    /// The names by which commands are given.
    static let namesOfLines = Set(PaletteCommand.all.map(\.name))
}

extension PaletteCommand {
    /// Every command that can be given by name, the common ones first.
    static let all = Section.allCases.flatMap { section in
        DashboardCommand.all.compactMap(\.line).filter { $0.section == section }
    }
}

extension DashboardCommand {
    private static let named = Dictionary(
        all.compactMap { row in row.line.map { ($0.name, row) } },
        uniquingKeysWith: { first, _ in first }
    )

    /// A command given by a name in the palette.
    static func row(of line: PaletteCommand) -> DashboardCommand? { named[line.name] }

    /// Does something to rows; if a job is already working on them, only when asked twice. A question is enough, and
    /// says what is running.
    static func insisting(_ name: CommandName, _ deed: @escaping Deed) -> Deed {
        { model, call in
            let names = name == .bringUp ? [] : model.containers(for: call).map(\.name)
            var asking = model
            let effects = deed(&asking, call)
            guard case .confirm(var confirmation) = asking.overlay else {
                return model.doubt(name, names) ?? deed(&model, call)
            }
            if call.arguments.isEmpty, let news = model.newsOfHiddenMarks { confirmation.consequences.append(news) }
            confirmation.concerned = names
            model = asking
            model.overlay = .confirm(confirmation)
            return effects
        }
    }

    /// Does something after a question, if one is wanted.
    static func asking(_ question: @escaping @Sendable (Model, Call) -> DashboardCommand.Question) -> Deed {
        { model, call in model.ask(question(model, call)) }
    }
}
