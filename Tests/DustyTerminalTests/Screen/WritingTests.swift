import CLibrary
import CNcurses
import Testing

struct WritingTests {
    @Test func `a full pipe takes nothing until it is read`() {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        #expect(cn_can_write(ends[1]))
        var piece = [UInt8](repeating: 0, count: 4096)
        while write(ends[1], piece, piece.count) > 0 {}
        #expect(!cn_can_write(ends[1]))
        while read(ends[0], &piece, piece.count) == piece.count, !cn_can_write(ends[1]) {}
        #expect(cn_can_write(ends[1]))
    }
}
