import CLibrary
import DustyTestSupport
import Testing

@testable import UnixHTTP

/// A Mac refuses callers of a server whose queue is full, in the word for no server at all.
@Suite(.timeLimit(.minutes(5))) struct WaitingConnectionTests {
    @Test func `a refusal is believed after a while, where it may mean that the server is busy`() async throws {
        try await TemporaryDirectory.with { directory in
            let path = try directory.write("plain", "")
            var connection = WaitingConnection(path: path)
            connection.doubt = .milliseconds(200)
            let start = ContinuousClock.now
            await #expect(throws: UnixHTTPError.refused(path)) { _ = try await connection.open() }
            #expect(ContinuousClock.now - start >= .milliseconds(200))
            connection.doubt = .zero
            await #expect(throws: UnixHTTPError.refused(path)) { _ = try await connection.open() }
        }
    }

    @Test func `a server that takes callers within that time is reached`() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/late.sock"
            let listener = Platform.streamSocket(AF_UNIX)
            defer { close(listener) }
            // There, and refusing: it does not listen yet.
            try #require(FullListener.address(path) { bind(listener, $0, $1) } == 0)
            var connection = WaitingConnection(path: path)
            connection.doubt = .seconds(60)
            async let reached = connection.open()
            try #require(listen(listener, 1) == 0)
            close(try await reached)
        }
    }
}
