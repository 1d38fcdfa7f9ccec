import Testing

@testable import dustyd

@Suite struct DaemonCommandLineTests {
    @Test func `flags of the first Dusty's daemon are answered with what to do, and any other with where it is said`() {
        #expect(Dustyd.refusal(of: ["--preflight-only"])?.hasSuffix("(run `dusty doctor`)") == true)
        #expect(Dustyd.refusal(of: ["--suppress-warnings"])?.contains("leave it out") == true)
        #expect(
            Dustyd.refusal(of: ["--nonsense"]) == "unknown option '--nonsense' (run `dustyd --help` for what it takes)"
        )
        #expect(Dustyd.refusal(of: ["--log-level", "loud"])?.hasPrefix("`loud` is not a log level") == true)
    }

    @Test(arguments: [[], ["--stack", "shop"], ["--help"], ["--version"]]) func `what is right is not refused`(
        words: [String]
    ) {
        #expect(Dustyd.refusal(of: words) == nil)
    }
}
