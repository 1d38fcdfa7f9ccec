import DustyCore
import Testing

@testable import dustyd

@Suite struct ContainerProberTests {
    private func attempt(
        _ probe: Gate.Probe,
        on container: ObservedContainer?,
        execution: (status: Int, output: String) = (0, "")
    ) async throws -> ReadinessAttempt {
        let engine = InMemoryEngine(container.map { [$0] } ?? [])
        engine.change { $0.execution = execution }
        return try await prober(engine).attempt(probe, on: "id-api")
    }

    private func prober(_ engine: InMemoryEngine) -> ContainerProber {
        let secrets = KnownSecrets()
        secrets.remember(["redis": ["PASSWORD": Secret("s3cret-value")]])
        return ContainerProber(engine: engine, network: "dusty_default", dialer: LocalDialer(), secrets: secrets)
    }

    private func ended(_ code: Int) -> ObservedContainer {
        var container = ObservedContainer.running("api")
        container.status = .exited
        container.exitCode = code
        return container
    }

    @Test func `A program that fails is not yet ready, with its last words`() async throws {
        let words = try await attempt(.exec(["ask"]), on: .running("api"), execution: (2, "first\nno response\n"))
        #expect(words == .notYet("`ask` ended with exit code 2: no response"))
        #expect(try await attempt(.exec(["ask"]), on: .running("api")) == .ready)
    }

    @Test func `No reason has an argument of the check, or a secret that it said, or half of one`() async throws {
        let ask = Gate.Probe.exec(["ask", "-a", "password", "s3cret-value"])
        let words = try await attempt(ask, on: .running("api"), execution: (1, "no entry with s3cret-value\n"))
        #expect(words == .notYet("`ask` ended with exit code 1: no entry with <redacted>"))
        let long = String(repeating: "x", count: 195)
        let cut = try await attempt(ask, on: .running("api"), execution: (1, "\(long)s3cret-value"))
        #expect(cut == .notYet("`ask` ended with exit code 1: \(long)<reda"))
        let named = try await attempt(.exec(["s3cret-value"]), on: .running("api"), execution: (1, ""))
        #expect(named == .notYet("`<redacted>` ended with exit code 1"))
    }

    @Test func `Who ended will not become ready, unless ending well was what he was for`() async throws {
        #expect(try await attempt(.tcp(port: 1), on: ended(3)) == .over("it ended with exit code 3"))
        #expect(try await attempt(.completed, on: ended(3)) == .over("it ended with exit code 3"))
        #expect(try await attempt(.completed, on: ended(0)) == .ready)
        #expect(try await attempt(.completed, on: .running("api")) == .notYet("it is still running"))
        #expect(try await attempt(.tcp(port: 1), on: nil) == .over("its container is gone"))
    }

    @Test func `A port is tried at the container's own address`() async throws {
        var container = ObservedContainer.running("api")
        container.networks = ["dusty_default": NetworkAttachment(address: "127.0.0.1")]
        // Nobody listens on the port that is reserved for multiplexing.
        let refused = ReadinessAttempt.notYet("port 1 does not answer: Connection refused")
        #expect(try await attempt(.tcp(port: 1), on: container) == refused)
        #expect(try await attempt(.http(port: 1, path: "/"), on: container) == refused)
        container.networks = [:]
        #expect(try await attempt(.tcp(port: 1), on: container) == .notYet("it has no address"))
    }

    @Test func `A container in another's network is tried at that one's address`() async throws {
        var holder = ObservedContainer.running("net", id: "id-net", project: "dusty")
        holder.networks = ["dusty_default": NetworkAttachment(address: "127.0.0.1")]
        var guest = ObservedContainer.running("api")
        guest.networkHolder = "id-net"
        var lost = guest
        lost.networkHolder = "id-gone"
        for (container, words) in [
            (guest, "port 1 does not answer: Connection refused"), (lost, "it has no address"),
        ] {
            let prober = prober(InMemoryEngine([holder, container]))
            #expect(try await prober.attempt(.tcp(port: 1), on: "id-api") == .notYet(words))
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", ReadinessAttempt.ready), ("HTTP/1.0 302 Found", .ready),
        ("HTTP/1.1 404 Not Found", .notYet("GET / got the status 404")),
        ("HTTP/1.1 503", .notYet("GET / got the status 503")),
        ("SSH-2.0-OpenSSH", .notYet("the answer to GET / is not HTTP")), ("", .notYet("GET / got no answer")),
    ])
    func `An answer below 400 is ready`(_ line: String, _ expected: ReadinessAttempt) {
        #expect(PortTrial.judge(line, "GET /") == expected)
    }
}
