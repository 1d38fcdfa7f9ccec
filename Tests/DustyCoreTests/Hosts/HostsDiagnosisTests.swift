import DustyCore
import Testing

@Suite struct HostsDiagnosisTests {
    private static let begin = "# BEGIN section for Dusty"
    private static let end = "# END section for Dusty"

    private func look(_ text: String) -> HostsDiagnosis {
        HostsDiagnosis(Array(text.utf8), names: .standard)
    }

    @Test func `a file without or with one section is well`() {
        #expect(look("127.0.0.1 localhost\n").faults.isEmpty)
        let whole = look("127.0.0.1 localhost\n\(Self.begin)\n127.65.0.1 web.test\n\(Self.end)\n")
        #expect(whole.faults.isEmpty)
        #expect(whole.hasSection)
        #expect(whole.shadows.isEmpty)
    }

    @Test(arguments: ["a\r\nb\r\n", "a\r\nb\r", "     \(begin)\r\nx", "\t\(end)\n"])
    func `what was written is well, also between lines of Windows and what only looks like a marker`(file: String) {
        let section = HostsSection(entries: [.init(address: "127.65.0.1", name: "web.test")])
        let diagnosis = HostsDiagnosis(section.applied(to: Array(file.utf8)), names: .standard)
        #expect(diagnosis.faults.isEmpty && diagnosis.hasSection, "\(diagnosis)")
    }

    @Test(arguments: [
        ("\(begin)\n127.65.0.1 web.test\n", "no end"), ("127.65.0.1 web.test\n\(end)\n", "no beginning"),
        ("\(begin)\n\(end)\n\(begin)\n\(end)\n", "2 sections"), ("\(begin)\n\(begin)\n\(end)\n", "line 1 has no end"),
    ])
    func `torn and doubled sections are reported and repaired`(text: String, word: String) {
        let faults = look(text).faults
        #expect(faults.contains { $0.contains(word) }, "\(faults)")
        let repaired = HostsSection.repaired(Array("10.0.0.1 other\n\(text)10.0.0.2 after\n".utf8), names: .standard)
        #expect(HostsDiagnosis(repaired, names: .standard).faults.isEmpty)
        let lines = String(decoding: repaired, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("10.0.0.1 other"))
        #expect(lines.contains("10.0.0.2 after"))
    }

    @Test func `the lines of a whole section survive its repair`() {
        let text = "\(Self.begin)\n127.65.0.1 web.test\n\(Self.end)\n1.1.1.1 x\n\(Self.begin)\n"
        let repaired = String(decoding: HostsSection.repaired(Array(text.utf8), names: .standard), as: UTF8.self)
        #expect(repaired == "\(Self.begin)\n127.65.0.1 web.test\n\(Self.end)\n1.1.1.1 x\n")
    }

    @Test func `a name that leads elsewhere too is reported with its line`() {
        let text =
            "10.0.0.9 old web.test # by hand\n\(Self.begin)\n127.65.0.1 web.test\n\(Self.end)\n127.65.0.1 web.test\n"
        #expect(look(text).shadows.map { "\($0.name) \($0.address) \($0.line)" } == ["web.test 10.0.0.9 1"])
    }

    @Test func `F18 with line ends of Windows places, faults and repairs are the same`() {
        let text = "127.0.0.1 localhost\n10.0.0.9 Old WEB.test\n\(Self.begin)\n127.65.0.1 web.test\n"
        let whole = text + "\(Self.end)\n"
        let windows = whole.replacing("\n", with: "\r\n")
        #expect(look(windows) == look(whole))
        #expect(look(windows).hasSection)
        #expect(look(windows).shadows.map { "\($0.name) \($0.address) \($0.line)" } == ["WEB.test 10.0.0.9 2"])
        let torn = text.replacing("\n", with: "\r\n")
        #expect(look(torn).faults == ["the section that begins in line 3 has no end"])
        let repaired = HostsSection.repaired(Array(torn.utf8), names: .standard)
        #expect(HostsDiagnosis(repaired, names: .standard).faults.isEmpty)
        #expect(String(decoding: repaired, as: UTF8.self).hasPrefix("127.0.0.1 localhost\r\n10.0.0.9 Old WEB.test\r\n"))
    }
}
