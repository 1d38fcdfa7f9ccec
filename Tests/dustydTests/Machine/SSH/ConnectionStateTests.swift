import DustyCore
import Testing

@testable import dustyd

@Suite struct ConnectionStateTests {
    private let reason = DustyError(.unavailable, "nobody there")

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func `a broken connection is reopened before the machine is reported unreachable`() {
        var state = ConnectionState(since: time(0))
        state.succeed(at: time(1))
        #expect(state.isConnected && state.epoch == 1 && state.since == time(1))
        state.fail(reason, isLasting: false, at: time(2))
        #expect(state.phase == .connecting && state.since == time(2) && state.word == .connecting)
        state.fail(reason, isLasting: false, at: time(3))
        #expect(state.phase == .unreachable(reason, isLasting: false) && state.reason == "nobody there")
        state.succeed(at: time(4))
        #expect(state.epoch == 2 && state.reason == nil)
    }

    @Test func `the time of the first failure stays while attempts go on`() {
        var state = ConnectionState(since: time(0))
        state.fail(reason, isLasting: false, at: time(1))
        state.fail(DustyError(.unavailable, "still not"), isLasting: true, at: time(9))
        #expect(state.since == time(1))
        #expect(state.phase == .unreachable(DustyError(.unavailable, "still not"), isLasting: true))
    }

    @Test func `pauses grow to some seconds and start over after a success`() {
        var state = ConnectionState(since: time(0))
        var pauses: [Duration] = []
        for _ in 0..<9 {
            state.fail(reason, isLasting: false, at: time(1))
            pauses.append(state.pause)
        }
        #expect(pauses.prefix(3) == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        #expect(pauses == pauses.sorted() && pauses.last == .seconds(5))
        state.succeed(at: time(2))
        state.fail(reason, isLasting: false, at: time(3))
        #expect(state.pause < .milliseconds(250))
    }
}
