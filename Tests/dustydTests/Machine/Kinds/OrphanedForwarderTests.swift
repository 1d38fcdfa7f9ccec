import CLibrary
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite struct OrphanedForwarderTests {
    /// A `/proc` in which one process listens on port 80 of 127.65.0.1.
    private func kernel(
        _ name: String,
        process: pid_t = 812,
        parent: Int,
        _ check: (LinuxKernel) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            let head =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            let entry =
                "   0: 0100417F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n"
            try directory.write("proc/net/tcp", head + entry)
            try directory.write("proc/\(process)/comm", "\(name)\n")
            try directory.write("proc/\(process)/status", "Name:\t\(name)\nPid:\t\(process)\nPPid:\t\(parent)\n")
            try directory.write("proc/\(process)/fd/0", "")
            let socket = "\(directory.path)/proc/\(process)/fd/4"
            try FileManager.default.createSymbolicLink(atPath: socket, withDestinationPath: "socket:[4711]")
            try await check(LinuxKernel(root: directory.path))
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

    /// A process that stands for a forwarder, until `body` is over; returns the signal that ended it, or 0 while it lives.
    private func withProcess(_ body: (pid_t) async throws -> Void) async throws -> Int32 {
        var child = pid_t()
        let arguments: [String] = ["sleep", "60"]
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        let code = posix_spawnp(&child, "sleep", nil, nil, words + [nil], environ)
        try #require(code == 0)
        try await body(child)
        var status: Int32 = 0
        if waitpid(child, &status, WNOHANG) == 0 {
            kill(child, SIGKILL)
            waitpid(child, &status, 0)
            return 0
        }
        return status & 0x7F
    }

    private func machine(_ kernel: LinuxKernel, published: [PublishedPort]) -> LocalMachine {
        let engine = InMemoryEngine()
        engine.change { $0.published = published }
        let place = LocalMachine.Place(address: "127.65.0.1", root: "/var/lib/none/machine", project: "dusty")
        return LocalMachine(place: place, engine: engine, registry: .fresh(), detours: .none(), kernel: kernel)
    }

    @Test func `it is ended, unless a container publishes the port`() async throws {
        let port = PublishedPort(address: "127.65.0.1", port: 80, container: "proxy", project: "dusty")
        let kept = try await withProcess { process in
            try await kernel("docker-proxy", process: process, parent: 1) { kernel in
                let machine = machine(kernel, published: [port])
                try await machine.endOrphanedForwarders(on: [80], address: "127.65.0.1")
            }
        }
        #expect(kept == 0)
        let ended = try await withProcess { process in
            try await kernel("docker-proxy", process: process, parent: 1) { kernel in
                try await machine(kernel, published: []).endOrphanedForwarders(on: [81, 80], address: "127.65.0.1")
            }
            // A killed process is one to be waited for a moment later.
            var info = siginfo_t()
            waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT)
        }
        #expect(ended == SIGKILL)
    }
}
