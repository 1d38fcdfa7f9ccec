import DustyCore

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
            // A name may contain quotes and braces, and is not escaped.
            guard let parts = line.wholeMatch(of: /"(.*)" \{([0-9a-fA-F-]{36})\}/)?.output else { return nil }
            return Entry(name: String(parts.1), id: String(parts.2))
        }
    }

    /// Whether one of this name, or of this id, is among them.
    func contains(_ name: String) -> Bool {
        entries.contains { $0.name == name || $0.id == name }
    }
}

/// What the system in a virtual machine reports through VirtualBox's additions, as printed by `VBoxManage guestproperty
/// enumerate`.
struct VBoxGuestProperties: Sendable, Equatable {
    private let values: [String: String]

    init(_ output: String) {
        var values: [String: String] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            // Up to version 7.0, and since then.
            let old = line.firstMatch(of: /^Name: ([^,]+), value: ([^,]*), timestamp:/)?.output
            let new = line.firstMatch(of: /^(\/\S+)\s*= '([^']*)'/)?.output
            if let (_, name, value) = old ?? new { values[String(name)] = String(value) }
        }
        self.values = values
    }

    /// Addresses of the card with this hardware address.
    func addresses(of hardwareAddress: String) -> [String] {
        (0..<16).compactMap { index in
            let card = "/VirtualBox/GuestInfo/Net/\(index)"
            guard values["\(card)/MAC"]?.uppercased() == hardwareAddress.uppercased() else { return nil }
            return values["\(card)/V4/IP"]
        }
    }
}

/// Blocks of `Key: value` lines with empty lines between them, as VBoxManage's lists of networks are printed.
struct VBoxBlocks: Sendable, Equatable {
    let blocks: [[String: String]]

    init(_ output: String) {
        var blocks: [[String: String]] = [[:]]
        for line in output.allLines {
            if line.allSatisfy(\.isWhitespace) {
                blocks.append([:])
            } else if let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false {
                let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
                let key = String(line[..<colon])
                let old = blocks[blocks.count - 1][key]
                blocks[blocks.count - 1][key] = old ?? String(value.reversed().drop(while: \.isWhitespace).reversed())
            }
        }
        self.blocks = blocks.filter { !$0.isEmpty }
    }
}
