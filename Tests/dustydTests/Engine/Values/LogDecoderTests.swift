import DustyCore
import Testing

@testable import dustyd

@Suite struct LogDecoderTests {
    private let time = "2026-11-24T03:04:05.123456789Z"

    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let count = UInt32(bytes.count)
        return [stream, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
    }

    private func decode(
        _ bytes: [UInt8],
        pieces: Int,
        terminal: Bool = false,
        limit: Int = 64 << 10
    ) -> [ContainerLogLine] {
        var decoder = LogDecoder(terminal: terminal, limit: limit)
        var lines: [ContainerLogLine] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            lines += decoder.append(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        return lines + decoder.finish()
    }

    @Test(arguments: [1, 2, 3, 7, 9, 4096])
    func `frames may be cut anywhere`(pieces: Int) {
        let bytes =
            frame(1, "\(time) one\n") + frame(2, "\(time) wörn \n") + frame(1, "\(time) \n")
            + frame(1, "\(time) no ending")
        let lines = decode(bytes, pieces: pieces)
        #expect(lines.map(\.text) == ["one", "wörn ", "", "no ending"])
        #expect(lines.map(\.isError) == [false, true, false, false])
        #expect(lines.allSatisfy { $0.time == Timestamp(time) })
    }

    @Test(arguments: [1, 5, 4096])
    func `a long line in several entries is joined, the other stream in between`(pieces: Int) {
        let later = "2026-11-24T03:04:06Z"
        let bytes =
            frame(1, "\(time) aaa") + frame(2, "\(time) e\n") + frame(1, "\(later) bbb") + frame(1, "\(later) ccc\n")
        let lines = decode(bytes, pieces: pieces)
        #expect(lines.map(\.text) == ["e", "aaabbbccc"])
        #expect(lines.last?.time == Timestamp(time))
    }

    @Test func `a frame that is one whole line gives what it gives piece by piece`() {
        let entries: [[UInt8]] = [
            Array("\(time) plain\n".utf8), Array("\(time) windows\r\n".utf8), Array("\(time) \n".utf8),
            Array("\(time)\n".utf8),
            Array("2026-11-24T03:04:06Z short\n".utf8), Array("2026-11-24T03:04:06.12345678xZ bad\n".utf8),
            Array("no time at all, and this is longer than a stamp\n".utf8), Array("\(time) two\n\(time) lines\n".utf8),
            Array("\(time) ".utf8) + [0xFF, 0xFE, 0x0A], Array("\(time) open".utf8), Array("\(time)  end\n".utf8),
            Array("\(time) as long as the limit allows\n".utf8),
            Array("\(time) and one that is longer than that limit\n".utf8),
        ]
        for first in entries {
            for second in entries {
                var bytes: [UInt8] = []
                for (index, entry) in [first, second, entries[0]].enumerated() {
                    bytes += [UInt8(1 + index % 2), 0, 0, 0, 0, 0, 0, UInt8(entry.count)]
                    bytes += entry
                }
                #expect(decode(bytes, pieces: 4096, limit: 28) == decode(bytes, pieces: 1, limit: 28))
            }
        }
    }

    @Test(arguments: [1, 5, 4096])
    func `a terminal's log has no frames`(pieces: Int) {
        let lines = decode(Array("\(time) one\r\n\(time) two\r\n\(time) three".utf8), pieces: pieces, terminal: true)
        #expect(lines.map(\.text) == ["one", "two", "three"])
        #expect(lines.allSatisfy { !$0.isError })
    }

    @Test func `a line is cut off at the limit and the next is whole`() {
        let lines = decode(
            frame(1, "\(time) abcdef") + frame(1, "\(time) ghi\n") + frame(1, "\(time) xy\n"),
            pieces: 3,
            limit: 4
        )
        #expect(lines.map(\.text) == ["abcd", "xy"])
    }

    @Test(arguments: [1, 3, 4096])
    func `F09 a long line comes in parts, no character of it cut`(pieces: Int) {
        var decoder = LogDecoder(terminal: false, limit: 4, parts: true)
        let bytes = frame(1, "\(time) abcdeé") + frame(2, "\(time) other\n") + frame(1, "\(time) éz\n")
        var lines: [ContainerLogLine] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            lines += decoder.append(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        lines += decoder.finish()
        let output = lines.filter { !$0.isError }
        #expect(output.map(\.text).joined() == "abcdeééz")
        #expect(output.map(\.isPartial) == Array(repeating: true, count: output.count - 1) + [false])
        #expect(output.allSatisfy { $0.text.utf8.count <= 4 && $0.time == Timestamp(time) })
        #expect(lines.filter(\.isError).map(\.text).joined() == "other")
    }

    @Test(arguments: [1, 1000, 1 << 20], [16_384, 16_385, 40_000])
    func `F19 a terminal's long line is joined, without the engine's timestamps in it`(pieces: Int, length: Int) {
        let text = String(repeating: "z", count: length)
        var log = ""
        var rest = Substring(text + "\r\n")
        while !rest.isEmpty {
            log += "\(time) \(rest.prefix(while: { $0 != "\r\n" }).prefix(16_384))"
            rest = rest.dropFirst(16_384)
            if rest.count <= 1 { (log, rest) = (log + "\r\n", "") }
        }
        let lines = decode(Array((log + "\(time) next\r\n").utf8), pieces: pieces, terminal: true)
        #expect(lines.map(\.text) == [text, "next"])
    }

    @Test func `what is no timestamp stays in the line`() {
        #expect(decode(frame(1, "hello world\n"), pieces: 4).map(\.text) == ["hello world"])
    }

    @Test func `bytes that are not text do no harm`() {
        let lines = decode(frame(1, "\(time) ") + [1, 0, 0, 0, 0, 0, 0, 2, 0xFF, 0x0A], pieces: 3)
        #expect(lines.map(\.text) == ["\u{FFFD}"])
    }
}
