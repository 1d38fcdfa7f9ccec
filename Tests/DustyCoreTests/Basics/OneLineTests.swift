import DustyCore
import Testing

@Suite struct OneLineTests {
    @Test(
        arguments: [
            (
                ["not ready:", "a exited with code 1\r", "", "  b is unhealthy"],
                "not ready: a exited with code 1; b is unhealthy"
            ),
            (["It failed.", "Try again"], "It failed. Try again"), (["one"], "one"), (["", " "], ""), ([], ""),
        ] as [([String], String)]
    )
    func `Lines of a message do not read as one sentence`(lines: [String], text: String) {
        #expect(lines.onOneLine == text)
    }
}
