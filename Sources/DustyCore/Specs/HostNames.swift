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
        guard labels.count > 1, let last = labels.last.map(String.init) else { return nil }
        switch last {
        case "localhost":
            return "browsers and curl take `\(name)` for this host itself, 127.0.0.1, and never ask where it leads"
        case "local":
            return
                "names that end in `.local` are asked for on the local network (mDNS), so that `\(name)` may be slow or lead elsewhere"
        case _ where onlyHTTPS.contains(last):
            return "`\(name)` is an internet name, and browsers open names that end in `.\(last)` by https only"
        case _ where isPublic(last):
            return "`\(name)` is an internet name, and this host would reach the app instead"
        default: return nil
        }
    }

    /// Top-level domains whose names browsers open by https only, from the list that they come with.
    private static let onlyHTTPS: Set<String> = [
        "android", "app", "bank", "boo", "channel", "dad", "day", "dev", "eat", "esq", "fly", "foo", "gle", "gmail",
        "google", "hangout", "ing", "insurance", "meet", "meme", "mov", "new", "nexus", "page", "phd", "play", "prof",
        "rsvp", "search", "youtube", "zip",
    ]

    /// Whether a top-level domain exists on the internet. All with two letters are reserved for countries.
    private static func isPublic(_ domain: String) -> Bool {
        let isCountry = domain.utf8.count == 2 && domain.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        return isCountry || domain.hasPrefix("xn--") || TopLevelDomains.generic.contains(domain)
    }
}
