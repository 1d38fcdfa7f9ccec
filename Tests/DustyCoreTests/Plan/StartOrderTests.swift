import DustyCore
import Testing

@Suite struct StartOrderTests {
    @Test func `Everybody begins as soon as what they need is ready, and not together with a whole wave`() {
        var order = StartOrder(
            ["db", "cache", "api", "web", "cron"],
            needs: ["api": ["db", "cache"], "web": ["api"], "cron": ["cache"]]
        )
        #expect(order.next() == ["cache", "db"])
        #expect(order.next() == [])
        order.finish("cache")
        #expect(order.next() == ["cron"])
        order.finish("db")
        #expect(order.next() == ["api"])
        order.finish("api")
        #expect(order.next() == ["web"])
        #expect(order.blocked.isEmpty)
    }

    @Test func `Needs outside of the order hold already, and nobody waits for himself`() {
        var order = StartOrder(["api"], needs: ["api": ["db", "api"]])
        #expect(order.next() == ["api"])
    }

    @Test func `Those behind somebody who never becomes ready are told with his name`() {
        var order = StartOrder(["db", "api", "web"], needs: ["api": ["db"], "web": ["api"]])
        #expect(order.next() == ["db"])
        #expect(order.blocked.map(\.name) == ["api", "web"])
        #expect(order.blocked.map(\.by) == [["db"], ["api"]])
    }
}
