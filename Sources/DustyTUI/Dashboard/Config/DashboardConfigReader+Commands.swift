import DustyCore
import DustyTerminal

extension DashboardConfigReader {
    private enum Part: String, CaseIterable {
        case name, key, context, command, prompts, confirm, output
    }

    /// Reads the person's own commands, once all other keys are known.
    mutating func readCommands(_ node: SpecNode) {
        for (index, item) in items(of: node, "commands").enumerated() { readCommand(item, "commands.\(index)") }
    }

    private mutating func items(of node: SpecNode, _ key: String) -> [SpecNode] {
        if case .list(let items) = node.content { return items }
        findings.report(
            node.place,
            key,
            "this must be a list, not \(node.description)",
            hint: "begin each with `- `"
        )
        return []
    }

    private mutating func readCommand(_ node: SpecNode, _ path: String) {
        var command = CustomCommand(name: "", program: .words([]))
        var keyAt: SpecNode?
        let entries = findings.entries(of: node, path)
        for entry in entries {
            let (at, value) = ("\(path).\(entry.key)", entry.value)
            switch Part(rawValue: entry.key) {
            case .name: command.name = name(value, at) ?? ""
            case .key:
                command.key = findings.word(value, at).flatMap { key($0, value.place, at) }
                keyAt = value
            case .context: command.place = findings.choice(value, at) ?? command.place
            case .command: command.program = program(value, at) ?? command.program
            case .prompts: command.asks = items(of: value, at).enumerated().compactMap { ask($1, "\(at).\($0)") }
            case .confirm: command.question = question(value, at)
            case .output: command.output = findings.choice(value, at) ?? command.output
            case nil:
                let known = Part.allCases.map(\.rawValue)
                findings.report(unknown: entry.key, "part of a command", entry.place, at, among: known)
            }
        }
        for part in [Part.name, .command] where !entries.contains(where: { $0.key == part.rawValue }) {
            findings.report(
                node.place,
                path,
                "`\(part.rawValue)` is missing",
                hint: "give the command a \(part.rawValue)"
            )
        }
        // Its name is in the question, which may be written before it.
        if command.question?.isEmpty == true { command.question = "Run \(command.name)?" }
        add(command, keyAt: keyAt ?? node, path)
    }

    private mutating func add(_ command: CustomCommand, keyAt node: SpecNode, _ path: String) {
        guard !command.name.isEmpty else { return }
        config.commands.append(command)
        let context = command.place.context
        let binding = KeyMap.Binding(
            keys: [command.key].compactMap(\.self),
            context: context,
            command: command.commandName
        )
        config.keyMap = KeyMap(bindings: config.keyMap.bindings + [binding])
        for clash in config.keyMap.clashes where clash.context == context && clash.commands.contains(command.name) {
            let others = clash.commands.filter { $0 != command.name }.map { "`\($0)`" }.joined(separator: ", ")
            findings.report(
                node.place,
                "\(path).key",
                "`\(clash.key.name)` is \(others) already, in the same place (\(context.name))",
                hint: "choose another, or give \(others) another one under `keys`"
            )
        }
    }

    private mutating func name(_ node: SpecNode, _ key: String) -> String? {
        guard let name = findings.word(node, key) else { return nil }
        guard !name.isEmpty, name.count <= 40, name.allSatisfy({ $0.isLetter || $0.isNumber || " -_.".contains($0) }),
            name.first?.isWhitespace == false, name.last?.isWhitespace == false
        else {
            findings.report(
                node.place,
                key,
                "`\(name)` cannot be the name of a command",
                hint: "use at most 40 letters, digits, blanks, dots and - or _"
            )
            return nil
        }
        if config.commands.contains(where: { $0.name == name }) || config.keyMap.commandNames.contains(name)
            || KeyMap.namesOfLines.contains(name)
        {
            findings.report(node.place, key, "there is a command `\(name)` already", hint: "choose another name")
            return nil
        }
        return name
    }

    private mutating func program(_ node: SpecNode, _ key: String) -> CustomCommand.Program? {
        if case .list(let items) = node.content {
            let words = items.enumerated().compactMap { findings.word($1, "\(key).\($0)") }
            if words.isEmpty { findings.report(node.place, key, "this list has no program", hint: "name one first") }
            return .words(words)
        }
        guard let text = findings.word(node, key) else { return nil }
        if text.allSatisfy(\.isWhitespace) {
            findings.report(node.place, key, "this is empty", hint: "write a line for the shell, or a list of words")
        }
        return .shell(text)
    }

    /// `TABLE`, or a mapping with `name`, `text` and `default`.
    private mutating func ask(_ node: SpecNode, _ key: String) -> CustomCommand.Ask? {
        guard case .map(let entries) = node.content else {
            return findings.word(node, key).flatMap { variable($0, node.place, key) }
                .map { CustomCommand.Ask(variable: $0, text: $0) }
        }
        var ask = CustomCommand.Ask(variable: "", text: "")
        for entry in entries {
            let at = "\(key).\(entry.key)"
            switch entry.key {
            case "name":
                ask.variable = findings.word(entry.value, at).flatMap { variable($0, entry.value.place, at) } ?? ""
            case "text": ask.text = findings.word(entry.value, at) ?? ""
            case "default": ask.usual = findings.word(entry.value, at) ?? ""
            default:
                let known = ["name", "text", "default"]
                findings.report(unknown: entry.key, "part of a prompt", entry.place, at, among: known)
            }
        }
        if !entries.contains(where: { $0.key == "name" }) {
            findings.report(node.place, key, "`name` is missing", hint: "name the variable that gets the answer")
        }
        if ask.text.isEmpty { ask.text = ask.variable }
        return ask.variable.isEmpty ? nil : ask
    }

    private mutating func variable(_ name: String, _ place: SpecPlace, _ key: String) -> String? {
        let isName = name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isUppercase || $0.isNumber) }
        guard isName, name.first?.isNumber == false, !name.hasPrefix("DUSTY_") else {
            findings.report(
                place,
                key,
                "`\(name)` cannot be the variable of an answer",
                hint: "use capitals, digits and _, such as TABLE; DUSTY_ is taken"
            )
            return nil
        }
        return name
    }

    /// The question, empty for the usual one; nil when there is none.
    private mutating func question(_ node: SpecNode, _ key: String) -> String? {
        if case .scalar(.bool(let asks)) = node.content { return asks ? "" : nil }
        return findings.word(node, key)
    }
}
