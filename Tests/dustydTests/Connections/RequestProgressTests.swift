import NIOCore
import Testing

@testable import dustyd

@Suite struct RequestProgressTests {
    private let limits = ServerLimits.standard
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private func due(_ progress: RequestProgress) -> (RequestProgress.Limit, Int64)? {
        progress.limit(limits).map { ($0.limit, ($0.due - start).nanoseconds / 1_000_000_000) }
    }

    private func fresh() -> RequestProgress {
        var progress = RequestProgress()
        progress.waitingSince = start
        return progress
    }

    @Test func `a connection without a request has its time, and another between requests`() throws {
        var progress = fresh()
        #expect(try #require(due(progress)) == (.head, 15))
        progress.beganRequest()
        progress.endedRequest(at: start)
        #expect(due(progress) == nil)
        progress.beganAnswer()
        progress.endedAnswer(at: start + .seconds(100))
        #expect(try #require(due(progress)) == (.idle, 160))
    }

    @Test func `a body is timed only while the daemon wants it and does not answer yet`() throws {
        var progress = fresh()
        progress.beganRequest()
        #expect(due(progress) == nil)
        progress.readingSince = start
        #expect(try #require(due(progress)) == (.body, 120))
        progress.readingSince = nil
        #expect(due(progress) == nil)
        progress.readingSince = start
        progress.beganAnswer()
        #expect(due(progress) == nil, "both directions of a program in a container go on for as long as it runs")
    }

    @Test func `what is left of a body after its answer is not waited for`() throws {
        var progress = fresh()
        progress.beganRequest()
        progress.readingSince = start
        progress.beganAnswer()
        progress.endedAnswer(at: start + .seconds(10))
        #expect(try #require(due(progress)) == (.leftover, 15))
    }

    @Test func `a client that does not read has an hour, whatever else goes on`() throws {
        var progress = fresh()
        progress.beganRequest()
        progress.endedRequest(at: start)
        progress.beganAnswer()
        progress.unwritableSince = start
        #expect(try #require(due(progress)) == (.unread, 3600))
    }
}
