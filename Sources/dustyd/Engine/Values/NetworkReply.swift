/// A network as the engine describes it, as far as its addresses go.
struct NetworkReply: Decodable {
    struct Configuration: Decodable {
        let subnet: String?
        let gateway: String?
        private enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case gateway = "Gateway"
        }
    }

    private struct Addresses: Decodable {
        let configurations: [Configuration]?
        private enum CodingKeys: String, CodingKey { case configurations = "Config" }
    }

    private let addresses: Addresses?
    private enum CodingKeys: String, CodingKey { case addresses = "IPAM" }

    /// Its address ranges.
    var configurations: [Configuration] { addresses?.configurations ?? [] }
}
