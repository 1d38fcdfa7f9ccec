import Testing

@testable import dustyd

@Suite struct BacklogTests {
    private let start = ContinuousClock.now
    private let file = Array("file".utf8)

    private func changes(_ change: (inout Changes) -> Void) -> Changes {
        var changes = Changes()
        change(&changes)
        return changes
    }

    @Test func `what changed is taken after a moment of quiet, and not later than a limit`() {
        let backlog = Backlog()
        #expect(backlog.delay(at: start) == nil)
        backlog.add(changes { $0.add(file, deeply: true) }, at: start)
        #expect(backlog.delay(at: start) == .milliseconds(20))
        for step in 1...14 { backlog.add(changes { $0.add(file) }, at: start + .milliseconds(20 * step)) }
        #expect(backlog.delay(at: start + .milliseconds(290)) == .milliseconds(10))
        #expect(backlog.take().changes.paths == [file: true])
        #expect(backlog.delay(at: start) == nil)
    }

    @Test(.timeLimit(.minutes(5)))
    func `waiting for a file that is being written ends when it is complete`() async {
        let backlog = Backlog()
        backlog.add(changes { $0.open(file) })
        let seen = backlog.count
        async let rest: Void = backlog.rest(.seconds(3600), since: seen)
        backlog.add(changes { $0.add(file) })
        await rest
        #expect(backlog.delay() == .zero)
        // What came before the wait began ends it as well.
        await backlog.rest(.seconds(3600), since: seen)
    }

    @Test func `a file that is being written is waited for, and not for good`() {
        let backlog = Backlog()
        backlog.add(changes { $0.open(file) }, at: start)
        #expect(backlog.delay(at: start) == .milliseconds(300))
        for step in 1...10 { backlog.add(changes { $0.open(file) }, at: start + .milliseconds(200 * step)) }
        #expect(backlog.delay(at: start + .seconds(2)) == .zero)
        let other = Backlog()
        other.add(changes { $0.open(file) }, at: start)
        other.add(changes { $0.add(file) }, at: start)
        #expect(other.delay(at: start) == .zero)
    }

    @Test func `as many as a hand takes are taken at once`() {
        for (count, delay) in [(100, Duration.zero), (101, .milliseconds(20))] {
            let backlog = Backlog(width: 100)
            backlog.add(changes { changes in (0..<count).forEach { changes.add(Array("\($0)".utf8)) } }, at: start)
            #expect(backlog.delay(at: start) == delay)
        }
    }

    @Test func `what failed is tried again later, or as soon as something else changes`() {
        let backlog = Backlog()
        backlog.owe(.blind, for: .seconds(5), at: start)
        #expect(backlog.delay(at: start) == .seconds(5))
        backlog.add(changes { $0.add(file) }, at: start)
        #expect(backlog.delay(at: start + .milliseconds(20)) == .zero)
        #expect(backlog.take().changes == .blind)
    }

    @Test func `a few finished files are taken at once, and those that are being written are left`() {
        let backlog = Backlog()
        let other = Array("other".utf8)
        backlog.add(changes { $0.open(file) }, at: start)
        backlog.add(changes { $0.add(other) }, at: start)
        #expect(backlog.delay(at: start) == .zero)
        let first = backlog.take()
        #expect(first.changes == changes { $0.add(other) } && first.count == nil)
        #expect(backlog.delay(at: start) == .milliseconds(300))
        let second = backlog.take()
        #expect(second.changes == changes { $0.open(file) } && second.count == 2)
    }

    @Test func `a file that changed its rights while it is written is not finished`() {
        let written = changes {
            $0.open(file)
            $0.touch(file)
        }
        #expect(written.isUnfinished)
        #expect(changes { $0.touch(file) }.paths == [file: false])
    }

    @Test func `too many changes are everything, so that they take no more room`() {
        let many = changes { changes in
            for number in 0...Changes.limit { changes.add(Array("\(number)".utf8)) }
        }
        #expect(many == .blind)
    }
}
