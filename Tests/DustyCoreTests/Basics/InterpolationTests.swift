import Testing

@testable import DustyCore

@Suite struct InterpolationTests {
    @Test func `Names are found in defaults too`() {
        #expect(Interpolation.references(in: "$A ${B:-x${C-$D}} $$E") == ["A", "B", "C", "D"])
        #expect(Interpolation.withoutVariables("$A-${B:-x${C-y}}-$$E") == "-xy-$E")
    }

    @Test(.timeLimit(.minutes(1)), arguments: [30_000, 200_000])
    func `Defaults within each other without end cost no stack and little time`(depth: Int) {
        let text = String(repeating: "${a-", count: depth) + String(repeating: "}", count: depth)
        #expect(Interpolation.references(in: text) == ["a"])
        #expect(!Interpolation.withoutVariables(text).isEmpty)
    }
}
