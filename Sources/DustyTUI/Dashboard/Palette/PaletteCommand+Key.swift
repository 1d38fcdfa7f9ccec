extension PaletteCommand {
    /// Commands that take names and have a key, which works on what is selected.
    private static let keyed: [String: Action] = [
        "restart": .restart, "rebuild": .rebuild, "stop": .stopOrStart, "start": .stopOrStart, "sync": .sync,
        "cancel": .cancelJob, "find": .find, "filter": .filter, "merge": .merge, "save": .saveLog, "mute": .muteSource,
    ]

    /// Name of the command that does the same as a key; nil when none does.
    static func name(of action: Action) -> String? {
        all.first { $0.action == action || keyed[$0.name] == action }?.name
    }

    /// How help names the key that does the same; nil when none does.
    func key(in keyMap: KeyMap) -> String? {
        guard let action = action ?? Self.keyed[name] else { return nil }
        return keyMap.name(of: action, in: [.anywhere] + KeyMap.Context.allCases)
    }
}
