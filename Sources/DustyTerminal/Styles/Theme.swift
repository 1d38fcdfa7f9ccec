/// The look of every role: colours and attributes, for a terminal with 256 colours. One with fewer shows the nearest.
public struct Theme: Equatable, Sendable {
    /// What people call it.
    public var name: String
    /// The selected row. A row loses its own colours under it: two sets of them are unreadable on half of all
    /// terminals.
    public var selection: Ink
    private var roles: [Style.Role: Ink]

    /// A theme; roles that are not named look like plain text.
    public init(name: String, selection: Ink, roles: [Style.Role: Ink]) {
        self.name = name
        self.selection = selection
        self.roles = roles
    }

    /// The look of one role. Colours it does not name are those of the role `normal`.
    public subscript(role: Style.Role) -> Ink {
        get { roles[role] ?? .plain }
        set { roles[role] = newValue }
    }

    /// Whether it has any colour; without one nothing on the screen gets colours, not even lines that bring their own.
    var hasColours: Bool {
        ([selection] + Array(roles.values)).contains { $0.foreground != nil || $0.background != nil }
    }

    /// The look of a style: the text's own choice, under what its role requires.
    func ink(of style: Style) -> Ink {
        let role = self[style.role]
        if style.selected {
            return Ink(
                foreground: selection.foreground,
                background: selection.background,
                attributes: selection.attributes.union(role.attributes.intersection(.bold))
            )
        }
        let normal = self[.normal]
        let own = style.role == .normal ? .plain : role
        return Ink(
            foreground: own.foreground ?? style.ink.foreground ?? normal.foreground,
            background: own.background ?? style.ink.background ?? normal.background,
            attributes: role.attributes.union(style.ink.attributes)
        )
    }
}

extension Style.Role {
    /// Its name in configuration files.
    public var name: String {
        switch self {
        case .activeTitle: "active-title"
        case .currentMatch: "current-match"
        default: "\(self)"
        }
    }
}
