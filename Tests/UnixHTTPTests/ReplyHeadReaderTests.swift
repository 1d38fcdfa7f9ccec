import Testing

@testable import UnixHTTP

struct ReplyHeadReaderTests {
    private static let text = "HTTP/1.1 101 UPGRADED\r\nContent-Type: raw\r\nUpgrade:tcp\r\n\r\nrest\r\n\r\n"

    @Test(arguments: [1, 2, 3, 5, 20, 1000])
    func `a head ends at the first empty line however it is cut, and nothing behind it is lost`(size: Int) throws {
        var reader = ReplyHeadReader()
        let bytes = Array(Self.text.utf8)
        var rest: [UInt8] = []
        var head: HTTPReplyHead?
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            if head != nil {
                rest += piece
            } else if let found = try reader.append(piece) {
                head = found.head
                rest = found.rest
            }
        }
        #expect(head?.status == 101)
        #expect(head?["content-type"] == "raw")
        #expect(head?["upgrade"] == "tcp")
        #expect(String(decoding: rest, as: UTF8.self) == "rest\r\n\r\n")
    }

    @Test(arguments: ["SSH-2.0-x\r\n\r\n", "HTTP/1.1\r\n\r\n", String(repeating: "x", count: 70_000)])
    func `what is no head is an error`(text: String) {
        #expect(throws: UnixHTTPError.self) {
            var reader = ReplyHeadReader()
            _ = try reader.append(Array(text.utf8))
        }
    }
}
