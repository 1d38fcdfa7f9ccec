import Testing

@testable import DustyTUI

struct TableTests {
    private var table: Table {
        var table = Table(columns: [.text("NAME"), .number("SIZE"), .text("NOTE"), .text("EMPTY")])
        table.rows = [["日本", "5", "", ""], ["api", "1200", "a long note", ""]]
        return table
    }

    @Test func columnsLineUpByDisplayWidth() {
        let lines = table.lines(for: CapturedConsole().console())
        #expect(lines == ["NAME  SIZE  NOTE", "日本     5", "api   1200  a long note"])
    }

    @Test func aTerminalsWidthIsKept() {
        let lines = table.lines(for: CapturedConsole().console(isTerminal: true, columns: 16))
        #expect(lines == ["NAME  SIZE  NOTE", "日本     5", "api   1200  a l~"])
    }

    @Test func coloursDoNotShiftColumns() {
        var table = Table(columns: [.text("A"), .text("B")])
        table.rows = [[Table.Cell("x", .bad), "y"]]
        let lines = table.lines(for: CapturedConsole().console(isTerminal: true, isStyled: true))
        #expect(lines == ["\u{1B}[2mA\u{1B}[0m  \u{1B}[2mB\u{1B}[0m", "\u{1B}[31mx\u{1B}[0m  y"])
    }

    @Test func controlSequencesNeverReachTheConsole() {
        var table = Table(columns: [.text("A")])
        table.rows = [["\u{1B}]0;title\u{7}x\u{1B}[31my"]]
        #expect(table.lines(for: CapturedConsole().console()) == ["A", "xy"])
    }

    @Test func nothingIsPrintedOfAnEmptyTable() {
        #expect(Table(columns: [.text("A")]).lines(for: CapturedConsole().console()).isEmpty)
    }
}

struct MeasureTests {
    @Test(
        arguments: [
            (0, "0 B", "0B"), (999, "999 B", "999B"), (1000, "1.0 KiB", "1.0K"), (1234, "1.2 KiB", "1.2K"),
            (12_345, "12 KiB", "12K"), (1_023_000, "999 KiB", "999K"), (1_023_999, "1.0 MiB", "1.0M"),
            (54_000_000, "51 MiB", "51M"), (1_500_000_000_000_000, "1.3 PiB", "1.3P"), (.max, "8.0 EiB", "8.0E"),
        ] as [(Int64, String, String)]
    )
    func `bytes have the same figure in a sentence and in a narrow column`(count: Int64, text: String, narrow: String) {
        #expect(Measure.bytes(count) == text)
        #expect(Amount.bytes(count) == narrow)
    }

    @Test(arguments: [
        (0, "0.0 s"), (0.44, "0.4 s"), (9.96, "10 s"), (59.4, "59 s"), (60, "1 min"), (185, "3 min 5 s"),
        (7800, "2 h 10 min"), (400_000, "4 d"), (-3, "0.0 s"),
    ])
    func timeHasAUnit(seconds: Double, text: String) {
        #expect(Measure.time(seconds) == text)
    }

    @Test(arguments: [(8.9, "8 s"), (200, "3 min"), (7800, "2 h"), (400_000, "4 d")])
    func ageHasOneUnit(seconds: Double, text: String) {
        #expect(Measure.age(seconds) == text)
    }
}
