import CLibrary

/// Addresses of hosts.
enum Addresses {
    /// Whether a text is an address of version 4.
    static func isIPv4(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }
}
