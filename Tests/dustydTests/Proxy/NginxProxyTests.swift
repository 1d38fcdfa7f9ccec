import DustyCore
import Testing

@testable import dustyd

@Suite struct NginxProxyTests {
    private func withProxy(
        _ engine: InMemoryEngine,
        runner: RecordingRunner = RecordingRunner { _ in nil },
        _ body: (NginxProxy, String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let place = NginxProxy.Place(
                directory: directory + "/dustyNginx",
                machineDirectory: directory + "/dustyNginx",
                service: "dustyInternalNginx",
                image: "nginx:1.22"
            )
            let environment = ["DOCKER_HOST": "unix:///d", "SECRET": "x"]
            try await body(
                NginxProxy(
                    place: place,
                    tree: LocalTree(),
                    engine: engine,
                    containers: .all(of: engine),
                    runner: runner,
                    environment: environment
                ),
                place.directory
            )
        }
    }

    @Test func `what is installed is read back`() async throws {
        try await withProxy(InMemoryEngine()) { proxy, directory in
            let before = try await proxy.installedConfig()
            try await proxy.install("events {}\n")
            let after = try await proxy.installedConfig()
            #expect(before == nil && after == "events {}\n")
            #expect(tree(directory) == ["dustyNginx.conf"])
        }
    }

    @Test func `the running nginx tests a candidate beside the installed file`() async throws {
        let engine = InMemoryEngine([.running("api"), .running("dustyInternalNginx")])
        try await withProxy(engine) { proxy, directory in
            try await proxy.install("old")
            try await proxy.test("new")
            let installed = try await proxy.installedConfig()
            #expect(installed == "old")
            #expect(engine.current.executed == [["nginx", "-t", "-c", "/etc/nginx/conf.d/dustyNginx.conf.candidate"]])
            #expect(tree(directory) == ["dustyNginx.conf"])
        }
    }

    @Test func `a rejection has nginx' own words and leaves no candidate`() async throws {
        let engine = InMemoryEngine([.running("dustyInternalNginx")])
        engine.change {
            $0.execution = (
                1, "nginx: [emerg] bad port in /etc/nginx/conf.d/dustyNginx.conf.candidate:3\nnginx: test failed\n"
            )
        }
        try await withProxy(engine) { proxy, directory in
            let error = await #expect(throws: DustyError.self) { try await proxy.test("new") }
            #expect(error?.message.contains("bad port in dustyNginx.conf:3") == true)
            #expect(error?.message.contains("test failed") == false)
            #expect(tree(directory) == [])
        }
    }

    @Test func `without a running nginx a container of its own tests`() async throws {
        let runner = RecordingRunner()
        try await withProxy(InMemoryEngine(), runner: runner) { proxy, directory in
            try await proxy.test("new")
            #expect(
                runner.argumentVectors == [
                    [
                        "docker", "run", "--rm", "--network", "none", "--volume", "\(directory):/etc/nginx/conf.d:ro",
                        "--entrypoint", "nginx", "nginx:1.22", "-t", "-c",
                        "/etc/nginx/conf.d/dustyNginx.conf.candidate",
                    ]
                ]
            )
            #expect(runner.commands.first?.environment == ["DOCKER_HOST": "unix:///d"])
        }
    }

    @Test func `an image that cannot be had is no rejection`() async throws {
        let runner = RecordingRunner { _ in .failure(125, "Unable to find image 'nginx:1.22' locally") }
        try await withProxy(InMemoryEngine(), runner: runner) { proxy, _ in
            let error = await #expect(throws: DustyError.self) { try await proxy.test("new") }
            #expect(error?.hint?.contains("docker pull nginx:1.22") == true)
        }
    }

    @Test func `a reload waits for the running nginx and needs none`() async throws {
        let engine = InMemoryEngine([.running("dustyInternalNginx", id: "n")])
        try await withProxy(engine) { proxy, _ in
            try await proxy.reload()
            engine.change { $0.containers = [] }
            try await proxy.reload()
        }
        #expect(engine.current.executed == [NginxProxy.reloading.words([])])
        #expect(engine.current.signals == [])
    }

    @Test func `an nginx whose workers cannot be seen is only signalled`() async throws {
        let engine = InMemoryEngine([.running("dustyInternalNginx", id: "n")])
        engine.change { $0.execution = (99, "") }
        try await withProxy(engine) { proxy, _ in try await proxy.reload() }
        #expect(engine.current.signals == ["HUP n"])
    }
}
