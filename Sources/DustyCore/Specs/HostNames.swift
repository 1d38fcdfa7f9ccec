/// Names an app should not take, because the host already uses them.
enum HostNames {
    /// What to write instead.
    static let advice = "use a name that ends in `.test`, such as `shop.test`"

    /// The host's own names for itself and its networks: programs of the host would reach the app instead.
    private static let own: Set<String> = [
        "localhost", "localhost.localdomain", "localhost4", "localhost4.localdomain4", "localhost6",
        "localhost6.localdomain6", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes",
        "ip6-allrouters", "ip6-allhosts", "broadcasthost",
    ]
    /// Names that Docker gives to the host inside containers.
    private static let ofDocker: Set<String> = [
        "host.docker.internal", "gateway.docker.internal", "kubernetes.docker.internal",
    ]

    /// Why a name cannot be an app's; nil when it can.
    static func refusal(of name: String) -> String? {
        own.contains(name.lowercased()) ? "`\(name)` is one of the host's own names" : nil
    }

    /// Why a name may be a mistake; nil when it is fine.
    static func warning(of name: String) -> String? {
        let lower = name.lowercased()
        if ofDocker.contains(lower) { return "`\(name)` is Docker's name for the host" }
        let labels = lower.split(separator: ".")
        guard labels.count > 1, let last = labels.last.map(String.init), isPublic(last) else { return nil }
        return "`\(name)` is an internet name, and this host would reach the app instead"
    }

    /// Whether a top-level domain exists on the internet. All with two letters are reserved for countries.
    private static func isPublic(_ domain: String) -> Bool {
        let isCountry = domain.utf8.count == 2 && domain.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        return isCountry || domain.hasPrefix("xn--") || TopLevelDomains.generic.contains(domain)
    }
}
