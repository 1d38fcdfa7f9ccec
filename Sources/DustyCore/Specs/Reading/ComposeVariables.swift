/// Variables in Compose keys. Where the specs have a file `.env` they mean what they mean in Compose; where they have none a dollar is a
/// dollar, and what looks like a variable would reach the engine as it is written.
struct ComposeVariables {
    let log: SpecReader.Log

    /// Keys whose texts shells read, which have variables of their own.
    private static let shells: Set<String> = ["command", "entrypoint", "healthcheck"]

    /// A mapping of Compose keys with values in place of variables.
    func read(_ node: SpecNode, _ table: SpecTable, path: String) -> SpecNode {
        guard case .map(let entries) = node.content else { return node }
        var node = node
        node.content = .map(
            entries.map { entry in
                guard !entry.key.hasPrefix("x-") else { return entry }
                var entry = entry
                let key = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                if let variables = log.variables {
                    let place = Substitution(log: log, variables: variables, isImage: entry.key == "image")
                    entry.value = place.replace(entry.value, table[entry.key]?.shape ?? .any, key)
                    if ["environment", "build"].contains(entry.key) {
                        entry.value = place.takeBare(entry.value, key, isBuild: entry.key == "build")
                    }
                } else {
                    look(at: entry.value, key, entry.key)
                }
                return entry
            }
        )
        return node
    }

    // MARK: - Without variables

    private func look(at node: SpecNode, _ path: String, _ key: String) {
        switch node.content {
        case .scalar: report(node, path, key)
        case .list(let items):
            for (index, item) in items.enumerated() { look(at: item, "\(path).\(index)", key) }
        case .map(let entries):
            for entry in entries { look(at: entry.value, "\(path).\(entry.key)", key) }
        }
    }

    /// A default may be a password, so only the name is quoted.
    private func report(_ node: SpecNode, _ path: String, _ key: String) {
        guard let text = node.value.text, text.utf8.contains(UInt8(ascii: "$")) else { return }
        let severity: SpecProblem.Severity = key == "image" ? .error : .warning
        if !Self.shells.contains(key), text.contains("${"),
            let name = Interpolation.references(in: text, named: true).min()
        {
            let name = Self.mayName(text, path) ? name : "…"
            return log.report(
                node.place,
                path,
                "`${\(name)}` stays as it is written: without a file `.env` specs have no variables",
                hint:
                    "write the value, or put `.env` at the top of the specs repo, even an empty one: then this is a variable as in Compose, "
                    + "and `$$` a dollar. What differs from host to host is set with `dusty env set`",
                severity: severity
            )
        }
        // The second dollar would begin a variable if there were any: so people write a dollar for Compose.
        let isDoubled = text.parts(at: "$$", keepingEmpty: true).dropFirst().contains { rest in
            !Interpolation.references(in: "$" + rest.prefix(2)).isEmpty || rest.hasPrefix("{")
        }
        guard isDoubled else { return }
        log.report(
            node.place,
            path,
            "`$$` stays two dollars: without a file `.env` specs have no variables, and a dollar is a dollar",
            hint: "write one `$`, or put `.env` at the top of the specs repo: then `$$` is a dollar as in Compose",
            severity: .warning
        )
    }
}

extension ComposeVariables {
    /// Whether problems may name variables of a text: not where its key, or the name before its `=`, says that it is secret.
    fileprivate static func mayName(_ text: String, _ path: String) -> Bool {
        let name = text.cut(at: "=")?.0 ?? ""
        return !EnvVariable(name: "\(path).\(name)", value: text).looksSecret
    }
}

/// Puts values in place of variables in one Compose key.
private struct Substitution {
    let log: SpecReader.Log
    let variables: SpecVariables
    let isImage: Bool

    /// How long one text may become.
    private static let longest = 64 << 10

    /// A tree with values in the place of variables. What Compose reads as a truth value is one.
    func replace(_ node: SpecNode, _ shape: SpecShape, _ path: String) -> SpecNode {
        var node = node
        switch node.content {
        case .scalar(.string(let text)) where text.utf8.contains(UInt8(ascii: "$")):
            let result = replaced(text, node, path)
            let isFlag = Self.isFlag(shape) || path.hasSuffix("healthcheck.disable")
            node.content = .scalar(isFlag ? Self.flag(result) : .string(result))
            node.written = nil
        case .scalar: break
        case .list(let items):
            let item = Self.shape(of: shape, in: node)
            node.content = .list(
                items.enumerated().map { index, node in
                    guard case .list(let shape, _) = item else { return replace(node, .any, "\(path).\(index)") }
                    return replace(node, shape, "\(path).\(index)")
                }
            )
        case .map(let entries):
            let whole = Self.shape(of: shape, in: node)
            node.content = .map(
                entries.map { entry in
                    var entry = entry
                    let inner: SpecShape
                    switch whole {
                    case .mapping(let table): inner = table[entry.key]?.shape ?? .any
                    case .map(let shape): inner = shape
                    default: inner = .any
                    }
                    entry.value = replace(entry.value, inner, "\(path).\(entry.key)")
                    return entry
                }
            )
        }
        return node
    }

    /// Variables without a value, `NAME` in a list or `NAME:` in a mapping, with the values that they have in the file.
    func takeBare(_ node: SpecNode, _ path: String, isBuild: Bool) -> SpecNode {
        var node = node
        switch node.content {
        case .map(let entries) where isBuild:
            node.content = .map(
                entries.map { entry in
                    guard entry.key == "args" else { return entry }
                    var entry = entry
                    entry.value = takeBare(entry.value, "\(path).args", isBuild: false)
                    return entry
                }
            )
        case .list(let items) where !isBuild:
            node.content = .list(
                items.enumerated().map { index, item in
                    guard let name = item.value.text, let value = taken(name, "\(path).\(index)") else { return item }
                    var item = item
                    item.content = .scalar(.string("\(name)=\(value)"))
                    return item
                }
            )
        case .map(let entries):
            node.content = .map(
                entries.map { entry in
                    guard entry.value.isNull, let value = taken(entry.key, "\(path).\(entry.key)") else { return entry }
                    var entry = entry
                    entry.value.content = .scalar(.string(value))
                    entry.value.written = nil
                    return entry
                }
            )
        case .scalar, .list: break
        }
        return node
    }

    private func taken(_ name: String, _ path: String) -> String? {
        guard !name.contains("="), let value = variables.value(of: name) else { return nil }
        log.note(path, written: name, value: value, names: [name])
        return value
    }

    private func replaced(_ text: String, _ node: SpecNode, _ path: String) -> String {
        let outcome = variables.outcome(of: text, limit: min(Self.longest, log.left))
        log.note(path, written: text, value: outcome.text, names: outcome.used)
        let mayName = ComposeVariables.mayName(text, path)
        if outcome.isInvalid {
            log.report(
                node.place,
                path,
                "a `${` in this text begins no variable",
                hint: "write `${NAME}` or `${NAME:-default}`, or `$$` for a dollar"
            )
        }
        if outcome.isTooLong {
            log.report(node.place, path, "with its variables this text is too long", hint: "use a file that is mounted")
        }
        if let missing = outcome.missing {
            let words = missing.message.isEmpty || !mayName ? "" : ": \(missing.message)"
            log.report(
                node.place,
                path,
                mayName ? "`\(missing.name)` must have a value\(words)" : "a variable here must have a value",
                hint: "add `\(mayName ? missing.name : "NAME")=…` to `.env` of the specs repo"
            )
        }
        for (name, subject) in Interpolation.unset(outcome, mayName: mayName) {
            let name = name ?? "NAME"
            log.report(
                node.place,
                path,
                "\(subject) is not set, so nothing takes its place",
                hint: "add `\(name)=…` to `.env` of the specs repo, or write `${\(name):-default}`; `$$` is a dollar",
                severity: isImage ? .error : .warning
            )
        }
        return outcome.text
    }

    /// The one of several shapes that a list or a mapping has.
    private static func shape(of shape: SpecShape, in node: SpecNode) -> SpecShape {
        guard case .either(let shapes) = shape else { return shape }
        return shapes.first { ShapeCheck.accepts($0, node) } ?? .any
    }

    private static func isFlag(_ shape: SpecShape) -> Bool {
        if case .flag = shape { true } else { false }
    }

    /// The truth value that Compose takes a text for; the text where it is none.
    private static func flag(_ text: String) -> YAMLValue {
        switch text.lowercased() {
        case "true", "y", "yes", "on": .bool(true)
        case "false", "n", "no", "off": .bool(false)
        default: .string(text)
        }
    }
}
