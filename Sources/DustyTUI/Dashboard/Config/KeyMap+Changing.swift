import DustyTerminal

extension KeyMap {
    /// One key that would do two things in one place.
    struct Clash: Equatable {
        var key: Key
        var context: Context
        /// Names of the actions, in the order of the table.
        var actions: [String]
    }

    /// Names of all actions, each once.
    var actionNames: [String] {
        var seen: Set<String> = []
        return bindings.map(\.action.name).filter { seen.insert($0).inserted }
    }

    /// Where an action has a place in the table.
    func contexts(of action: String) -> [Context] {
        bindings.filter { $0.action.name == action }.map(\.context)
    }

    /// The table with other keys for an action in some contexts; no keys at all switch it off there.
    func binding(_ action: String, to keys: [Key], in contexts: [Context]) -> KeyMap {
        KeyMap(
            bindings: bindings.map { binding in
                guard binding.action.name == action, contexts.contains(binding.context) else { return binding }
                var changed = binding
                changed.keys = keys
                return changed
            }
        )
    }

    /// Every key that stands for more than one action in one context.
    var clashes: [Clash] { Context.allCases.flatMap(clashes) }

    private func clashes(in context: Context) -> [Clash] {
        var actions: [Key: [String]] = [:]
        var order: [Key] = []
        for binding in bindings where binding.context == context {
            for key in binding.keys {
                if actions[key] == nil { order.append(key) }
                actions[key, default: []].append(binding.action.name)
            }
        }
        return order.map { Clash(key: $0, context: context, actions: actions[$0] ?? []) }
            .filter { $0.actions.count > 1 }
    }

    /// How help names the first key of an action, in the innermost of some contexts that has one; nil when none does it.
    func name(of action: Action, in contexts: [Context] = [.anywhere]) -> String? {
        for context in contexts {
            let keys = bindings.first { $0.context == context && $0.action == action }?.keys
            if let key = keys?.first { return key.name }
        }
        return nil
    }

    /// How help names the key of an action for somebody in some contexts: one that does it there, else the first of all.
    func name(of action: Action, here contexts: [Context]) -> String? {
        for context in contexts {
            let keys = bindings.first { $0.context == context && $0.action == action }?.keys ?? []
            if let key = keys.first(where: { self.action(for: $0, in: contexts) == action }) { return key.name }
        }
        return name(of: action, in: [.anywhere] + Context.allCases)
    }
}

extension KeyMap.Context {
    /// What configuration files call it.
    var name: String { "\(self)" }
}
