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

    @Test func `Needs outside of the order hold already, and no container waits for itself`() {
        var order = StartOrder(["api"], needs: ["api": ["db", "api"]])
        #expect(order.next() == ["api"])
    }

    @Test func `Containers behind one that never becomes ready are listed with its name`() {
        var order = StartOrder(["db", "api", "web"], needs: ["api": ["db"], "web": ["api"]])
        #expect(order.next() == ["db"])
        #expect(order.blocked.map(\.name) == ["api", "web"])
        #expect(order.blocked.map(\.by) == [["db"], ["api"]])
    }
}
