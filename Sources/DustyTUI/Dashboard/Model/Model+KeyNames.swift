extension Model {
    /// How a sentence names the key of an action: the one that does it in a place, by default where one is. Without a key it is `other`,
    /// else the command that does the same, and where there is none the name by which the action can be given a key.
    func key(_ action: Action, in place: [KeyMap.Context]? = nil, or other: String? = nil) -> String {
        if let key = keyMap.name(of: action, here: place ?? contextsBelow) { return key }
        return other ?? PaletteCommand.name(of: action).map { ":\($0)" } ?? "`\(action.name)`"
    }
}
