/// Which names an app should not take, because they mean something to the host already.
enum HostNames {
    /// What to write instead.
    static let advice = "use a name that ends in `.test`, such as `shop.test`"

    /// Names that a host has for itself and its networks: programs of the host would reach the app in their place.
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
        own.contains(name.lowercased()) ? "`\(name)` is a name that the host has for itself" : nil
    }

    /// Why a name may not be what was wanted; nil when all is well.
    static func warning(of name: String) -> String? {
        let lower = name.lowercased()
        if ofDocker.contains(lower) { return "`\(name)` is Docker's name for the host" }
        let labels = lower.split(separator: ".")
        guard labels.count > 1, let last = labels.last.map(String.init), isPublic(last) else { return nil }
        return "`\(name)` is a name of the internet, and this host would reach the app in its place"
    }

    /// Whether a top-level domain is one of the internet. All of two letters are kept for countries.
    private static func isPublic(_ domain: String) -> Bool {
        let isCountry = domain.utf8.count == 2 && domain.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        return isCountry || domain.hasPrefix("xn--") || TopLevelDomains.generic.contains(domain)
    }
}
