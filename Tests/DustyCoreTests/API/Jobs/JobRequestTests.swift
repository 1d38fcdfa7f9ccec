import DustyCore
import Essentials
import Testing

struct JobRequestTests {
    private static let operations: [Job.Operation] = [
        .up(), .up(["api"], pull: false, recreate: false, fresh: ["redis"]), .restart(.services([])),
        .restart(.services(["api"]), sync: false), .restart(.apps(using: ["kit"])), .rebuild(["api"]), .stop([]),
        .stop(["api"], remove: true), .pause(["api"]), .unpause(["api"]), .sync(["kit"], exact: true), .pull([]),
        .pull(["kit"]), .down(), .down(volumes: true), .reset("redis"), .prepare("api"),
        .prepare("api", dependencies: false),
        .test("api", TestRequest(suite: "unit", keep: true), pull: false),
        .script("api", ScriptRequest(name: "seed", arguments: ["--big", ""])), .backup(["redis"]), .restore("7"),
        .cleanup([.volumes, .images]), .cleanup([.images], only: ["sha256:a"]), .shutdown, .machineStart("vm"),
        .machineStop("vm"),
    ]

    @Test func `every kind of work is among the examples`() {
        #expect(Set(Self.operations.map(\.kind)) == Set(Job.Kind.requestable))
    }

    @Test(arguments: operations) func `a request is read as it was sent`(_ operation: Job.Operation) throws {
        let request = JobRequest(operation, queue: true, sshAuthSock: "/run/agent")
        #expect(try Wire.decode(JobRequest.self, from: try Wire.encode(request)) == request)
    }

    @Test func `a request is sent with the fields of all kinds`() throws {
        func sent(_ request: JobRequest) throws -> String { String(decoding: try Wire.encode(request), as: UTF8.self) }
        #expect(
            try sent(JobRequest(.restart(.apps(using: ["kit"]), sync: false), queue: true))
                == #"{"exact":false,"fresh":[],"kind":"restart","names":[],"pull":true,"queue":true,"recreate":true,"#
                + #""remove":false,"repos":["kit"],"sync":false,"volumes":false}"#
        )
        #expect(
            try sent(JobRequest(.test("api", TestRequest(suite: "all")), sshAuthSock: "/run/agent"))
                == #"{"exact":false,"fresh":[],"kind":"test","names":["api"],"pull":true,"queue":false,"recreate":true,"#
                + #""remove":false,"repos":[],"ssh_auth_sock":"/run/agent","sync":true,"test":{"arguments":[],"#
                + #""attached":false,"keep":false,"recreate":false,"suite":"all"},"volumes":false}"#
        )
    }

    @Test func `a daemon that knows no names of things to clean up is asked for nothing`() throws {
        let request = JobRequest(.cleanup([.images], only: ["sha256:a"]))
        let sent = String(decoding: try Wire.encode(request), as: UTF8.self)
        #expect(sent.contains(#""names":[]"#) && sent.contains(#""only":["sha256:a"]"#))
        #expect(sent.contains(#""scopes":["images"]"#))
    }

    private func read(_ text: String) throws -> Job.Operation {
        try Wire.decode(JobRequest.self, from: Data(text.utf8)).operation
    }

    @Test func `only the kind is needed, and what it does not take means nothing`() throws {
        #expect(try read(#"{"kind":"up"}"#) == .up())
        #expect(try read(#"{"kind":"up","sync":false,"remove":true,"exact":true,"names":null}"#) == .up())
        #expect(try read(#"{"kind":"restart","pull":false,"recreate":false}"#) == .restart(.services([])))
        #expect(
            try read(#"{"kind":"machine_start","names":["vm"],"fresh":["a"],"repos":["b"]}"#) == .machineStart("vm")
        )
        #expect(
            try read(#"{"kind":"test","names":["api"],"test":{"suite":"unit"},"repos":["b"],"fresh":["a"]}"#)
                == .test("api", TestRequest(suite: "unit"))
        )
    }

    @Test(arguments: [
        #"{"kind":"down","names":["api"]}"#, #"{"kind":"shutdown","names":["vm"]}"#,
        #"{"kind":"stop","fresh":["redis"]}"#, #"{"kind":"stop","repos":["kit"]}"#,
        #"{"kind":"restart","names":["api"],"repos":["kit"]}"#, #"{"kind":"test"}"#,
        #"{"kind":"script","names":["api"]}"#,
        #"{"kind":"script","script":{"name":"seed"}}"#,
        #"{"kind":"test","names":["api"]}"#, #"{"kind":"test","names":["api","web"],"test":{"suite":"unit"}}"#,
        #"{"kind":"restore"}"#, #"{"kind":"reset"}"#, #"{"kind":"prepare"}"#, #"{"kind":"reset","names":["a","b"]}"#,
        #"{"kind":"restore","names":["1","2"]}"#, #"{"kind":"cleanup"}"#,
        #"{"kind":"machine_start"}"#, #"{"kind":"machine_stop","names":["a","b"]}"#,
    ])
    func `what would do something else than was asked for is refused`(_ text: String) {
        let error = #expect(throws: DustyError.self) { try read(text) }
        #expect(error?.code == .invalid)
    }

    @Test func `a clean-up of something unknown is refused`() {
        let error = #expect(throws: DustyError.self) { try read(#"{"kind":"cleanup","names":["everything"]}"#) }
        #expect(error?.code == .notFound)
    }
}
