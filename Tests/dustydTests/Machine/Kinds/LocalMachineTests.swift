import CLibrary
import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite struct LocalMachineTests {
    private func machine(
        _ engine: InMemoryEngine,
        kernel: LinuxKernel = LinuxKernel(),
        isMac: Bool = false
    ) -> LocalMachine {
        let place = LocalMachine.Place(address: "127.65.0.1", root: "/var/lib/none/machine", project: "dusty")
        return LocalMachine(
            place: place,
            engine: engine,
            registry: .fresh(),
            detours: .none(),
            kernel: kernel,
            isMac: isMac
        )
    }

    /// Listens on a port of the kernel's choice while `body` runs.
    private func withListener(at address: String, _ body: (Int) async throws -> Void) async throws {
        let descriptor = socket(AF_INET, Platform.stream, 0)
        defer { close(descriptor) }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, address, &target.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &target) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try #require(bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0)
                try #require(getsockname(descriptor, $0, &length) == 0)
            }
        }
        try await body(Int(UInt16(bigEndian: target.sin_port)))
    }

    @Test func `facts join the stack's address with the engine's bridge`() async throws {
        let machine = machine(InMemoryEngine())
        let facts = try await machine.facts()
        #expect(
            facts == MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1", root: "/var/lib/none/machine")
        )
        #expect(await machine.status().bridgeAddress == "172.17.0.1")
    }

    @Test func `on a Mac the bridge is in the engine's virtual machine, and no port of it is used`() async throws {
        #expect(try await machine(InMemoryEngine()).facts().hasBridge == !Platform.isMac)
        #expect(try await !machine(InMemoryEngine(), isMac: true).facts().hasBridge)
    }

    @Test func `the status shows what this host does`() async {
        let status = await machine(InMemoryEngine()).status()
        #expect(status.kind == .local && status.state == .running && status.address == "127.65.0.1")
        #expect((status.memoryTotalBytes ?? 0) > (status.memoryBytes ?? 0))
        #expect((status.diskTotalBytes ?? 0) >= (status.diskBytes ?? 0))
        #expect((status.cpuCount ?? 0) > 0)
        #expect(status.system?.isEmpty == false)
        #expect((status.startedAt?.milliseconds ?? 0) > 1_500_000_000_000)
    }

    @Test func `the processors' load is the share between two looks`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/proc/stat", "cpu  100 0 100 700 100 0 0 0 0 0\nbtime 1700000000\n")
            let machine = machine(InMemoryEngine(), kernel: LinuxKernel(root: directory))
            #expect(await machine.status().cpuPercent == nil)
            try makeFile(directory + "/proc/stat", "cpu  125 0 150 900 125 0 0 0 0 0\n")
            #expect(await machine.status().cpuPercent == 25)
        }
    }

    @Test(arguments: ["0.0.0.0", "127.65.0.9"])
    func `a port that another program holds is refused with its name`(listening: String) async throws {
        try await withListener(at: listening) { port in
            let error = await #expect(throws: DustyError.self) {
                try await machine(InMemoryEngine()).checkPorts([port], address: "127.65.0.9")
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("Port \(port) of 127.65.0.9") == true)
            #expect(error?.message.contains("(pid \(getpid()))") == true)
        }
    }

    /// A Mac lets root bind one address beside a listener of all, so that the port seems to be free.
    @Test func `where root could bind beside another listener, the kernel is asked for it`() async throws {
        // 127.65.0.9:7 is bound by nobody here; the kernel says that all addresses' port 7 is.
        let kernel = LinuxKernel(
            texts: ["/proc/net/tcp": "  sl\n 0: 00000000:0007 00000000:0000 0A 0:0 0:0 0 0 0 4711\n"]
        )
        try await machine(InMemoryEngine(), kernel: kernel).checkPorts([7], address: "127.65.0.9")
        let error = await #expect(throws: DustyError.self) {
            try await machine(InMemoryEngine(), kernel: kernel, isMac: true).checkPorts([7], address: "127.65.0.9")
        }
        #expect(error?.code == .conflict)
    }

    @Test func `a port of another address is no obstacle`() async throws {
        try await withListener(at: "127.65.0.8") { port in
            try await machine(InMemoryEngine()).checkPorts([port], address: "127.65.0.9")
        }
    }

    @Test func `a container that holds a port is named, the stack's own is not in the way`() async throws {
        let engine = InMemoryEngine()
        engine.change {
            $0.published = [
                PublishedPort(address: "0.0.0.0", port: 81, container: "web", project: "other"),
                PublishedPort(address: "127.65.0.1", port: 82, container: "proxy", project: "dusty"),
                PublishedPort(address: "127.0.0.1", port: 83, container: "elsewhere", project: nil),
            ]
        }
        let error = await #expect(throws: DustyError.self) {
            try await machine(engine).checkPorts([81, 82, 83], address: "127.65.0.1")
        }
        #expect(error?.message == "Port 81 of 127.65.0.1 is taken by the container web of other.")
    }

    @Test func `an address of another host is refused`() async {
        await #expect(throws: DustyError.self) {
            try await machine(InMemoryEngine()).checkPorts([80], address: "192.0.2.1")
        }
    }
}
