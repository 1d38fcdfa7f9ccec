import DustyCore
import DustyTerminal

extension Model {
    /// How many lines of input are remembered.
    private static let historyLimit = 50

    /// A key that moves through the palette; nil for keys that edit the line.
    mutating func steer(_ key: Key, _ palette: Palette, _ typed: Prompt) -> [Effect]? {
        var palette = palette
        var typed = typed
        let matches = Palette.matches(typed.text)
        switch key {
        case .down, .control("n"):
            palette.choice = min(palette.choice + 1, max(0, matches.count - 1))
        case .up where typed.text.isEmpty || palette.past != nil:
            recall(&palette, &typed)
        case .up, .control("p"):
            palette.choice = max(0, palette.choice - 1)
        case .tab: typed.text = completed(typed.text, matches, palette)
        case .enter: return submit(typed, matches, palette)
        default: return nil
        }
        typed.purpose = .palette(palette)
        prompt = typed
        return []
    }

    private func recall(_ palette: inout Palette, _ typed: inout Prompt) {
        let past = palette.past.map { $0 - 1 } ?? paletteHistory.count - 1
        guard paletteHistory.indices.contains(past) else { return }
        palette.past = past
        palette.choice = 0
        typed.text = paletteHistory[past]
    }

    private mutating func submit(_ typed: Prompt, _ matches: [PaletteCommand], _ palette: Palette) -> [Effect] {
        prompt = nil
        let text = typed.text
        guard !text.allSatisfy({ $0 == " " }) || palette.choice > 0 else { return [] }
        guard matches.indices.contains(palette.choice) else {
            let name = Palette.words(of: text).name
            return say(.warning, "There is no command `\(name)`. \(key(.palette)) lists them all.")
        }
        let command = matches[palette.choice]
        let arguments = Palette.arguments(of: text, after: command)
        let line = ([command.name] + arguments).joined(separator: " ")
        paletteHistory.removeAll { $0 == line }
        // What may contain a secret is not stored.
        paletteHistory.append(command.name == "env set" ? command.name : line)
        if paletteHistory.count > Self.historyLimit { paletteHistory.removeFirst() }
        if let refusal = refusal(of: arguments, for: command) { return say(.warning, refusal) }
        return DashboardCommand.row(of: command)?.perform(in: &self, .line(arguments)) ?? []
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

    /// Completes the command's name, or the name that is being typed.
    private func completed(_ text: String, _ matches: [PaletteCommand], _ palette: Palette) -> String {
        guard matches.indices.contains(palette.choice) else { return text }
        let command = matches[palette.choice]
        guard text.hasPrefix(command.name + " ") else { return command.name + " " }
        let begun = text.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        guard let names = names(for: command), let name = names.first(where: { $0.hasPrefix(begun) }) else {
            return text
        }
        return String(text.dropLast(begun.count)) + name + " "
    }
}
