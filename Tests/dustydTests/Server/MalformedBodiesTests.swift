import DustyCore
import DustyTestSupport
import Essentials
import Testing
import UnixHTTP

@testable import dustyd

/// What no client of ours sends reaches every endpoint: each answers in the one shape of errors, and the daemon goes on.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct MalformedBodiesTests {
    /// Bodies that are no request of any endpoint.
    private static let bodies: [[UInt8]] =
        [
            "", "{", "}", "null", "[]", "\"x\"", "1e999", "{\"kind\":}", "{'a':1}", "\u{FEFF}[", "nan",
            "{\"names\":[[[[", "[{\"kind\":\"up\"}]", "\"\\ud800\"", "{\"kind\":\"\\u00",
        ].map { Array($0.utf8) }
        + [
            [0], [0xFF, 0xFE, 0x7B], Array(repeating: UInt8(ascii: "["), count: 100_000),
            Array(String(repeating: "{\"a\":", count: 20_000).utf8),
            Array(repeating: UInt8(ascii: "9"), count: 100_000),
        ]

    private static func path(_ definition: EndpointDefinition) -> String {
        definition.path.replacing(/\{[a-z]+\}/, with: "1")
    }

    /// An answer. On a busy host connections that have ended may count against the limit of a user for a moment.
    private static func reply(_ client: UnixHTTPClient, _ call: HTTPCall) async throws -> HTTPReply {
        for _ in 0..<1000 {
            do { return try await client.reply(to: call) } catch UnixHTTPError.busy { await Task.yield() }
        }
        return try await client.reply(to: call)
    }

    @Test func `every endpoint that takes JSON refuses anything else`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await stack.serving { client in
                let takers = API.endpoints.filter { $0.request.map { !$0.contains("/") } ?? false }
                #expect(takers.count > 15)
                for definition in takers {
                    for body in Self.bodies {
                        let call = HTTPCall(method: definition.method, path: Self.path(definition), body: body)
                        let reply = try await Self.reply(client, call)
                        let what: Comment =
                            "\(definition.id): \(body.prefix(20)): \(String(decoding: reply.body.prefix(200), as: UTF8.self))"
                        #expect((400..<500).contains(reply.head.status), what)
                        let error = try? Wire.decode(DustyError.self, from: Data(reply.body))
                        guard let error else { Issue.record(what); continue }
                        #expect(!error.message.isEmpty && error.message.utf8.count < 1000, "\(definition.path)")
                    }
                }
                #expect(await stack.world.calls.allSatisfy { !$0.hasPrefix("compose") })
                let version = try await client.reply(to: HTTPCall(path: Endpoint.version.path))
                #expect(version.head.isSuccess)
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `every endpoint that takes bytes outlives noise`(seed: UInt64) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await stack.serving { client in
                var text = HostileText(seed: seed)
                for definition in API.endpoints where definition.request?.contains("/") == true {
                    for _ in 0..<4 {
                        let body = text.noise(upTo: 5000)
                        let call = HTTPCall(method: definition.method, path: Self.path(definition), body: body)
                        let reply = try? await client.reply(to: call)
                        if let reply { #expect(!reply.head.isSuccess || reply.body.count < 100_000) }
                    }
                }
                let version = try await client.reply(to: HTTPCall(path: Endpoint.version.path))
                #expect(version.head.isSuccess)
            }
        }
    }

    @Test func `no value of a query is taken for something else`() async throws {
        let values = ["", "..%2F..%2Fetc%2Fshadow", "%00", "1e999", "-1", "%ff", String(repeating: "x", count: 5000)]
        let askers: Set = ["logs", "cleanupPlan", "backup", "asset", "archiveEntry", "readArchive", "syncPreview"]
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await stack.serving { client in
                for definition in API.endpoints where askers.contains(definition.id) {
                    for parameter in definition.parameters where parameter.name != "follow" {
                        for value in values {
                            let path = "\(Self.path(definition))?\(parameter.name)=\(value)"
                            let call = HTTPCall(method: definition.method, path: path)
                            let reply = try await Self.reply(client, call)
                            #expect(reply.head.status != 500, "\(path.prefix(80))")
                        }
                    }
                }
            }
        }
    }
}
