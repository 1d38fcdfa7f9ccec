import DustyCore
import DustyTerminal

extension Model {
    /// How many lines of input are remembered.
    private static let historyLimit = 50

    /// A key that moves through the palette; nil for keys that edit the line.
    mutating func steer(_ key: Key, _ palette: Palette, _ typed: Prompt) -> [Effect]? {
        var palette = palette
        var typed = typed
        let matches = Palette.matches(typed.text, among: paletteCommands)
        switch key {
        case .down, .control("n"):
            palette.choice = min(palette.choice + 1, max(0, matches.count - 1))
        case .up where typed.text.isEmpty || palette.past != nil:
            recall(&palette, &typed)
        case .up, .control("p"):
            palette.choice = max(0, palette.choice - 1)
        case .tab, .backTab: complete(&typed, &palette, matches, by: key == .tab ? 1 : -1)
        case .enter: return submit(typed, matches, palette)
        default: return nil
        }
        typed.purpose = .palette(palette)
        prompt = typed
        return []
    }

    private func recall(_ palette: inout Palette, _ typed: inout Prompt) {
        let past = palette.past.map { $0 - 1 } ?? inputHistory.commands.count - 1
        guard inputHistory.commands.indices.contains(past) else { return }
        palette.past = past
        palette.choice = 0
        typed.text = inputHistory.commands[past]
    }

    private mutating func submit(_ typed: Prompt, _ matches: [PaletteCommand], _ palette: Palette) -> [Effect] {
        prompt = nil
        let text = typed.text
        guard !text.allSatisfy({ $0 == " " }) || palette.choice > 0 else { return [] }
        guard matches.indices.contains(palette.choice) else {
            let name = Palette.words(of: text).name
            // To be corrected with Up. A value that was mistyped along may be a secret.
            if !text.contains("=") { rememberLine(text) }
            return say(.warning, "There is no command `\(name)`. \(key(.palette)) lists them all.")
        }
        let command = matches[palette.choice]
        let arguments = Palette.arguments(of: text, after: command)
        let line = ([command.name] + arguments).joined(separator: " ")
        // What may hold a secret is not kept.
        rememberLine(command.name == "env set" ? command.name : line)
        if let refusal = refusal(of: arguments, for: command) { return say(.warning, refusal, passes: true) }
        let row = preferences.commands.first { $0.name == command.name }?.row ?? DashboardCommand.row(of: command)
        return row?.perform(in: &self, .line(arguments)) ?? []
    }

    private mutating func rememberLine(_ line: String) {
        inputHistory.commands.removeAll { $0 == line }
        inputHistory.commands.append(line)
        if inputHistory.commands.count > Self.historyLimit { inputHistory.commands.removeFirst() }
    }

    /// Why a command cannot take these arguments; nil when it can.
    private func refusal(of arguments: [String], for command: PaletteCommand) -> String? {
        if case .none = command.argument, let first = arguments.first {
            return "`\(command.name)` takes nothing after it, such as `\(first)`."
        }
        if case .bundles = command.argument, arguments.isEmpty { return "Name the bundles: \(command.usage)." }
        if case .job = command.argument {
            return arguments.first.flatMap { Int($0) == nil ? "`\($0)` is not the number of a job." : nil }
        }
        guard let known = names(for: command) else { return nil }
        guard let unknown = arguments.first(where: { !known.contains($0) }) else { return nil }
        let error = DustyError.unknown(unknown, among: known)
        return Wording.failure(of: command.name, error)
    }

    /// Names that a command takes; nil when it takes others or none.
    private func names(for command: PaletteCommand) -> [String]? {
        switch command.argument {
        case .containers: containerNames
        case .repos:
            containerNames + (snapshot?.libs ?? []).map(\.name)
                + (snapshot?.sync ?? []).flatMap { [$0.shortName, $0.repo] }
        case .bundles: (snapshot?.bundles ?? []).map(\.name)
        case .none, .job, .text: nil
        }
    }

    /// Makes the command's name whole, or the name after it; where several fit, each in turn.
    private func complete(_ typed: inout Prompt, _ palette: inout Palette, _ matches: [PaletteCommand], by step: Int) {
        typed.behind = 0
        if palette.cycle == nil { palette.cycle = candidates(for: typed.text, matches, palette) }
        guard var cycle = palette.cycle, !cycle.names.isEmpty else {
            guard matches.indices.contains(palette.choice) else { return }
            let name = matches[palette.choice].name
            if !typed.text.hasPrefix(name + " ") { typed.text = name + " " }
            palette.cycle = nil
            palette.choice = 0
            return
        }
        typed.text = cycle.turn(by: step)
        // The only one there is needs no going through: what is typed on is another name.
        palette.cycle = cycle.names.count == 1 ? nil : cycle
        palette.choice = 0
    }

    /// Names that what is typed after a command may become; nil before the command is whole, and where it takes no names.
    func candidates(for text: String, _ matches: [PaletteCommand], _ palette: Palette) -> Palette.Cycle? {
        guard matches.indices.contains(palette.choice) else { return nil }
        let command = matches[palette.choice]
        guard text.hasPrefix(command.name + " "), let all = candidates(for: command) else { return nil }
        let words = text.dropFirst(command.name.count).split(separator: " ", omittingEmptySubsequences: false)
        let begun = words.last.map(String.init) ?? ""
        var taken = Set(words.dropLast().map(String.init))
        let known = all.filter { taken.insert($0).inserted }
        let fitting = known.filter { $0.hasPrefix(begun) }
        let names = fitting.isEmpty ? Fuzzy.ranked(known, by: begun) { $0 } : fitting
        return Palette.Cycle(stem: String(text.dropLast(begun.count)), names: names, place: nil)
    }

    private func candidates(for command: PaletteCommand) -> [String]? {
        if case .job = command.argument { return runningJobs.map { String($0.id) } }
        return names(for: command)
    }
}
