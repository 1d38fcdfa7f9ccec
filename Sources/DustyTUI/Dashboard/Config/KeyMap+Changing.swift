import DustyTerminal

extension KeyMap {
    /// One key that would do two things in one place.
    struct Clash: Equatable {
        var key: Key
        var context: Context
        /// Names of the commands, in the order of the table.
        var commands: [String]
    }

    /// Names of all commands, without duplicates.
    var commandNames: [String] {
        var seen: Set<String> = []
        return bindings.map(\.command.text).filter { seen.insert($0).inserted }
    }

    /// Where a command can be given a key.
    func contexts(of command: String) -> [Context] {
        bindings.filter { $0.command.text == command }.map(\.context)
    }

    /// The table with other keys for a command in some contexts; without keys it is switched off there.
    func binding(_ command: String, to keys: [Key], in contexts: [Context]) -> KeyMap {
        KeyMap(
            bindings: bindings.map { binding in
                guard binding.command.text == command, contexts.contains(binding.context) else { return binding }
                var changed = binding
                changed.keys = keys
                return changed
            }
        )
    }

    /// Every key with more than one command in one context.
    var clashes: [Clash] { Context.allCases.flatMap(clashes) }

    private func clashes(in context: Context) -> [Clash] {
        var commands: [Key: [String]] = [:]
        var order: [Key] = []
        for binding in bindings where binding.context == context {
            for key in binding.keys {
                if commands[key] == nil { order.append(key) }
                commands[key, default: []].append(binding.command.text)
            }
        }
        return order.map { Clash(key: $0, context: context, commands: commands[$0] ?? []) }
            .filter { $0.commands.count > 1 }
    }

    /// The help's name of a command's first key, in the innermost of some contexts that has one; nil when there is
    /// none.
    func name(of command: CommandName, in contexts: [Context] = [.anywhere]) -> String? {
        for context in contexts {
            let keys = bindings.first { $0.context == context && $0.command == command }?.keys
            if let key = keys?.first { return key.name }
        }
        return nil
    }

    /// The help's name of a command's key in some contexts: one that works there, else the first of all.
    func name(of command: CommandName, here contexts: [Context]) -> String? {
        for context in contexts {
            let keys = bindings.first { $0.context == context && $0.command == command }?.keys ?? []
            if let key = keys.first(where: { self.command(for: $0, in: contexts) == command }) { return key.name }
        }
        return name(of: command, in: [.anywhere] + Context.allCases)
    }
}

extension KeyMap.Context {
    /// Its name in configuration files.
    var name: String { "\(self)" }
}
