import DustyTestSupport
import Essentials
import Testing
import UnixHTTP

struct UnixHTTPErrorTests {
    @Test func aMissingSocketIsNamed() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/none.sock"
            await #expect(throws: UnixHTTPError.noSocket(path)) { try await ask(path) }
        }
    }

    @Test func aSocketNobodyListensAtIsRefused() async throws {
        try await TemporaryDirectory.with { directory in
            let path = try directory.write("plain", "")
            await #expect(throws: UnixHTTPError.refused(path)) { try await ask(path) }
        }
    }

    @Test func aPathTheKernelCannotTakeIsNamed() async {
        let path = "/tmp/" + String(repeating: "a", count: 200)
        await #expect(throws: UnixHTTPError.pathTooLong(path)) { try await ask(path) }
    }

    private func ask(_ path: String) async throws {
        _ = try await UnixHTTPClient(socketPath: path).reply(to: HTTPCall(path: "/"))
    }
}

struct HTTPQueryTests {
    @Test(arguments: [("plain-._~9Z", "plain-._~9Z"), ("a b&c=d/é", "a%20b%26c%3Dd%2F%C3%A9"), ("", "")])
    func everythingButUnreservedCharactersIsEncoded(text: String, expected: String) {
        #expect(HTTPQuery.escape(text) == expected)
    }

    @Test func aPathWithoutItemsHasNoQuery() {
        #expect(HTTPQuery.path("/v1/logs", []) == "/v1/logs")
        #expect(HTTPQuery.path("/v1/logs", [("name", "a b"), ("tail", "5")]) == "/v1/logs?name=a%20b&tail=5")
    }
}

/// A server that takes no connections for now.
struct BusyServerTests {
    @Test func aServerThatIsBusyIsWaitedFor() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/busy.sock"
            let listener = try FullListener(path)
            async let reply = UnixHTTPClient(socketPath: path).reply(to: HTTPCall(path: "/"), timeout: .seconds(30))
            try await listener.answerAll()
            #expect(try await reply.head.status == 200)
        }
    }

    @Test func aServerThatIsBusyForGoodIsNotTakenForOneThatIsNotThere() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/busy.sock"
            let listener = try FullListener(path)
            await #expect(throws: UnixHTTPError.busy(path)) {
                _ = try await UnixHTTPClient(socketPath: path).reply(to: HTTPCall(path: "/"))
            }
            withExtendedLifetime(listener) {}
        }
    }
}
