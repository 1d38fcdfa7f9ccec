/// Where an address leads, read so strictly that no other program reads it in another way.
struct LargeFilePlace: Equatable {
    let scheme: String
    /// In small letters; an IPv6 address with its brackets.
    let host: String
    let port: String?

    /// Whether an address that a repo itself names is on the repo's host, by a way that is as safe: the login of the owner goes there.
    static func isOf(_ origin: String, _ wanted: String) -> Bool {
        guard let wanted = Self(wanted), let origin = Self(origin), wanted.host == origin.host else { return false }
        if wanted.scheme == origin.scheme { return wanted.port == origin.port }
        return wanted.scheme == "https" && wanted.port == nil
    }

    /// Nil for everything but the plain forms of http, https and ssh.
    init?(_ address: String) {
        let marks = Set("._~-/:@[]+".utf8)
        let isPlain = address.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || marks.contains(byte)
        }
        guard isPlain else { return nil }
        let authority: Substring
        if let mark = address.firstRange(of: "://") {
            scheme = String(address[..<mark.lowerBound])
            guard ["http", "https", "ssh"].contains(scheme) else { return nil }
            authority = address[mark.upperBound...].prefix { $0 != "/" }
        } else {
            // `git@host:path`: the port is always that of ssh.
            guard let colon = address.firstIndex(of: ":") else { return nil }
            scheme = "ssh"
            authority = address[..<colon]
            guard !authority.contains("/"), !authority.contains("[") else { return nil }
        }
        // ssh would take it for an option.
        guard authority.first != "-" else { return nil }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, address.count(where: { $0 == "@" }) == parts.count - 1, let place = parts.last,
            place.first != "-"
        else { return nil }
        let end =
            place.first == "["
            ? place.firstIndex(of: "]").map(place.index(after:)) : place.firstIndex(of: ":") ?? place.endIndex
        guard let end, end > place.startIndex else { return nil }
        host = place[..<end].lowercased()
        let rest = place[end...]
        guard rest.isEmpty || rest.first == ":" && rest.dropFirst().allSatisfy(\.isNumber) && rest.count > 1 else {
            return nil
        }
        guard place.first == "[" || !host.contains(where: { "[]:".contains($0) }) else { return nil }
        port = rest.isEmpty ? nil : String(rest.dropFirst())
    }
}
