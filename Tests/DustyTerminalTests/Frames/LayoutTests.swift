import Testing

@testable import DustyTerminal

struct LayoutTests {
    @Test func `minimums come first, then what is wanted, in turn`() {
        let demands = [
            Layout.Demand(minimum: 2, wanted: 8), .init(minimum: 2, wanted: 3), .init(minimum: 2, wanted: 9),
        ]
        #expect(Layout.shares(of: 12, among: demands) == [5, 3, 4])
        #expect(Layout.shares(of: 5, among: demands) == [2, 2, 1])
        #expect(Layout.shares(of: 100, among: demands) == [8, 3, 9])
        #expect(Layout.shares(of: 0, among: demands) == [0, 0, 0])
        #expect(Layout.shares(of: 9, among: []) == [])
    }

    @Test func `weight counts while there is need`() {
        let demands = [Layout.Demand(minimum: 0, wanted: 9, weight: 2), .init(minimum: 0, wanted: 9)]
        #expect(Layout.shares(of: 9, among: demands) == [6, 3])
    }

    @Test func `cutting a rectangle loses nothing`() {
        var rest = Rect(x: 1, y: 2, width: 10, height: 5)
        #expect(rest.takeTop(2) == Rect(x: 1, y: 2, width: 10, height: 2))
        #expect(rest.takeBottom(9) == Rect(x: 1, y: 4, width: 10, height: 3))
        #expect(rest.isEmpty)
    }
}
