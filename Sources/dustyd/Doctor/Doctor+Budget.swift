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
