import DustyCore
import Testing

@testable import DustyTUI

@Suite struct PlanPrinterTests {
    private let captured = CapturedConsole()

    @Test func `A plan is printed as numbered steps and, where they are wanted, then the differences of files`() throws
    {
        try PlanPrinter(WireExamples.plan).print(on: captured.console())
        #expect(captured.out == "1. replace the container of api (image changed)\n")
        let whole = CapturedConsole()
        try PlanPrinter(WireExamples.plan).print(on: whole.console(), diffs: true)
        #expect(
            whole.out == """
                1. replace the container of api (image changed)

                --- /etc/hosts
                +++ /etc/hosts
                @@ -1 +1 @@
                -old
                +new

                """
        )
    }

    @Test func `An empty plan says so`() throws {
        try PlanPrinter(PlanReport()).print(on: captured.console())
        #expect(captured.out == "nothing to do\n")
    }
}
