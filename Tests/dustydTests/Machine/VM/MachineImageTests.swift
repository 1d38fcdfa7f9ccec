import CLibrary
import DustyCore
import DustyTestSupport
import SystemPackage
import Testing

@testable import dustyd

@Suite struct MachineImageTests {
    @Test func `an image is recognised by its format's mark`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/machine.iso"
            try AtomicFile(path).write([UInt8](repeating: 0, count: 40_000))
            let error = #expect(throws: DustyError.self) { try MachineImage.open(path) }
            #expect(error?.message.contains("is not an ISO image") == true)
            var bytes = [UInt8](repeating: 0, count: 40_000)
            bytes.replaceSubrange(32_769..<32_774, with: "CD001".utf8)
            try AtomicFile(path).write(bytes)
            try MachineImage.open(path).close()
        }
    }

    @Test func `a file that is not there is said to be missing`() {
        let error = #expect(throws: DustyError.self) { try MachineImage.open("/nowhere/machine.iso") }
        #expect(error?.code == .notFound && error?.message.contains("/nowhere/machine.iso") == true)
    }

    @Test(.timeLimit(.minutes(5))) func `a pipe, a device or a directory is no image and is not waited for`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let pipe = "\(directory)/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            for path in [pipe, "/dev/zero", directory] {
                let error = #expect(throws: DustyError.self) { try MachineImage.open(path) }
                #expect(error?.code == .notFound && error?.message.contains(path) == true)
            }
        }
    }

    @Test func `systemd runs the build where it keeps the daemon within bounds`() {
        let service = MachineImage.building("/s/build", "/s/image.iso", isService: true)
        #expect(service.program == "systemd-run" && service.arguments.suffix(3) == ["sh", "/s/build", "/s/image.iso"])
        let child = MachineImage.building("/s/build", "/s/image.iso", isService: false)
        #expect(
            [child.program] + child.arguments == ["env", "--default-signal=PIPE", "sh", "/s/build", "/s/image.iso"]
        )
    }
}
