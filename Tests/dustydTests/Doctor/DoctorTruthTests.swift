import CLibrary
import DustyCore
import Testing

@testable import dustyd

/// What keeps Dusty from working is found and named, with what to do, and what is broken never counts as there.
@Suite(.timeLimit(.minutes(5))) struct DoctorTruthTests {
    private func doctor(
        _ stack: TestStack,
        programs: [String: String] = [:],
        _ prepare: (inout Doctor) -> Void = { _ in }
    ) async throws -> [String: DoctorCheck] {
        let directory = AtomicFile.parent(of: stack.paths.socket) + "/bin"
        for (name, text) in programs {
            try makeFile("\(directory)/\(name)", text)
            chmod("\(directory)/\(name)", 0o755)
        }
        var doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
        doctor.programs = SubprocessRunner(path: "\(directory):\(SubprocessRunner.inheritedPath)")
        doctor.addresses = { ["127.0.0.1", "172.17.0.1"] }
        prepare(&doctor)
        return Dictionary(await doctor.examine().checks.map { ($0.name, $0) }) { $1 }
    }

    /// A program that is there and does not do, and what must be said of it.
    @Test(arguments: [
        ("rsync", "exit 3", "ended with exit code 3"),
        ("rsync", "echo error while loading shared libraries >&2; exit 127", "error while loading shared libraries"),
        ("rsync", "echo 'rsync  version 3.0.9  protocol version 30'", "too old"),
        ("rsync", "echo openrsync: protocol version 29; echo rsync version 2.6.9 compatible", "too old"),
        ("git", "kill -9 $$", "killed by signal 9 (SIGKILL)"),
        ("git", "echo git version 1.8.3.1", "too old"),
        ("git", "echo hello", "is not the right program"),
        ("git", "exec sleep 60", "was still running after 5 s"),
        ("tar", "echo bsdtar 3.7.2 - libarchive 3.7.2", "is not the right program"),
        ("ssh", "echo OpenSSH_7.4p1, OpenSSL 1.0.2k >&2", "too old"),
    ])
    func `a program that does not work counts as missing`(name: String, script: String, says: String) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let check = try await doctor(stack, programs: [name: "#!/bin/sh\n\(script)\n"])[name]
            #expect(check?.state == (["git", "rsync"].contains(name) ? .failure : .warning))
            #expect(check?.message.contains(says) == true, "\(check?.message ?? "")")
            #expect(check?.remedy != nil)
        }
    }

    @Test(arguments: [
        ("docker", "echo \"unknown flag: --short\" >&2; exit 125", "docker has no compose plugin"),
        ("docker", "kill -9 $$", "docker compose was killed by signal 9 (SIGKILL)"),
        ("docker", "exit 1", "docker compose ended with exit code 1"),
        ("docker", "echo hello", "does not print its version"),
    ])
    func `a Compose that does not work is named with what happened`(
        name: String,
        script: String,
        says: String
    )
        async throws
    {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let check = try await doctor(
                stack,
                programs: [name: "#!/bin/sh\n\(script)\n", "docker-compose": "#!/bin/sh\necho 1.20.0\n"]
            )["compose"]
            #expect(check?.state == .failure)
            #expect(check?.message.contains(says) == true, "\(check?.message ?? "")")
            #expect(check?.message.contains("docker-compose 1.20 is too old") == true)
            #expect(check?.remedy?.contains("apt-get install") == true)
        }
    }

    @Test func `a bridge whose address no interface has is a failure`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let check = try await doctor(stack) { $0.addresses = { ["127.0.0.1", "172.18.0.1"] } }["bridge"]
            #expect(check?.state == .failure)
            #expect(check?.message.contains("172.17.0.1") == true)
            #expect(check?.remedy?.contains("restart Docker") == true)
            #expect(try await doctor(stack)["bridge"]?.state == .ok)
        }
    }

    @Test func `an engine that maps users is a failure`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            #expect(try await doctor(stack)["user namespaces"]?.state == .ok)
            stack.storage.set(security: ["name=seccomp,profile=builtin", "name=userns"])
            let check = try await doctor(stack)["user namespaces"]
            #expect(check?.state == .failure)
            #expect(check?.message.contains("userns-remap") == true)
        }
    }

    /// What the trial in the proxy's container prints, whether the engine's forwarder listens, and what must be said.
    @Test(arguments: [
        ("172.17.0.1:65000 0", true, DoctorCheck.State.ok, "reaches 1 forwarded port at 172.17.0.1"),
        ("172.17.0.1:65000 124", true, .failure, "a firewall drops"),
        ("172.17.0.1:65000 1 Connection timed out", true, .failure, "a firewall drops"),
        ("172.17.0.1:65000 124", false, .failure, "userland-proxy: false"),
        ("172.17.0.1:65000 1 Connection refused", false, .failure, "nothing listens at 172.17.0.1:65000 (web)"),
        ("172.17.0.1:65000 1 No route to host", false, .failure, "no way to 172.17.0.1:65000 (web): no route to host"),
        (
            "172.17.0.1:65000 124\ndusty_web_1.dusty_default:80 0", true, .failure,
            "a firewall drops what the proxy sends to 172.17.0.1:65000 (web)"
        ),
        ("172.17.0.1:65000 127 not found", true, .warning, "could not be tried"),
        ("", true, .warning, "could not be tried"),
    ])
    func `the way from the proxy to an app is tried`(
        printed: String,
        listens: Bool,
        state: DoctorCheck.State,
        says: String
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            #expect(try await doctor(stack)["proxy path"]?.message.contains("not tried") == true)
            _ = try await stack.run(.up())
            await stack.world.answer(executions: printed)
            // The kernel's table of sockets: 172.17.0.1:65000, listening.
            let table = listens ? "  sl\n 0: 010011AC:FDE8 00000000:0000 0A 0:0 0:0 0 0 0 4711\n" : "  sl\n"
            let check = try await doctor(stack) { doctor in
                doctor.kernel = LinuxKernel(
                    texts: ["/proc/net/tcp": Substring(table), "/proc/loadavg": "0 0 0 1/1 1"]
                )
            }["proxy path"]
            #expect(check?.state == state)
            #expect(check?.message.contains(says) == true, "\(check?.message ?? "")")
            #expect((check?.remedy != nil) == (state != .ok))
        }
    }

    @Test func `an engine that hangs keeps the examination no longer than some seconds`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            stack.storage.hang()
            await stack.observatory.update {
                $0.engine = EngineStatus(reachable: false, since: .noon, message: "the container engine hangs")
            }
            // The engine never answers, so that it ends at all is its own doing.
            let checks = try await doctor(stack)
            #expect(checks["engine"]?.state == .failure)
            #expect(checks["engine"]?.message == "the container engine hangs")
            #expect(checks["engine"]?.remedy?.contains("restart") == true)
        }
    }

    @Test func `an engine that does not list its containers keeps no check from ending`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.world.hang("engine containers", always: true)
            let checks = try await doctor(stack) { $0.patience = .milliseconds(200) }
            #expect(checks["containers"]?.state == .failure)
            #expect(checks["containers"]?.message.contains("no result within") == true)
            #expect(checks["left-overs"] != nil && checks["proxy path"] != nil)
        }
    }

    @Test func `versions are found in what programs print`() {
        #expect(ProgramVersion(in: "rsync  version 3.2.7  protocol version 31") == ProgramVersion(3, 2))
        #expect(ProgramVersion(in: "OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.15") == ProgramVersion(9, 2))
        #expect(ProgramVersion(in: "tar (GNU tar) 1.34") == ProgramVersion(1, 34))
        #expect(ProgramVersion(in: "git version 2.39.5 (Apple Git-154)") == ProgramVersion(2, 39))
        #expect(ProgramVersion(in: "no number") == nil)
        #expect(ProgramVersion(2, 9) < ProgramVersion(2, 12))
    }
}
