import DustyCore
import Essentials

/// The network that virtual machines share with this host only: a bridge, on which this host has the first address.
struct HostOnlyNetwork: Sendable {
    private static let bridge = "dusty0"
    /// The first is the one that boot2docker's machines had.
    private static let subnets = (59...79).map { "192.168.\($0)" }
    private static let prefix = 24
    private static let firstMember = 103

    private struct Interface: Decodable {
        struct Address: Decodable {
            var local: String?
            var prefixlen: Int?
        }
        var ifname: String?
        var addr_info: [Address]?
    }

    let runner: any CommandRunner

    /// Name of the interface that leads to a machine.
    static func tap(of address: String) -> String {
        "dusty-\(address.split(separator: ".").suffix(2).joined(separator: "-"))"
    }

    /// Hardware address of a machine; the first half is QEMU's own.
    static func mac(of address: String) -> String {
        let bytes = address.split(separator: ".").suffix(3).compactMap { UInt8($0) }
        return (["52", "54", "00"] + bytes.map { Self.hexadecimal($0) }).joined(separator: ":")
    }

    /// An address for a new machine, on the existing bridge or on a subnet that nothing else here uses. Throws
    /// `DustyError` if this host cannot have such a network.
    func address(besides taken: Set<String>) async throws -> VMNetwork {
        let subnet = try await subnet()
        guard
            let address = (Self.firstMember...250).lazy.map({ "\(subnet).\($0)" }).first(where: { !taken.contains($0) })
        else { throw DustyError(.conflict, "every address of \(subnet).0/\(Self.prefix) is taken by a machine") }
        return .hostOnly(address: address, prefix: Self.prefix)
    }

    /// Creates the bridge and the interface of a machine, unless they exist.
    func connect(_ address: String) async throws {
        let tap = Self.tap(of: address)
        if try await !exists(Self.bridge) {
            let own = "\(address.split(separator: ".").prefix(3).joined(separator: ".")).1/\(Self.prefix)"
            try await ip("link", "add", Self.bridge, "type", "bridge")
            try await ip("address", "add", own, "dev", Self.bridge)
        }
        try await ip("link", "set", Self.bridge, "up")
        if try await !exists(tap) { try await ip("tuntap", "add", "dev", tap, "mode", "tap") }
        try await ip("link", "set", tap, "master", Self.bridge, "up")
    }

    /// Removes the interface of a machine, and the bridge with the last one.
    func disconnect(_ address: String) async throws {
        let tap = Self.tap(of: address)
        if try await exists(tap) { try await ip("link", "delete", tap) }
        let members = try await interfaces(["link", "show", "master", Self.bridge])
        if members.isEmpty, try await exists(Self.bridge) { try await ip("link", "delete", Self.bridge) }
    }

    private func subnet() async throws -> String {
        let all = try await interfaces(["address", "show"])
        let addresses = all.flatMap { interface in
            (interface.addr_info ?? []).compactMap { $0.local.map { (interface.ifname, $0) } }
        }
        func subnet(of address: String) -> String { address.split(separator: ".").prefix(3).joined(separator: ".") }
        if let own = addresses.first(where: { $0.0 == Self.bridge && Self.subnets.contains(subnet(of: $0.1)) }) {
            return subnet(of: own.1)
        }
        let routes = try await run(["-4", "route", "show"]).output
        let free = Self.subnets.first { subnet in
            !addresses.contains { $0.1.hasPrefix(subnet + ".") } && !routes.contains(subnet + ".")
        }
        guard let free else {
            throw DustyError(.conflict, "this host uses every network from 192.168.59 to 192.168.79")
        }
        return free
    }

    private func exists(_ interface: String) async throws -> Bool {
        try await run(["link", "show", "dev", interface]).status == 0
    }

    private func interfaces(_ words: [String]) async throws -> [Interface] {
        let result = try await run(["-json", "-4"] + words)
        guard result.status == 0 else { return [] }
        return (try? JSONDecoder().decode([Interface].self, from: Data(result.output.utf8))) ?? []
    }

    private func ip(_ words: String...) async throws {
        let result = try await run(words)
        guard result.status == 0 else {
            throw DustyError(
                .failed,
                "the network of virtual machines cannot be made: ip \(words.joined(separator: " ")): \(result.lastWords())"
            )
        }
    }

    private func run(_ words: [String]) async throws -> CommandResult {
        try await runner.run(Command(program: "ip", arguments: words, limit: Command.shortLimit)) { _ in }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
