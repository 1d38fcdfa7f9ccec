import Foundation
import FoundationXML
import Testing

@testable import DustyCore

@Suite struct JUnitReportTests {
    private static let outcomes = [
        TestOutcome(suite: "unit", result: .passed, exitCode: 0, seconds: 0.0456),
        TestOutcome(suite: "slow", result: .failed, exitCode: 3, seconds: 61.5, output: ["one", "a < b && c"]),
        TestOutcome(suite: "none", result: .error, seconds: 1, message: "no \"db\""),
    ]

    @Test func `a report has one case for each suite`() {
        #expect(
            JUnitReport(name: "api", outcomes: Self.outcomes).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="dusty" tests="3" failures="1" errors="1" time="62.546">
                  <testsuite name="api" tests="3" failures="1" errors="1" time="62.546">
                    <testcase name="unit" classname="api" time="0.046"/>
                    <testcase name="slow" classname="api" time="61.500">
                      <failure message="failed with exit code 3">one
                a &lt; b &amp;&amp; c</failure>
                    </testcase>
                    <testcase name="none" classname="api" time="1.000">
                      <error message="could not be run: no &quot;db&quot;"></error>
                    </testcase>
                  </testsuite>
                </testsuites>

                """
        )
    }

    @Test func `whatever a suite prints, the report is valid XML`() throws {
        let hostile = ["]]> <!-- & \u{1B}[31mred\u{0} \u{FFFE}\u{FFFF}", "日本 🎉 \u{7F}\t\r", "<?xml ?>'\""]
        let outcome = TestOutcome(
            suite: "a\"b<\n",
            result: .error,
            message: hostile.joined(separator: "\n"),
            output: hostile
        )
        let parser = XMLParser(data: Data(JUnitReport(name: "&", outcomes: [outcome]).text.utf8))
        let passed = parser.parse()
        #expect(passed, "\(String(describing: parser.parserError))")
    }

    @Test func `A127 codes of all suites are combined by bitwise or`() {
        #expect(Self.outcomes.code == 3)
        #expect([TestOutcome]().code == 0)
        #expect(
            [2, 4].map { TestOutcome(suite: "s", result: .failed, exitCode: $0) }.code == 6
        )
    }
}
