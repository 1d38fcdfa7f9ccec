/// Reads the head of an HTTP reply from bytes cut anywhere, for connections that stop being HTTP after it.
struct ReplyHeadReader {
    private static let limit = 64 << 10
    private var pending: [UInt8] = []

    /// Adds bytes; returns the head and the bytes after it once the head is complete.
    mutating func append(_ bytes: [UInt8]) throws(UnixHTTPError) -> (head: HTTPReplyHead, rest: [UInt8])? {
        // The end may lie across two pieces.
        let from = max(0, pending.count - 3)
        pending += bytes
        let end = Array("\r\n\r\n".utf8)
        guard let index = pending.indices.dropFirst(from).first(where: { pending[$0...].starts(with: end) }) else {
            guard pending.count <= Self.limit else { throw .malformed("a header of more than \(Self.limit) bytes") }
            return nil
        }
        let text = String(decoding: pending[..<index], as: UTF8.self)
        return (try Self.head(text), Array(pending[(index + end.count)...]))
    }

    private static func head(_ text: String) throws(UnixHTTPError) -> HTTPReplyHead {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw .malformed(String(lines[0].prefix(80)))
        }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (String(line[..<colon]), String(value))
        }
        return HTTPReplyHead(status: status, headers: headers)
    }
}
