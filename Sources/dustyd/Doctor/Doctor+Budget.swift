import DustyCore
import Essentials

/// What more stacks need: memory and networks.
extension Doctor {
    /// What is free, and what the stacks of this host use; nothing where the machine does not say.
    func memoryChecks() async -> [DoctorCheck] {
        let machine = await stack.systems.machine.status()
        guard let total = machine.memoryTotalBytes, let used = machine.memoryBytes, total > 0 else { return [] }
        let free = max(0, total - used)
        var uses = stack.stacks.memory.all
        if paths.machineName != nil {
            uses = await stack.observatory.current().memoryBytes.map { [(names.name, $0)] } ?? []
        }
        let sum = uses.map(\.bytes).reduce(0, +)
        let list = uses.prefix(8).map { "\($0.stack) \(ByteCount($0.bytes))" }.joined(separator: ", ")
        let stacks = uses.isEmpty ? "no stack runs, or none was measured yet" : "stacks use \(ByteCount(sum)): \(list)"
        let text = "\(ByteCount(free)) of \(ByteCount(total)) are free; \(stacks)"
        guard free < total / 20 else { return [DoctorCheck("memory", .ok, text)] }
        return [
            DoctorCheck(
                "memory",
                .warning,
                "only \(text)",
                remedy: "stop a stack: `dusty stop -s NAME`; or have it stopped when it is not used: "
                    + "`dusty config set -s NAME idle 2h`"
            )
        ]
    }

    /// How many networks the engine can still make, and how many stacks have a place.
    func networksCheck() async -> DoctorCheck {
        let name = "networks"
        do {
            let networks = try await disk.storage.document("/networks")
            let info = (try? await disk.storage.document("/info")) ?? []
            var used = AddressPools.subnets(ofNetworks: networks)
            if paths.machineName == nil { used += AddressPools.routes(LinuxKernel().lines("/proc/net/route")) }
            let pools = AddressPools(info: info)
            let (free, all) = pools.free(beside: used)
            let hosts = (try? await stack.systems.hosts.read()) ?? []
            let taken = Stacks.slots(takenIn: hosts, networks).union(stack.stacks.all.map(\.slot))
            let places = StackNames.slots.count - taken.count
            let text =
                "\(free) of \(all) networks of the engine's address pools are free, and \(places) of "
                + "\(StackNames.slots.count) places for stacks"
            if free < 4 {
                return DoctorCheck(
                    name,
                    .warning,
                    text + "; `default` needs 2 of these networks, and each test run 1",
                    remedy: "remove networks that are not in use: `docker network prune`; or give the engine more: "
                        + "`default-address-pools` in \(HostWords.own.engineSettings)"
                )
            }
            guard places > 0 else {
                let remedy = "remove a stack: `dusty stack list`, `dusty stack remove NAME`"
                return DoctorCheck(name, .warning, text, remedy: remedy)
            }
            return DoctorCheck(name, .ok, text)
        } catch {
            return DoctorCheck(name, .warning, (error as? DustyError)?.message ?? "\(error)")
        }
    }
}

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
        guard halves.count == 2, let length = Int(halves[1]), (0...32).contains(length) else { return nil }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, !parts.contains(nil) else { return nil }
        self.init(base: parts.reduce(0) { $0 << 8 | UInt32($1 ?? 0) }, length: length)
    }

    func overlaps(_ other: Subnet) -> Bool {
        let shorter = length < other.length ? mask : other.mask
        return base & shorter == other.base & shorter
    }
}

/// The pools of addresses from which an engine takes a network that nobody gave a subnet.
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
        struct Network: Decodable {
            struct Addresses: Decodable {
                struct Configuration: Decodable {
                    let subnet: String?
                    private enum CodingKeys: String, CodingKey { case subnet = "Subnet" }
                }
                let config: [Configuration]?
                private enum CodingKeys: String, CodingKey { case config = "Config" }
            }
            let addresses: Addresses?
            private enum CodingKeys: String, CodingKey { case addresses = "IPAM" }
        }
        let networks = (try? JSONDecoder().decode([Network].self, from: Data(document))) ?? []
        return networks.flatMap { $0.addresses?.config ?? [] }.compactMap { $0.subnet.flatMap { Subnet($0) } }
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
