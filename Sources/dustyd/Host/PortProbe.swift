import CLibrary
import DustyCore
import SystemPackage

/// Finds out whether a TCP port is free, by binding it for a moment.
enum PortProbe {
    /// Whether a port of an IPv4 address of this host is free. Throws `DustyError` when the address is none of this host's.
    static func isFree(_ port: Int, address: String) throws -> Bool {
        guard let number = UInt16(exactly: port) else {
            throw DustyError(.invalid, "\(port) is not a TCP port")
        }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = number.bigEndian
        guard inet_pton(AF_INET, address, &target.sin_addr) == 1 else {
            throw DustyError(.invalid, "\(address) is not an IPv4 address")
        }
        let descriptor = Platform.streamSocket(AF_INET)
        guard descriptor >= 0 else { throw Self.failure(errno, address) }
        defer { close(descriptor) }
        // Like the engine: connections that linger after their listener ended do not count.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = withUnsafePointer(to: target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 {
            // Several sockets can bind; only one can listen.
            return listen(descriptor, 1) == 0
        }
        switch errno {
        case EADDRINUSE: return false
        // The engine has rights that a daemon without root does not have.
        case EACCES: return true
        default: throw failure(errno, address)
        }
    }

    private static func failure(_ code: Int32, _ address: String) -> DustyError {
        DustyError(
            .failed,
            "the address \(address) cannot be used: \(Errno(rawValue: code))",
            hint: code == EADDRNOTAVAIL ? "use an address of this host: \(HostWords.own.addresses)" : nil
        )
    }
}
