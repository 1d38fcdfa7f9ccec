import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import UnixHTTP

struct BodyGathererTests {
    private func body(_ text: String) -> HTTPClientResponsePart { .body(ByteBuffer(string: text)) }

    private let head = HTTPClientResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok))

    private func parts(_ channel: EmbeddedChannel) throws -> [HTTPClientResponsePart] {
        var parts: [HTTPClientResponsePart] = []
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) { parts.append(part) }
        return parts
    }

    @Test func `pieces of one read become one, and what ends them comes after`() throws {
        let channel = EmbeddedChannel(handler: BodyGatherer())
        for part in [head, body("a"), body("b"), body("c")] { channel.pipeline.fireChannelRead(part) }
        #expect(try parts(channel) == [head])
        channel.pipeline.fireChannelReadComplete()
        #expect(try parts(channel) == [body("abc")])
        for part in [body("d"), body("e"), HTTPClientResponsePart.end(nil)] { channel.pipeline.fireChannelRead(part) }
        #expect(try parts(channel) == [body("de"), .end(nil)])
        channel.pipeline.fireChannelReadComplete()
        #expect(try parts(channel).isEmpty)
    }

    @Test func `what came before the connection broke is not lost`() throws {
        let channel = EmbeddedChannel(handler: BodyGatherer())
        channel.pipeline.fireChannelRead(body("last words"))
        channel.pipeline.fireChannelInactive()
        #expect(try parts(channel) == [body("last words")])
    }
}
