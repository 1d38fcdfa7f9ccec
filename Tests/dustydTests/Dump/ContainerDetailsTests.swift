import DustyCore
import DustyTestSupport
import Essentials
import Testing

@testable import dustyd

@Suite struct ContainerDetailsTests {
    private func with(
        _ documents: [String: String],
        status: ObservedContainer.Status = .running,
        _ body: (ContainerDetails) async throws -> Void
    ) async throws {
        let storage = FakeStorage()
        storage.set(documents: documents)
        let observatory = Observatory.still()
        await observatory.update { facts in
            var container = ObservedContainer.started("api", id: "abc")
            container.status = status
            facts.containers = [container]
            facts.engine.reachable = true
        }
        let secrets = KnownSecrets()
        secrets.remember(["api": ["PASS": Secret("override-secret")]])
        let containers = ContainerLookup(observatory: observatory)
        try await body(ContainerDetails(containers: containers, engine: storage, secrets: secrets))
    }

    private static let top = "/containers/abc/top?ps_args=-eo%20pid,ppid,user,pcpu,rss,etime,args"
    private static let json = "/containers/abc/json"

    @Test func `processes come without secrets in their arguments, and not without end`() async throws {
        let command = "run --key key-secret --pass override-secret --password=flag-secret"
        let many = (0..<600).map { #"["\#($0)", "\#(command)"]"# }
        let documents = [
            Self.top: #"{"Titles": ["PID", "CMD"], "Processes": [\#(many.joined(separator: ","))]}"#,
            Self.json: #"{"Config": {"Env": ["API_KEY=key-secret", "MODE=dev"]}}"#,
        ]
        try await with(documents) { details in
            let list = try await details.processes(of: "api")
            #expect(list.columns == ["PID", "CMD"])
            #expect(list.rows.count == ContainerDetails.mostProcesses && list.omitted == 100)
            #expect(list.rows.allSatisfy { $0[1].hasPrefix("run --key") && !$0[1].contains("-secret") })
        }
    }

    @Test func `a secret is taken out before a field is cut`() {
        let half = String(repeating: "x", count: ContainerDetails.longestField - 4)
        let hide = { (text: String) in text.replacing("whole-secret", with: "***") }
        #expect(!ContainerDetails.shown("\(half)whole-secret", hiding: hide).contains("whol"))
        let long = String(repeating: "a ", count: ContainerDetails.longestDocument)
        #expect(ContainerDetails.shown(long, hiding: hide).count == ContainerDetails.longestField)
    }

    @Test func `what does not run has no processes`() async throws {
        try await with([:], status: .exited) { details in
            await #expect(throws: DustyError.self) { _ = try await details.processes(of: "api") }
            await #expect(throws: DustyError.self) { _ = try await details.use(of: "api") }
            await #expect(throws: DustyError.self) { _ = try await details.inspection(of: "unknown") }
        }
    }

    @Test func `the engine's own words stay JSON, without secrets`() async throws {
        let document = """
            {"Id": "abc", "Config": {"Env": ["A=container-secret", "B="], "Cmd": ["run", "argument-secret"], "Tty": false,
            "Labels": {"n": "7", "text": "a \\"b\\" token=label-secret"}}, "Pid": 12, "Mounts": [], "Note": "true",
            "Error": "", "Nothing": null, "Share": 1.5, "Said": "override-secret"}
            """
        try await with([Self.json: document]) { details in
            let json = try await details.inspection(of: "api").json
            #expect(!json.contains("-secret"), "\(json)")
            #expect(json.contains("\n") && json.contains(#""A=\#(Redactor.mark)""#))
            struct Shape: Decodable {
                struct Config: Decodable {
                    var Tty: Bool
                    var Labels: [String: String]
                }
                var Id: String
                var Config: Config
                var Pid: Int
                var Mounts: [String]
                var Note: String
                var Nothing: String?
                var Share: Double
            }
            let shape = try JSONDecoder().decode(Shape.self, from: Data(json.utf8))
            #expect(shape.Pid == 12 && !shape.Config.Tty && shape.Note == "true" && shape.Config.Labels["n"] == "7")
        }
    }

    @Test func `what a container used is added up, whatever the engine says`() async throws {
        let stats = "/containers/abc/stats?stream=false&one-shot=true"
        let document = """
            {"networks": {"eth0": {"rx_bytes": 10, "tx_bytes": 3}, "eth1": {"rx_bytes": 9223372036854775807}},
            "blkio_stats": {"io_service_bytes_recursive": [{"op": "Read", "value": 5}, {"op": "write", "value": 7},
            {"op": "read", "value": 2}]}, "pids_stats": {"current": 4, "limit": 18446744073709551615}}
            """
        try await with([stats: document]) { details in
            let use = try await details.use(of: "api")
            #expect(use.networkReceivedBytes == 1 << 60 && use.networkSentBytes == 3)
            #expect(use.diskReadBytes == 7 && use.diskWrittenBytes == 7)
            #expect(use.processes == 4 && use.processLimit == nil)
        }
        try await with([stats: #"{"blkio_stats": {"io_service_bytes_recursive": null}}"#]) { details in
            let use = try await details.use(of: "api")
            #expect(use == ContainerUse())
        }
    }
}
