import DustyCore
import Testing

@testable import dustyd

@Suite struct DoctorTests {
    private func examine(
        hosts: String = "127.0.0.1 localhost\n",
        fixes: Bool = false,
        _ prepare: @escaping @Sendable (TestStack) async throws -> Void = { _ in },
        _ look: @escaping @Sendable (TestStack, [String: DoctorCheck]) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, hosts: hosts)
            try await prepare(stack)
            let report = await Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: fixes).examine()
            #expect(Set(report.checks.map(\.name)).count == report.checks.count)
            try await look(stack, Dictionary(report.checks.map { ($0.name, $0) }) { $1 })
        }
    }

    @Test func `A73 everything that is needed is looked at`() async throws {
        try await examine { _, checks in
            for name in [
                "engine", "compose", "git", "rsync", "ssh", "tar", "hosts file", "group", "membership", "socket",
                "inotify", "ignored code",
                "disk", "engine disk", "settings", "specs", "ports", "left-overs", "clock", "user namespaces", "bridge",
                "proxy path",
            ] {
                #expect(checks[name] != nil, "\(name)")
            }
            #expect(checks["engine"]?.message == "Docker 26.1.5, API 1.45")
            #expect(checks["specs"]?.state == .ok)
            #expect(checks["hosts file"]?.state == .ok)
        }
    }

    @Test func `a torn section is a failure, and fixed only when asked`() async throws {
        let torn = "127.0.0.1 localhost\n# BEGIN section for Dusty\n127.65.0.1 web.test\n10.0.0.1 mine\n"
        try await examine(hosts: torn) { stack, checks in
            #expect(checks["hosts file"]?.state == .failure)
            #expect(checks["hosts file"]?.fixable == true)
            #expect(String(decoding: await stack.world.hosts, as: UTF8.self) == torn)
        }
        try await examine(hosts: torn, fixes: true) { stack, checks in
            #expect(checks["hosts file"]?.state == .ok)
            #expect(checks["hosts file"]?.fixed != nil)
            #expect(String(decoding: await stack.world.hosts, as: UTF8.self) == "127.0.0.1 localhost\n10.0.0.1 mine\n")
        }
    }

    @Test func `what removed specs left over goes when it does not run`() async throws {
        @Sendable func prepare(_ stack: TestStack) async throws {
            _ = try await stack.run(.up())
            await stack.world.change("redis") {
                $0.service = "gone"; $0.status = .exited
            }
            stack.storage.set(networks: [StoredNetwork(name: "dusty_old", users: 0)])
        }
        try await examine(prepare) { stack, checks in
            #expect(checks["left-overs"]?.state == .warning)
            #expect(stack.storage.calls.isEmpty)
        }
        try await examine(fixes: true, prepare) { stack, checks in
            #expect(checks["left-overs"]?.state == .ok)
            #expect(stack.storage.calls.last == "remove network dusty_old")
            #expect(stack.storage.calls.first?.hasPrefix("remove container") == true)
        }
    }

    @Test func `a taken port and broken specs are failures with what to do`() async throws {
        try await examine { stack in
            await stack.world.fail(
                "check ports",
                with: DustyError(.conflict, "Port 80 is taken by nginx.", hint: "stop it")
            )
            let specs = RepoPaths(settings: try await stack.settings.current(), paths: stack.paths)
                .path(of: RepoReference("/specs"))
            try makeFile("\(specs)/apps/bad.yml", "image: [\n")
        } _: { _, checks in
            #expect(checks["ports"]?.message == "Port 80 is taken by nginx.")
            #expect(checks["ports"]?.remedy == "stop it")
            #expect(checks["specs"]?.state == .failure)
        }
    }
}
