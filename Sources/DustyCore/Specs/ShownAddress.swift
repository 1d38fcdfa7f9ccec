/// Addresses of repos in a form that others may see: without user name and password.
enum ShownAddress {
    private static let mark = Array("://".utf8)
    /// Schemes whose user is only a login, and often the token itself. For the others it belongs to the address.
    private static let logins = ["http", "https"]

    /// A text without the logins of the addresses in it.
    static func text(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "@")) else { return text }
        var shown: [UInt8] = []
        var place = 0
        while place < bytes.count {
            guard bytes[place...].starts(with: mark) else {
                shown.append(bytes[place])
                place += 1
                continue
            }
            let scheme = String(
                decoding: bytes[..<place].reversed().prefix(while: isOfScheme).reversed(),
                as: UTF8.self
            )
            let start = place + mark.count
            let authority = bytes[start...].prefix { $0 != UInt8(ascii: "/") && !isSpace($0) }
            shown += mark
            place = start
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { continue }
            if !logins.contains(scheme.lowercased()) {
                let user = authority[..<at].prefix { $0 != UInt8(ascii: ":") }
                shown += user + [UInt8(ascii: "@")]
            }
            place = at + 1
        }
        return String(decoding: shown, as: UTF8.self)
    }

    private static func isOfScheme(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || [0x2B, 0x2D, 0x2E].contains(byte)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }
}

extension String {
    /// The text without user names and passwords in addresses.
    public var withoutLogins: String { ShownAddress.text(self) }
}
