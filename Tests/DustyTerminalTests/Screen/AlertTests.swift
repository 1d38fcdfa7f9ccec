import Testing

@testable import DustyTerminal

struct AlertTests {
    @Test func `each way is one sequence of the terminal`() {
        #expect(Alert.bell.sequence(for: "x", insideTmux: true) == "\u{07}")
        #expect(Alert.osc9.sequence(for: "up failed", insideTmux: false) == "\u{1B}]9;up failed\u{07}")
        #expect(
            Alert.osc777.sequence(for: "up; failed", insideTmux: false) == "\u{1B}]777;notify;Dusty;up, failed\u{07}"
        )
    }

    @Test func `inside tmux it is wrapped for the terminal around it`() {
        let wrapped = Alert.osc9.sequence(for: "up", insideTmux: true)
        #expect(wrapped == "\u{1B}Ptmux;\u{1B}\u{1B}]9;up\u{07}\u{1B}\\")
    }

    @Test func `nothing of the text can end it or begin another`() {
        let hostile = "a\u{07}b\u{1B}]52;c;eA==\u{07}c\u{1B}\\d\u{9C}e"
        let sequence = Alert.osc9.sequence(for: hostile, insideTmux: false)
        #expect(sequence.unicodeScalars.count { $0.value < 0x20 || (0x80...0x9F).contains($0.value) } == 2)
    }

    @Test func `long texts are cut`() {
        #expect(Alert.osc9.sequence(for: String(repeating: "x", count: 5000), insideTmux: false).utf8.count < 400)
    }
}
