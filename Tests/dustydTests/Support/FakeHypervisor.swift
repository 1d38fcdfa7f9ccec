import DustyCore
import Synchronization

@testable import dustyd

/// A hypervisor whose machines exist in memory only; remembers what was asked of it.
final class FakeHypervisor: Hypervisor {
    private struct State {
        var power = PowerState.missing
        var calls: [String] = []
        var failure: DustyError?
        var refusal: DustyError?
    }

    private let state: Mutex<State>
    private let target: SSHTarget

    init(power: PowerState = .missing, target: SSHTarget) {
        state = Mutex(State(power: power))
        self.target = target
    }

    /// What was asked of it, in order.
    var calls: [String] { state.withLock { $0.calls } }

    /// From now on a start fails like this.
    func fail(_ error: DustyError?) { state.withLock { $0.failure = error } }

    /// From now on it cannot be made, for this reason.
    func refuse(_ error: DustyError?) { state.withLock { $0.refusal = error } }

    func create(_ vm: VMRecord, _ boot: BootReporter) async throws {
        if let refusal = state.withLock(\.refusal) { throw refusal }
        try await boot.step("disk") { _ in
            state.withLock {
                $0.calls.append("create")
                $0.power = .off
            }
            return "made"
        }
    }

    func power(_ vm: VMRecord) -> PowerState { state.withLock { $0.power } }

    func start(_ vm: VMRecord, _ boot: BootReporter) async throws -> VMLogin {
        try await boot.step("boot") { _ in
            try state.withLock {
                $0.calls.append("start \(vm.memory)")
                if let failure = $0.failure { throw failure }
                $0.power = .on
            }
            return "runs"
        }
        return VMLogin(target: target, hostKeys: HostKeys(scan: "vm ssh-ed25519 \(String(repeating: "A", count: 68))"))
    }

    func stop(_ vm: VMRecord) -> String {
        state.withLock {
            $0.calls.append("stop")
            $0.power = .off
        }
        return "has shut down"
    }

    func remove(_ vm: VMRecord) {
        state.withLock {
            $0.calls.append("remove")
            $0.power = .missing
        }
    }
}

extension VirtualMachines {
    /// There are none.
    static func none(_ paths: Paths, _ files: any FileStore) -> VirtualMachines {
        VirtualMachines(
            catalog: MachineCatalog(paths: paths, files: files),
            hypervisors: [:],
            runner: RecordingRunner(),
            clock: { Timestamp(milliseconds: 0) }
        )
    }
}

extension VMRecord {
    /// A record as `machine create vm --kind qemu` makes it.
    static func sample(_ kind: HypervisorKind = .qemu) -> VMRecord {
        VMRecord(
            name: "vm",
            kind: kind,
            memory: 2048,
            processors: 2,
            disk: 20,
            owner: "root",
            createdAt: Timestamp(milliseconds: 0)
        )
    }
}
