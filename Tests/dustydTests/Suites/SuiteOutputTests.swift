import DustyCore
import Synchronization
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SuiteOutputTests {
    /// What was handed on.
    private final class Texts: Sendable {
        private let texts = Mutex<[(text: String, isError: Bool)]>([])

        func add(_ text: String, _ isError: Bool) { texts.withLock { $0.append((text, isError)) } }

        func joined(_ isError: Bool) -> String {
            texts.withLock { $0.filter { $0.isError == isError }.map(\.text).joined() }
        }

        var longest: Int { texts.withLock { $0.map(\.text.utf8.count).max() ?? 0 } }
        var count: Int { texts.withLock { $0.count } }
    }

    private func pass(
        terminal: Bool = false,
        _ put: @escaping @Sendable (SuiteOutput) async throws -> Void
    ) async throws -> Texts {
        let output = SuiteOutput(terminal: terminal)
        let texts = Texts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { output.finish() }
                try await put(output)
            }
            try await output.handOn { texts.add($0, $1) }
            try await group.waitForAll()
        }
        return texts
    }

    @Test func `F09 all of a flood arrives in order, in few pieces of bounded size`() async throws {
        let line = "line é \(String(repeating: "x", count: 60))\n"
        let texts = try await pass { output in
            for _ in 0..<50_000 { try await output.put(Array(line.utf8)[...], isError: false) }
        }
        #expect(texts.joined(false) == String(repeating: line, count: 50_000))
        #expect(texts.longest <= 64 << 10)
        #expect(texts.count < 5000)
    }

    @Test func `F09 a line of any length is whole, and bytes may be cut anywhere`() async throws {
        let text = String(repeating: "é日z", count: 60_000)
        let whole = try await pass { output in
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: 7) {
                try await output.put(bytes[start..<min(start + 7, bytes.count)], isError: false)
            }
        }
        #expect(whole.joined(false) == text)
    }

    @Test func `F09 a part of a line is handed on before its end`() async throws {
        let output = SuiteOutput(terminal: false)
        try await output.put(Array(".".utf8)[...], isError: false)
        struct Seen: Error {}
        await #expect(throws: Seen.self) {
            try await output.handOn { text, _ in
                #expect(text == ".")
                throw Seen()
            }
        }
    }

    @Test func `F09 a suite waits while its output is not read, until it is cancelled`() async throws {
        let output = SuiteOutput(terminal: false)
        let (almostFull, signal) = AsyncStream.makeStream(of: Void.self)
        let flood = Task {
            var count = 0
            while true {
                do {
                    try await output.put(ArraySlice(repeating: 0x61, count: 1024), isError: false)
                } catch {
                    return count
                }
                count += 1
                if count == 250 { signal.finish() }
            }
        }
        for await _ in almostFull {}
        flood.cancel()
        #expect(await flood.value <= 256)
    }

    @Test(arguments: [["\r\nhi"], ["\r", "\nhi"], ["\r\n", "hi"]])
    func `F09 the echo of what lets a suite on a terminal begin is not shown`(pieces: [String]) async throws {
        let texts = try await pass(terminal: true) { output in
            for piece in pieces { try await output.put(Array(piece.utf8)[...], isError: false) }
        }
        #expect(texts.joined(false) == "hi")
    }

    @Test func `F09 the last lines are whole lines, the open one last`() async {
        let tail = OutputTail(limit: 3)
        for text in ["one\ntw", "o\nthree\n", "fo", "ur"] { await tail.append(text: text, isError: false) }
        await tail.append(text: "oops", isError: true)
        #expect(await tail.lines == ["three", "four", "oops"])
    }
}
