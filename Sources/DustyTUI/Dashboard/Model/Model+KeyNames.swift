extension Model {
    /// How a sentence names the key of a command: the one that does it in a place, by default where one is. Without a key it is `other`,
    /// else its name in the palette, and where there is none the name by which it can be given a key.
    func key(_ command: CommandName, in place: [KeyMap.Context]? = nil, or other: String? = nil) -> String {
        if let key = keyMap.name(of: command, here: place ?? contextsBelow) { return key }
        return other ?? PaletteCommand.all.first { $0.command == command }.map { ":\($0.name)" } ?? "`\(command.text)`"
    }
}
