import DustyCore
import Testing

@Suite struct StackHostNamesTests {
    private let names = StackHostNames(
        stack: "fix-ui",
        entries: [
            StackHostNames.Entry(name: "api.shop.test", address: "127.65.1.1"),
            StackHostNames.Entry(name: "api.fix-ui.shop.test", address: "127.65.1.1"),
        ],
        plainNames: ["api.shop.test", "worker.shop.test"],
        pages: []
    )

    @Test func `Its names win over all others, and those of apps that are not active lead nowhere`() {
        let file = """
            127.0.0.1\tlocalhost # api.shop.test
            # BEGIN section for Dusty
            127.65.0.1 API.shop.test
            127.65.0.1 worker.shop.test
            # END section for Dusty
            10.0.0.9  mine api.shop.test yours # both
            10.0.0.8
            ::1 ip6-localhost
            """
        let result = names.applied(to: Array(file.utf8))
        #expect(
            String(decoding: result, as: UTF8.self) == """
                127.65.1.1 api.shop.test
                127.65.1.1 api.fix-ui.shop.test
                127.0.0.1\tlocalhost # api.shop.test
                # BEGIN section for Dusty
                # END section for Dusty
                10.0.0.9 mine yours
                10.0.0.8
                ::1 ip6-localhost
                """
        )
    }

    @Test func `Bytes of other lines stay, also what is no text`() {
        let file: [UInt8] = [0xFF, 0x20, 0x61, 0x0D, 0x0A, 0x23, 0xFE]
        #expect(names.applied(to: file).suffix(file.count) == file[...])
        #expect(names.applied(to: []) == Array("127.65.1.1 api.shop.test\n127.65.1.1 api.fix-ui.shop.test\n".utf8))
    }
}
