/// What `VBoxManage showvminfo NAME --machinereadable` prints: `key=value` lines, values and some keys in quotes.
struct VBoxInformation: Sendable, Equatable {
    /// What a virtual machine is doing.
    enum State: String, Sendable, Equatable {
        case poweroff, running, paused, saved, aborted
        /// A saved state whose program died while resuming it.
        case abortedSaved = "aborted-saved"
        /// It stopped on its own, on a fatal error.
        case gurumeditation
        /// In between two states, or in an unknown one.
        case other
    }

    /// One network card.
    struct Card: Sendable, Equatable {
        /// Number of its slot, from 1.
        var slot: Int
        /// `nat`, `hostonly`, `bridged`, …
        var attachment: String
        /// What it poses as.
        var type: String
        /// Its address, twelve capital digits.
        var hardwareAddress: String
        /// The adapter of this host that a host-only one is on.
        var adapter: String?
        /// Ports of this host that lead to ports there.
        var forwards: [Forward] = []
    }

    /// A port of this host that leads to one of the virtual machine.
    struct Forward: Sendable, Equatable {
        var name: String
        var address: String
        var port: Int
        var guestPort: Int
    }

    let state: State
    /// Memory, MiB.
    let memory: Int?
    let processors: Int?
    /// The file of its settings.
    let settingsFile: String?
    /// Its cards, by slot.
    let cards: [Card]
    private let values: [String: String]

    init(_ output: String) {
        let pairs = output.split(whereSeparator: \.isNewline).compactMap(Self.pair)
        let values = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        let forwards = Self.forwards(pairs)
        self.values = values
        state = values["VMState"].flatMap(State.init) ?? .other
        memory = values["memory"].flatMap { Int($0) }
        processors = values["cpus"].flatMap { Int($0) }
        settingsFile = values["CfgFile"]
        cards = (1...8).compactMap { slot in
            guard let attachment = values["nic\(slot)"], attachment != "none" else { return nil }
            return Card(
                slot: slot,
                attachment: attachment,
                type: values["nictype\(slot)"] ?? "",
                hardwareAddress: values["macaddress\(slot)"] ?? "",
                adapter: values["hostonlyadapter\(slot)"],
                forwards: forwards[slot] ?? []
            )
        }
    }

    /// Directory of its files.
    var directory: String? { settingsFile.map(AtomicFile.parent) }

    /// What is attached to a port of a controller; nil for nothing.
    func medium(_ controller: String, port: Int) -> String? {
        let medium = values["\(controller)-\(port)-0"]
        return medium == "none" || medium == "emptydrive" ? nil : medium
    }

    /// The port of this host's loopback address that leads to its SSH server, with the slot of its card.
    var login: (slot: Int, port: Int)? {
        for card in cards where card.attachment == "nat" {
            let isOurs = { (forward: Forward) in
                forward.guestPort == 22 && ["", "0.0.0.0", "127.0.0.1"].contains(forward.address)
            }
            if let forward = card.forwards.first(where: isOurs) { return (card.slot, forward.port) }
        }
        return nil
    }

    private static func pair(_ line: Substring) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        return (unquoted(line[..<equals]), unquoted(line[line.index(after: equals)...]))
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast())
    }

    /// Forwardings are numbered per card and follow its other properties.
    private static func forwards(_ pairs: [(String, String)]) -> [Int: [Forward]] {
        var slot = 0
        var found: [Int: [Forward]] = [:]
        for (key, value) in pairs {
            if let number = key.wholeMatch(of: /nic([1-8])/)?.output.1 { slot = Int(number) ?? 0 }
            guard key.hasPrefix("Forwarding(") else { continue }
            let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 6, parts[1] == "tcp", let port = Int(parts[3]), let guest = Int(parts[5]) else {
                continue
            }
            found[slot, default: []].append(Forward(name: parts[0], address: parts[2], port: port, guestPort: guest))
        }
        return found
    }
}
