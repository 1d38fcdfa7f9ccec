/// Entries of `ports` as Compose takes them.
struct ComposePorts {
    /// Those of UDP, which no host name leads to: they are published on the machine, beside host names as well.
    let udp: [YAMLValue]
    /// All others.
    let tcp: [YAMLValue]

    init(of compose: YAMLValue) {
        let all = compose["ports"]?.items ?? []
        udp = all.filter(Self.isUDP)
        tcp = all.filter { !Self.isUDP($0) }
    }

    /// Whether an entry is of UDP.
    static func isUDP(_ port: YAMLValue) -> Bool {
        (port["protocol"]?.text ?? port.text?.parts(at: "/").dropFirst().last ?? "").lowercased() == "udp"
    }
}
