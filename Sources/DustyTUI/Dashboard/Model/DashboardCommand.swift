import DustyTerminal

/// A command of the dashboard in one place where its key works, or one that is given by name only: all its texts and
/// its effect. Keys, palette, help, footer, configuration and documents are read from these rows, which are in the
/// files of `Commands`.
struct DashboardCommand: Sendable {
    /// How it was given.
    enum Call: Equatable, Sendable {
        case key
        /// By name, with what follows it.
        case line([String])

        /// What followed its name.
        var arguments: [String] { if case .line(let arguments) = self { arguments } else { [] } }
    }

    /// A question before something irreversible.
    struct Question: Equatable {
        var operation: Confirmations.Operation
        var title: String
        /// What will happen, one line each.
        var consequences: [String]
        /// The names of everything affected, if there are several.
        var targets: [String] = []
        /// What is done on yes.
        var effect: Effect
        /// Whether it is asked by default.
        var isUsual = true
    }

    typealias Precondition = @Sendable (Model, Call) -> Refusal?
    typealias Deed = @Sendable (inout Model, Call) -> [Effect]

    let name: CommandName
    /// Where its key works; nil for a command given by name only.
    let place: KeyMap.Context?
    /// Its default keys; empty for a command that can have a key but has none by default.
    let keys: [Key]
    /// What it does, for the help screen.
    let help: String
    /// How it is given by name; nil when it is not.
    let line: PaletteCommand?
    private let hint: @Sendable (Model) -> String?
    private let precondition: Precondition
    private let deed: Deed

    /// A command with a place for keys.
    init(
        _ name: CommandName,
        in place: KeyMap.Context,
        _ keys: [Key],
        _ help: String,
        hint: String? = nil,
        hintNow: (@Sendable (Model) -> String?)? = nil,
        line: PaletteCommand? = nil,
        unless precondition: @escaping Precondition = { _, _ in nil },
        does deed: @escaping Deed
    ) {
        self.name = name
        self.place = place
        self.keys = keys
        self.help = help
        self.hint = { model in hintNow?(model) ?? hint }
        self.line = line?.given(with: name)
        self.precondition = precondition
        self.deed = deed
    }

    /// A command that is given by name only; another one's key may do the same to what is selected.
    init(
        _ line: PaletteCommand,
        keyOf twin: CommandName? = nil,
        unless precondition: @escaping Precondition = { _, _ in nil },
        does deed: @escaping Deed
    ) {
        name = CommandName(line.name)
        place = nil
        keys = []
        help = line.summary
        hint = { _ in nil }
        self.line = line.given(with: twin ?? name)
        self.precondition = precondition
        self.deed = deed
    }

    /// Why it would have no effect now; nil when it would have one.
    func refusal(in model: Model, _ call: Call = .key) -> Refusal? { precondition(model, call) }

    /// Its present effect, in a word for the footer; nil to leave it out there.
    func hint(in model: Model) -> String? { hint(model) }

    /// Does it, or says why not. There is no other way to its effect.
    func perform(in model: inout Model, _ call: Call = .key) -> [Effect] {
        if let refusal = refusal(in: model, call) { return model.say(refusal.weight, refusal.sentence, passes: true) }
        return deed(&model, call)
    }
}

extension DashboardCommand {
    private struct Slot: Hashable {
        var name: CommandName
        var place: KeyMap.Context?
    }

    private static let slots = Dictionary(all.map { (Slot(name: $0.name, place: $0.place), $0) }) { first, _ in first }

    /// The row of a command in one place.
    static func row(_ name: CommandName, in place: KeyMap.Context?) -> DashboardCommand? {
        slots[Slot(name: name, place: place)]
    }

    /// The row of a command in the innermost of some places that has it, else anywhere.
    static func row(_ name: CommandName, in places: [KeyMap.Context]) -> DashboardCommand? {
        places.lazy.compactMap { row(name, in: $0) }.first ?? all.first { $0.name == name }
    }
}

extension Model {
    /// Does a command, or says why not.
    mutating func perform(_ name: CommandName) -> [Effect] {
        let own = preferences.commands.first { $0.commandName == name }?.row
        return (own ?? DashboardCommand.row(name, in: contexts))?.perform(in: &self) ?? []
    }

    /// The row of a command in one place: of the person's own commands, or of those that come with the dashboard.
    func row(_ name: CommandName, in place: KeyMap.Context) -> DashboardCommand? {
        preferences.commands.first { $0.commandName == name }?.row ?? DashboardCommand.row(name, in: place)
    }

    /// Whether a command is one of the person's own.
    func isCustom(_ name: CommandName) -> Bool { preferences.commands.contains { $0.commandName == name } }

    /// Every command that can be given by name.
    var paletteCommands: [PaletteCommand] { preferences.commands.compactMap(\.row.line) + PaletteCommand.all }

    /// The command of a key in the present context.
    func command(for key: Key) -> DashboardCommand? {
        preferences.keyMap.binding(for: key, in: contexts).flatMap { row($0.command, in: $0.context) }
    }

    /// The keys of the present context that have a place in the footer, without duplicates, with a word for what they
    /// do.
    var hints: [(key: String, word: String)] {
        var taken: Set<Key> = []
        let first = hintsOfLog.filter { taken.insert($0.key).inserted }.map { (key: $0.key.name, word: $0.word) }
        return first
            + contexts.flatMap { place in
                preferences.keyMap.bindings.filter { $0.context == place }.compactMap { binding in
                    guard let key = binding.keys.first, let row = row(binding.command, in: place),
                        let word = row.hint(in: self), taken.insert(key).inserted
                    else { return nil }
                    // What does nothing here would only hide what does.
                    return overlay == nil && !isWithinReach(row) ? nil : (key.name, word)
                }
            }
    }

    /// In a log its own keys come first.
    private var hintsOfLog: [(key: Key, word: String)] {
        guard focus == .logs, overlay == nil, showsLog || showsJob else { return [] }
        let words: [(CommandName, String)] = [
            (.find, "find"), (.filter, "filter"), (.follow, logs.isFollowing ? "hold" : "follow"), (.wrap, "wrap"),
            (.timestamps, "times"), (.selectLines, "choose"), (.copyLine, "copy"), (.back, "lists"), (.saveLog, "save"),
            (.pipeLog, "pipe"),
        ]
        return words.compactMap { name, word in
            let binding = contexts.lazy.compactMap { place in
                preferences.keyMap.bindings.first { $0.context == place && $0.command == name }
            }.first
            guard let binding, let row = row(name, in: binding.context), isWithinReach(row) else { return nil }
            return binding.keys.first.map { ($0, word) }
        }
    }

    /// Whether a command has an effect, now or after one that must come first.
    private func isWithinReach(_ row: DashboardCommand) -> Bool {
        row.refusal(in: self).map { $0.remedy != nil } ?? true
    }
}

extension Model {
    /// How a sentence names the key of a command: the one that works in a place, by default the present one. Without a
    /// key it is `other`, else its name in the palette, else the name by which it can get a key.
    func key(_ command: CommandName, in place: [KeyMap.Context]? = nil, or other: String? = nil) -> String {
        if let key = preferences.keyMap.name(of: command, here: place ?? contextsBelow) { return key }
        return other ?? PaletteCommand.all.first { $0.command == command }.map { ":\($0.name)" } ?? "`\(command.text)`"
    }
}
