import CLibrary
import DustyCore
import Synchronization
import Testing

@testable import dustyd

/// An engine in a virtual machine that is not Dusty's, as on every Mac: what is found is what is true of that.
@Suite(.timeLimit(.minutes(5))) struct DoctorElsewhereTests {
    /// What was asked for in a container.
    private final class Looks: Sendable {
        let paths = Mutex<[String]>([])
    }

    private func checks(
        _ stack: TestStack,
        answers: ReadinessAttempt = .ready,
        sees: @escaping @Sendable (String) throws -> Bool = { _ in true }
    ) async -> [String: DoctorCheck] {
        stack.storage.set(kernel: "6.10.14-linuxkit")
        var doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
        doctor.addresses = { ["127.0.0.1"] }
        doctor.kernelRelease = "24.3.0"
        doctor.sees = { _, path in try sees(path) }
        doctor.reaches = { address, port in
            #expect("\(address):\(port)" == "127.65.0.1:80")
            return answers
        }
        return Dictionary(await doctor.examine().checks.map { ($0.name, $0) }) { $1 }
    }

    @Test func `the bridge is said to be in the virtual machine, and its disk is not taken for this host's`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let checks = await checks(try await TestStack(directory: directory))
            let bridge = try #require(checks["bridge"])
            #expect(bridge.state == .failure)
            #expect(bridge.message.contains("172.17.0.1") && bridge.message.contains("virtual machine"))
            #expect(bridge.remedy?.contains("dusty machine create") == true)
            #expect(bridge.remedy?.contains("restart Docker") == false)
            #expect(checks["disk"] != nil && checks["engine disk"] == nil)
            #expect(checks[Doctor.reach]?.state == .ok && checks[Doctor.reach]?.message.contains("not tried") == true)
            #expect(
                checks[Doctor.sharing]?.state == .ok && checks[Doctor.sharing]?.message.contains("not tried") == true
            )
        }
    }

    @Test func `where no port of the bridge is used it is no fault, and the proxy goes over the network`() async throws
    {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.world.hideBridge()
            _ = try await stack.run(.up())
            #expect(await stack.world.proxyConfig?.contains("172.17.0.1") == false)
            let checks = await checks(stack)
            #expect(checks["bridge"]?.state == .ok && checks["bridge"]?.message.contains("over dusty_default") == true)
        }
    }

    @Test func `whether this host reaches the proxy is tried`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.run(.up())
            #expect(await checks(stack)[Doctor.reach]?.message == "the proxy answers at 127.65.0.1:80")
            let check = await checks(stack, answers: .notYet("port 80 does not answer: refused"))[Doctor.reach]
            #expect(check?.state == .failure && check?.message.contains("127.65.0.1:80") == true)
            #expect(check?.remedy?.contains("dusty machine create") == true)
        }
    }

    @Test(arguments: [true, false]) func `whether containers see what is written is tried`(isSeen: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.run(.up())
            let looks = Looks()
            let place = MachineTree(root: stack.paths.machine).proxyDirectory
            let files = stack.files
            let check = try #require(
                await checks(stack) { path in
                    looks.paths.withLock { $0.append(path) }
                    // What a container with the directory sees at that moment.
                    let name = path.dropFirst("/etc/nginx/conf.d/".count)
                    return isSeen && files.isFile("\(place)/\(name)")
                }[Doctor.sharing]
            )
            let asked = looks.paths.withLock { $0 }
            #expect(asked.count == 1 && asked[0].hasPrefix("/etc/nginx/conf.d/.seen-"))
            #expect(check.state == (isSeen ? .ok : .failure))
            #expect(isSeen || check.remedy?.contains("share ") == true && check.message.contains(stack.paths.state))
            #expect(!files.names(in: place).contains { $0.hasPrefix(".seen-") }, "what was written is gone")
        }
    }

    @Test func `an engine that does not say what a container sees is no failure of sharing`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.run(.up())
            let check = await checks(stack) { _ in throw DustyError(.failed, "it did not say") }[Doctor.sharing]
            #expect(check?.state == .warning && check?.message == "not tried: it did not say")
        }
    }

    @Test func `an engine of this kernel, or of a machine of Dusty's, is not tried`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            var doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
            let facts = EngineFacts(version: "1", api: "1", kernel: Doctor.ownKernelRelease)
            #expect(Doctor.ownKernelRelease?.isEmpty == false)
            #expect(!doctor.isElsewhere(facts))
            #expect(doctor.isElsewhere(nil) == Platform.isMac)
            doctor.kernelRelease = "24.3.0"
            #expect(doctor.isElsewhere(facts))
            #expect(await doctor.examine().checks.contains { $0.name == Doctor.sharing })
        }
    }
}
