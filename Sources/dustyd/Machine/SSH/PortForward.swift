import DustyCore
import Essentials

/// A port of this host that leads to the same port of a machine.
struct PortForward: Codable, Sendable, Hashable {
    /// The port.
    var port: Int
    /// Address of this host that it is at.
    var address: String
    /// Address of the machine that it leads to.
    var there: String

    /// How ssh takes it.
    var argument: String { "\(address):\(port):\(there):\(port)" }
}

extension PortForward {
    /// The stored ones; none when they cannot be read, since the next `up` asks for them again.
    static func read(_ path: String) -> [PortForward] {
        guard let bytes = try? AtomicFile(path).read() else { return [] }
        let forwards: [PortForward] = (try? Wire.decode(from: Data(bytes))) ?? []
        return forwards.filter { Addresses.isIPv4($0.address) && Addresses.isIPv4($0.there) }
    }

    /// Stores them: host names lead to these ports, even after a restart of the daemon.
    static func write(_ forwards: [PortForward], to path: String) throws {
        try AtomicFile(path).write(Array(try Wire.encode(forwards)), mode: 0o600)
    }
}
