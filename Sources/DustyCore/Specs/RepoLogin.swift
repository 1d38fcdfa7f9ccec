/// The user name and password in an http address.
public struct RepoLogin: Sendable, Equatable {
    /// Scheme, host and port that the login is for, and nothing else: `https://h.example:8443`.
    public let place: String
    /// The user, or a token in the user's place.
    public let user: Secret
    /// The password; nil when the address names only a user.
    public let password: Secret?

    /// The login in an address; nil when it has none, or is not http.
    init?(_ address: String) {
        guard let (scheme, rest) = address.cut(at: "://"), ["http", "https"].contains(scheme) else { return nil }
        let authority = Array(rest.utf8.prefix { $0 != UInt8(ascii: "/") })
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        place = scheme + "://" + String(decoding: authority[(at + 1)...], as: UTF8.self)
        let parts = authority[..<at].split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        user = Secret(Self.decoded(parts[0]))
        password = parts.count > 1 ? Secret(Self.decoded(parts[1])) : nil
    }

    /// Whether it can be passed to git, which reads a login as lines.
    var isPlain: Bool {
        [user.revealed, password?.revealed ?? ""].allSatisfy { text in
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0xFFFD }
        }
    }

    /// Text in which `%41` means `A`, as in git; invalid escapes stay.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        var place = bytes.startIndex
        while place < bytes.endIndex {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.endIndex,
                let byte = UInt8(String(decoding: bytes[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
            {
                text.append(byte)
                place += 3
            } else {
                text.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
