/// What `VBoxManage list vms` and `list runningvms` print: a line `"name" {id}` for each virtual machine.
struct VBoxList: Sendable, Equatable {
    /// One virtual machine.
    struct Entry: Sendable, Equatable {
        var name: String
        var id: String
    }

    let entries: [Entry]

    init(_ output: String) {
        entries = output.split(whereSeparator: \.isNewline).compactMap { line in
            // A name may hold quotes and braces itself, and is not escaped.
            guard let parts = line.wholeMatch(of: /"(.*)" \{([0-9a-fA-F-]{36})\}/)?.output else { return nil }
            return Entry(name: String(parts.1), id: String(parts.2))
        }
    }

    /// Whether one of this name, or of this id, is among them.
    func contains(_ name: String) -> Bool {
        entries.contains { $0.name == name || $0.id == name }
    }
}
