import DustyCore

/// Loopback addresses of this host besides 127.0.0.1. Linux has all that begin with 127; a Mac has those that were added to `lo0`.
struct LoopbackAliases: Sendable {
    private static let interface = "lo0"

    let runner: any CommandRunner

    /// Adds an address, unless it is there.
    func provide(_ address: String) async throws {
        guard Self.isAlias(address), try await !present().contains(address) else { return }
        // A mask of one address: with a wider one the system would route its neighbours here, too.
        let result = try await run([Self.interface, "alias", address, "netmask", "255.255.255.255"])
        guard result.status == 0 else {
            throw DustyError(
                .failed,
                "the address \(address) cannot be added to \(Self.interface): \(result.lastWords())"
            )
        }
    }

    /// Takes an address away; one that is not there is no fault.
    func giveBack(_ address: String) async throws {
        guard Self.isAlias(address), try await present().contains(address) else { return }
        _ = try await run([Self.interface, "-alias", address])
    }

    private func present() async throws -> Set<String> {
        Self.addresses(in: try await run([Self.interface]).output)
    }

    private func run(_ arguments: [String]) async throws -> CommandResult {
        let command = Command(program: "/sbin/ifconfig", arguments: arguments, limit: Command.shortLimit)
        return try await runner.run(command) { _ in }
    }

    /// Whether it is a loopback address that a Mac does not have by itself.
    private static func isAlias(_ address: String) -> Bool {
        Addresses.isIPv4(address) && address.hasPrefix("127.") && address != "127.0.0.1"
    }

    /// The IPv4 addresses in what `ifconfig` prints of an interface.
    static func addresses(in output: String) -> Set<String> {
        let words = output.lines.map { $0.split(whereSeparator: \.isWhitespace) }
        return Set(words.filter { $0.count > 1 && $0[0] == "inet" }.map { String($0[1]) }.filter(Addresses.isIPv4))
    }
}
