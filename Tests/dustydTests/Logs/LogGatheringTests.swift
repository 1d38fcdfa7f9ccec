import DustyCore
import Synchronization
import Testing

@testable import dustyd

@Suite struct LogGatheringTests {
    private static func line(_ number: Int) -> LogLine {
        LogLine(source: "api", time: Timestamp(milliseconds: Int64(number)), stream: .out, text: "line \(number)")
    }

    @Test(.timeLimit(.minutes(5))) func `many lines are few batches, in their order, and none is lost`() async throws {
        let gathering = LogGathering()
        let count = 50_000
        let seen = Mutex<(lines: [String], batches: Int)>(([], 0))
        let writer = Task {
            for number in 0..<count { await gathering.put(LogBatch(lines: [Self.line(number)])) }
        }
        let reader = Task {
            try await gathering.handOn { batch in
                seen.withLock { seen in
                    seen.lines += batch.lines.map(\.text)
                    seen.batches += 1
                }
            }
        }
        while seen.withLock({ $0.lines.count < count }) { await Task.yield() }
        reader.cancel()
        await writer.value
        let (lines, batches) = seen.withLock { $0 }
        #expect(lines == (0..<count).map { "line \($0)" })
        #expect(batches < count / 20, "\(batches) batches")
    }

    @Test(.timeLimit(.minutes(5))) func `the writer waits while nobody reads`() async throws {
        let gathering = LogGathering()
        let put = Mutex(0)
        let writer = Task {
            for number in 0..<100 {
                await gathering.put(LogBatch(lines: (0..<500).map { Self.line(number * 500 + $0) }))
                if Task.isCancelled { return }
                put.withLock { $0 += 1 }
            }
        }
        while put.withLock({ $0 }) < 3 { await Task.yield() }
        writer.cancel()
        await writer.value
        #expect(put.withLock { $0 } == 3)
    }
}
