/// The outcome of a test run in the format that CI servers read.
public struct JUnitReport: Sendable {
    /// The app or lib that was tested.
    public let name: String
    /// The outcome of its suites.
    public let outcomes: [TestOutcome]

    /// A report on the suites of an app or a lib.
    public init(name: String, outcomes: [TestOutcome]) {
        self.name = name
        self.outcomes = outcomes
    }

    /// The report: one test case for each suite. It is valid XML whatever suites printed.
    public var text: String {
        let failures = outcomes.count { $0.result == .failed }
        let errors = outcomes.count { $0.result == .error }
        let counts =
            "tests=\"\(outcomes.count)\" failures=\"\(failures)\" errors=\"\(errors)\" "
            + "time=\"\(Self.seconds(outcomes.reduce(0) { $0 + $1.seconds }))\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="dusty" \(counts)>
              <testsuite name=\(Self.attribute(name)) \(counts)>
            \(outcomes.map(testCase).joined())  </testsuite>
            </testsuites>

            """
    }

    private func testCase(_ outcome: TestOutcome) -> String {
        let head =
            "    <testcase name=\(Self.attribute(outcome.suite)) classname=\(Self.attribute(name)) "
            + "time=\"\(Self.seconds(outcome.seconds))\""
        let element =
            switch outcome.result {
            case .passed: ""
            case .failed: "failure"
            case .error: "error"
            }
        guard !element.isEmpty else { return head + "/>\n" }
        let lines = outcome.output.map(Self.content).joined(separator: "\n")
        return """
            \(head)>
                  <\(element) message=\(Self.attribute(outcome.complaint))>\(lines)</\(element)>
                </testcase>

            """
    }

    private static func attribute(_ text: String) -> String {
        let escaped = content(text).unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "&quot;"
            case "\n", "\t": "&#\(scalar.value);"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// Text between tags; characters that XML does not know become U+FFFD.
    private static func content(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\r": "&#13;"
            case "\t", "\n": String(scalar)
            default: isAllowed(scalar) ? String(scalar) : "\u{FFFD}"
            }
        }.joined()
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }

    /// Seconds with three decimals.
    private static func seconds(_ value: Double) -> String {
        let thousandths = Int((max(0, value) * 1000).rounded())
        return "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst())"
    }
}
