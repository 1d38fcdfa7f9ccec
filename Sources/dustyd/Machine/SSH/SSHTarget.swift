import DustyCore

/// Where an SSH server is and who logs in there. Its parts never begin with `-` and contain nothing that ssh would read
/// as more than a name.
struct SSHTarget: Sendable, Equatable, Codable {
    /// Login name there.
    let user: String
    /// Host name or address, without brackets.
    let host: String
    /// Port of its SSH server.
    let port: Int

    /// The target behind `user@host`, `user@host:port` or `user@[address]:port`. Throws `DustyError` `.invalid`.
    init(_ text: String) throws(DustyError) {
        let pattern =
            /([A-Za-z0-9_][A-Za-z0-9_.-]{0,31})@(?:([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}))|\[([0-9A-Fa-f:.]{2,45})\])(?::([0-9]{1,5}))?/
        guard let parts = text.wholeMatch(of: pattern)?.output, let host = parts.2 ?? parts.3,
            let port = parts.4.map({ Int($0) }) ?? 22, (1...65_535).contains(port)
        else {
            throw DustyError(
                .invalid,
                "\(String(text.prefix(80)).debugDescription) is not the address of an SSH server",
                hint: "write user@host or user@host:port, with an IPv6 address in brackets"
            )
        }
        self.user = String(parts.1)
        self.host = String(host)
        self.port = port
    }

    /// How ssh takes it as its destination.
    var destination: String { "\(user)@\(host)" }
}

extension SSHTarget: CustomStringConvertible {
    var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(user)@\(name)" + (port == 22 ? "" : ":\(port)")
    }
}
