import Testing

@testable import dustyd

@Suite struct HTTPDateTests {
    @Test("times read as HTTP has them, in English and in Greenwich")
    func texts() {
        #expect(HTTPDate.text(of: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.text(of: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.now.utf8.count == 29)
    }
}
