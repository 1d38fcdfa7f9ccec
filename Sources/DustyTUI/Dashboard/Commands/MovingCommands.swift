import DustyTerminal

extension CommandName {
    static let up = CommandName(of: .up)
    static let down = CommandName(of: .down)
    static let top = CommandName(of: .top)
    static let bottom = CommandName(of: .bottom)
    static let halfDown = CommandName(of: .halfDown)
    static let accept = CommandName("accept")
    static let back = CommandName("back")

    fileprivate init(of step: Step) { self.init(step.rawValue) }
}

extension DashboardCommand {
    typealias Move = @Sendable (inout Model, Step) -> [Effect]

    /// Moves up or down in one place.
    static func moving(
        _ step: Step,
        in place: KeyMap.Context,
        _ keys: [Key],
        _ help: String,
        hint: String? = nil,
        does move: @escaping Move
    ) -> DashboardCommand {
        DashboardCommand(CommandName(of: step), in: place, keys, help, hint: hint) { model, _ in move(&model, step) }
    }

    /// Closes what covers the panes.
    static func closing(
        _ name: CommandName = .back,
        in place: KeyMap.Context,
        _ keys: [Key],
        _ help: String,
        hint: String
    ) -> DashboardCommand {
        DashboardCommand(name, in: place, keys, help, hint: hint) { model, _ in
            model.overlay = nil
            return []
        }
    }
}
