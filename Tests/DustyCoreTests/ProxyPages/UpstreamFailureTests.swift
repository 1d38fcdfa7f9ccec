import Testing

@testable import DustyCore

@Suite struct UpstreamFailureTests {
    @Test(
        arguments: [
            ("502|-|-", .refused), ("502|-|0", .refused), ("504|-|0", .unreachable), ("504|0.001|0", .silent),
            ("502|0.000|0", .closed), ("502|0.000|65536", .tooLarge), ("502|0.000|17", .malformed),
            ("502, 504|-, 0.002|0, 0", .silent),
        ] as [(String, UpstreamFailure)]
    )
    func `How far the proxy came says what went wrong`(header: String, failure: UpstreamFailure) {
        #expect(UpstreamFailure(header: header) == failure)
    }

    @Test(arguments: ["", "|", "||", "200|0.000|3", "502|0.000", "502|0.000|x", "502|0.000|1|2", "\u{1B}|\u{0}|9"])
    func `What the proxy never sends says nothing`(header: String) {
        #expect(UpstreamFailure(header: header) == nil)
    }
}
