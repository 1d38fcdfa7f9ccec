import Testing

@testable import DustyCore

/// Specs as editors of Windows write them.
@Suite struct WindowsTextTests {
    private static let spec = """
        image: x
        command: |
          one
          two
        envronment:
          A: 1
        ports: [x]

        """

    private func decode(_ text: String) -> (specs: Specs, problems: [SpecProblem]) {
        Specs.decode(SpecSources(files: ["services/s.yml": text, "bundles/b.yml": "services: [s]\n"]))
    }

    @Test(arguments: ["\u{FEFF}", ""], ["\r\n", "\n"])
    func `F18 a spec means the same with a byte order mark and line ends of Windows`(_ mark: String, _ end: String) {
        let plain = decode(Self.spec)
        let windows = decode(mark + Self.spec.replacing("\n", with: end))
        #expect(windows.problems == plain.problems)
        #expect(windows.problems.map(\.line) == [5, 7])
        #expect(windows.specs.services["s"]?.compose == plain.specs.services["s"]?.compose)
        #expect(plain.specs.services["s"]?.compose["command"] == "one\ntwo\n")
    }

    @Test(arguments: ["image: x\n\tb: 1\n", "image: x\nimage: y\n", "image: x\nb: \u{1}\n", "image: \"x\n"])
    func `F18 a fault of YAML is named with the same place`(_ text: String) {
        let plain = decode(text).problems
        #expect(plain.count >= 1)
        #expect(decode(text.replacing("\n", with: "\r\n")).problems == plain)
        #expect(decode("\u{FEFF}" + text).problems == plain)
    }
}
