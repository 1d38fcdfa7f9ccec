import DustyCore
import Essentials

/// An IPv4 network.
struct Subnet: Sendable, Hashable {
    var base: UInt32
    /// Length of its prefix.
    var length: Int

    private var mask: UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - length) }

    init(base: UInt32, length: Int) {
        self.length = min(max(0, length), 32)
        self.base = base
        self.base = base & mask
    }

    /// Reads `172.17.0.0/16`; nil for anything else, such as IPv6.
    init?(_ text: String) {
        let halves = text.parts(at: "/", keepingEmpty: true)
        guard halves.count == 2, let number = IPv4Number(halves[0]), let length = Int(halves[1]),
            (0...32).contains(length)
        else { return nil }
        self.init(base: number.value, length: length)
    }

    func overlaps(_ other: Subnet) -> Bool {
        let shorter = length < other.length ? mask : other.mask
        return base & shorter == other.base & shorter
    }
}

/// The pools of addresses from which an engine takes the subnet of a network that was made without one.
struct AddressPools: Sendable, Equatable {
    struct Pool: Sendable, Equatable {
        var base: Subnet
        /// Length of the prefix of each network taken from it.
        var size: Int
    }

    /// Those of an engine that says nothing else.
    static let usual = [
        ("172.17.0.0/16", 16), ("172.18.0.0/16", 16), ("172.19.0.0/16", 16), ("172.20.0.0/14", 16),
        ("172.24.0.0/14", 16), ("172.28.0.0/14", 16), ("192.168.0.0/16", 20),
    ].compactMap { text, size in Subnet(text).map { Pool(base: $0, size: size) } }
    /// How many networks of one pool are looked at.
    private static let limit = 4096

    var pools = Self.usual

    /// Those that the engine reports of itself.
    init(info: [UInt8]) {
        struct Information: Decodable {
            struct Pool: Decodable {
                let base: String?
                let size: Int?
                private enum CodingKeys: String, CodingKey {
                    case base = "Base"
                    case size = "Size"
                }
            }
            let pools: [Pool]?
            private enum CodingKeys: String, CodingKey { case pools = "DefaultAddressPools" }
        }
        let told = (try? JSONDecoder().decode(Information.self, from: Data(info)))?.pools ?? []
        let known = told.compactMap { pool -> Pool? in
            guard let base = pool.base.flatMap({ Subnet($0) }), let size = pool.size, (base.length...32).contains(size)
            else { return nil }
            return Pool(base: base, size: size)
        }
        if !known.isEmpty { pools = known }
    }

    /// How many networks are still free, and how many there are in all.
    func free(beside used: [Subnet]) -> (free: Int, all: Int) {
        var (free, all) = (0, 0)
        for pool in pools {
            let count = min(1 << min(pool.size - pool.base.length, 20), Self.limit)
            for index in 0..<count {
                let step = pool.size == 0 ? 0 : UInt32(truncatingIfNeeded: index) << UInt32(32 - pool.size)
                let network = Subnet(base: pool.base.base &+ step, length: pool.size)
                all += 1
                if !used.contains(where: network.overlaps) { free += 1 }
            }
        }
        return (free, all)
    }

    /// The subnets of the engine's networks, from its own list.
    static func subnets(ofNetworks document: [UInt8]) -> [Subnet] {
        let networks = (try? JSONDecoder().decode([NetworkReply].self, from: Data(document))) ?? []
        return networks.flatMap(\.configurations).compactMap { $0.subnet.flatMap { Subnet($0) } }
    }

    /// The destinations of this host's routes, from `/proc/net/route`; the engine takes none of them for a network.
    static func routes(_ lines: [String]) -> [Subnet] {
        lines.dropFirst().compactMap { line in
            let words = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            guard words.count > 7, let base = UInt32(words[1], radix: 16), let mask = UInt32(words[7], radix: 16),
                mask != 0
            else { return nil }
            return Subnet(base: base.byteSwapped, length: mask.nonzeroBitCount)
        }
    }
}
