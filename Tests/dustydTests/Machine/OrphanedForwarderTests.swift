import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite struct OrphanedForwarderTests {
    /// A `/proc` in which one process listens on port 80 of 127.65.0.1.
    private func kernel(_ name: String, parent: Int, _ check: (LinuxKernel) -> Void) async throws {
        try await TemporaryDirectory.with { directory in
            let head =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            let entry =
                "   0: 0100417F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n"
            try directory.write("proc/net/tcp", head + entry)
            try directory.write("proc/812/comm", "\(name)\n")
            try directory.write("proc/812/status", "Name:\t\(name)\nPid:\t812\nPPid:\t\(parent)\n")
            try directory.write("proc/812/fd/0", "")
            let socket = "\(directory.path)/proc/812/fd/4"
            try FileManager.default.createSymbolicLink(atPath: socket, withDestinationPath: "socket:[4711]")
            check(LinuxKernel(root: directory.path))
        }
    }

    @Test func `a forwarder whose engine is gone is found`() async throws {
        try await kernel("docker-proxy", parent: 1) { kernel in
            #expect(kernel.orphanedForwarder(on: 80, address: "127.65.0.1") == 812)
            #expect(kernel.orphanedForwarder(on: 81, address: "127.65.0.1") == nil)
            #expect(kernel.listener(on: 80, address: "127.65.0.1") == "docker-proxy (pid 812)")
        }
    }

    @Test func `a forwarder of a living engine and any other program are left alone`() async throws {
        try await kernel("docker-proxy", parent: 700) { kernel in
            #expect(kernel.orphanedForwarder(on: 80, address: "127.65.0.1") == nil)
        }
        try await kernel("nginx", parent: 1) { kernel in
            #expect(kernel.orphanedForwarder(on: 80, address: "127.65.0.1") == nil)
        }
    }
}
