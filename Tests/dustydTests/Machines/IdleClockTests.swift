import Testing

@testable import dustyd

@Suite struct IdleClockTests {
    @Test func `only an unbroken time without anything counts`() {
        var clock = IdleClock()
        let start = ContinuousClock.now
        func look(_ seconds: Int, isBusy: Bool = false) -> Bool {
            clock.look(isBusy: isBusy, at: start + .seconds(seconds), limit: .seconds(60))
        }
        #expect(!look(0))
        #expect(!look(59))
        #expect(!look(60, isBusy: true))
        #expect(!look(61))
        #expect(!look(120))
        #expect(look(121))
    }
}
