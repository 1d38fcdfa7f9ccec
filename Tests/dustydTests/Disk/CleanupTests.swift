import DustyCore
import Testing

@testable import dustyd

@Suite struct CleanupTests {
    private static let ours = [ComposeLabel.project: "dusty"]

    private static let usage = EngineUsage(
        containers: [
            .running("web"), .running("old") { $0.status = .exited },
            .running("tested") {
                $0.status = .exited
                $0.labels = [ComposeLabel.project: "dusty-test-7", StackLabel.stack: "default"]
            },
            .running("stranger") {
                $0.status = .exited
                $0.labels = [ComposeLabel.project: "other"]
            },
        ],
        images: [
            StoredImage(id: "sha256:web", tags: ["dusty-web:latest"], labels: ours, bytes: 5),
            StoredImage(id: "sha256:gone", tags: ["dusty-gone:latest"], labels: ours, bytes: 6),
            StoredImage(id: "sha256:dangling", tags: [], labels: ours, bytes: 7),
            StoredImage(id: "sha256:test", tags: ["dusty/test_web:latest"], labels: [:], bytes: 8),
            StoredImage(id: "sha256:python", tags: ["python:3.11"], labels: [:], bytes: 9),
            StoredImage(id: "sha256:both", tags: ["dusty/test_x:1", "mine:1"], labels: [:], bytes: 9),
            StoredImage(id: "sha256:foreign", tags: [], labels: [:], bytes: 9),
        ],
        volumes: [
            StoredVolume(name: "dusty_data", labels: ours, bytes: 3),
            StoredVolume(name: "foreign", labels: [:], bytes: 3),
        ],
        buildCacheBytes: 4
    )

    private func withStack(_ body: @escaping @Sendable (TestStack) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            stack.storage.set(Self.usage)
            try await body(stack)
        }
    }

    @Test func `A84 A134 only what is Dusty's and not in use goes`() async throws {
        try await withStack { stack in
            let job = try await stack.run(.cleanup([.containers, .images, .volumes]))
            #expect(job.state == .succeeded)
            #expect(
                stack.storage.calls == [
                    "remove container id-old", "remove image sha256:gone", "remove image sha256:dangling",
                    "remove image sha256:test", "remove volume dusty_data",
                ]
            )
        }
    }

    @Test func `A83 A85 the report tells every container and image of Dusty's, running or not`() async throws {
        try await withStack { stack in
            let report = try await stack.disk.report(repos: [])
            #expect(report.services.map(\.name) == ["dusty_tested_1", "old", "web"])
            #expect(report.services.last?.imageBytes == 5)
            let images = report.items.filter { $0.kind == .image || $0.kind == .testImage }.map(\.id)
            #expect(Set(images) == ["sha256:web", "sha256:gone", "sha256:dangling", "sha256:test"])
            #expect(report.buildCacheBytes == 4)
        }
    }

    @Test func `of what may go only what is named goes, by name or id`() async throws {
        try await withStack { stack in
            let job = try await stack.run(.cleanup([.containers, .images], only: ["id-old", "dusty-gone:latest"]))
            #expect(job.state == .succeeded)
            #expect(stack.storage.calls == ["remove container id-old", "remove image sha256:gone"])
        }
    }

    @Test func `the report tells who uses what and which networks there are`() async throws {
        try await withStack { stack in
            var usage = Self.usage
            usage.containers[0].mounts = [.init(source: "/v", volume: "dusty_data", writable: true)]
            stack.storage.set(usage)
            stack.storage.set(networks: [StoredNetwork(name: "dusty_default", users: 2)])
            let report = try await stack.disk.report(repos: [])
            let web = report.items.first { $0.id == "sha256:web" }
            #expect(web?.users == ["web"] && web?.inUse == true)
            let gone = report.items.first { $0.id == "sha256:gone" }
            #expect(gone?.users == [] && gone?.inUse == false)
            #expect(report.items.first { $0.id == "dusty_data" }?.users == ["web"])
            #expect(report.networks == [DiskNetwork(name: "dusty_default", containers: 2)])
        }
    }

    @Test func `clones that no spec names go, those with work that is nowhere else stay`() async throws {
        try await withStack { stack in
            let repos = stack.paths.repos
            func git(_ arguments: String...) async throws {
                let identity = ["-c", "user.name=T", "-c", "user.email=t@t", "-c", "init.defaultBranch=main"]
                let result = try await SubprocessRunner().run(
                    Command(program: "git", arguments: identity + arguments)
                ) { _ in }
                #expect(result.status == 0, "\(arguments): \(result.errorOutput)")
            }
            try await git("init", "-q", "--bare", "\(repos)/../origin")
            for name in ["clean", "dirty", "ahead"] {
                try await git("clone", "-q", "\(repos)/../origin", "\(repos)/host/\(name)")
            }
            try makeFile("\(repos)/host/dirty/new", "x")
            try makeFile("\(repos)/host/ahead/new", "x")
            try await git("-C", "\(repos)/host/ahead", "add", ".")
            try await git("-C", "\(repos)/host/ahead", "commit", "-q", "-m", "Work")
            try makeFile("\(MachineTree(root: stack.paths.machine).repos)/host/clean/file", "copy")

            let plan = try await stack.disk.cleanupPlan([.repos], repos: ["host/used"])
            #expect(plan.remove.map { "\($0.kind.rawValue) \($0.name)" } == ["repo host/clean", "copy host/clean"])
            #expect(plan.keep.map(\.name) == ["host/ahead", "host/dirty"])
            for item in plan.remove { #expect(try await stack.disk.remove(item) == nil) }
            #expect(RepoDirectories(root: repos).found() == ["host/ahead", "host/dirty"])
            await #expect(throws: DustyError.self) { try await stack.disk.cleanupPlan([.repos], repos: nil) }
        }
    }
}
