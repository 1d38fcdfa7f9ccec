import DustyCore
import Testing

@testable import dustyd

@Suite struct RemoteVitalsTests {
    @Test func `one look shows load, memory, disk and clock`() async throws {
        let command = Command(program: "sh", arguments: ["-c", RemoteCommand.script(RemoteVitals.script, ["/"])])
        let vitals = RemoteVitals(try await SubprocessRunner().run(command) { _ in }.output)
        #expect((vitals.processors ?? 0) > 0 && vitals.kernel.processorLoad() != nil)
        #expect((vitals.kernel.memory()?.total ?? 0) > 0 && vitals.kernel.systemName()?.isEmpty == false)
        #expect((vitals.disk?.total ?? 0) >= (vitals.disk?.used ?? 1) && vitals.time != nil)
    }

    @Test(arguments: ["", "==> df\n", "==> df\na b c d e /\n", "==> time\n99999999999999999999\n==> cpus\n-\n"])
    func `nonsense is nothing`(output: String) {
        let vitals = RemoteVitals(output)
        #expect(vitals.disk == nil && vitals.time == nil && vitals.processors == nil)
    }

    @Test func `where a connection arrived is believed only when it is an address`() {
        #expect(MachineGreeting.address(in: "motd\narrived 10.0.0.1 5000 10.0.0.2 22\n") == "10.0.0.2")
        #expect(MachineGreeting.address(in: "arrived ::ffff:10.0.0.1 5000 ::ffff:10.0.0.2 22") == "10.0.0.2")
        for text in ["arrived a b $(id) 22", "arrived 1 2 fe80::1 22", "arrived", "", "arrived 1 2 10.0.0.2"] {
            #expect(MachineGreeting.address(in: text) == nil)
        }
    }
}
