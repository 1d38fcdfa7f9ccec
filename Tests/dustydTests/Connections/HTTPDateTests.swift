import DustyCore
import Testing

@testable import dustyd

@Suite struct HTTPDateTests {
    @Test("times read as HTTP has them, in English and in Greenwich")
    func texts() {
        #expect(HTTPDate.text(of: Timestamp(milliseconds: 784_111_777_999)) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.text(of: Timestamp(milliseconds: 0)) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.now.utf8.count == 29)
    }
}
