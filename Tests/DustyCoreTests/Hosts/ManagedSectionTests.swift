import DustyCore
import Testing

@Suite struct ManagedSectionTests {
    private let section = HostsSection(entries: [
        HostsSection.Entry(address: "127.65.0.1", name: "a.local"),
        HostsSection.Entry(address: "127.65.0.1", name: "b.local"),
    ])

    /// Files that people have, none with a section of ours.
    static let files = [
        "", "127.0.0.1 localhost\n", "127.0.0.1 localhost", "a\r\nb\r\n", "a\r\nb", "a\r", "a\nb\r", "a\r\nb\r", "\n",
        "\n\n", "\n\nx\n\n",
        "# BEGIN section for Dust\n",
        " # BEGIN section for Dusty of old\n",
        "x\n# BEGIN section for Dusty stack two\n1.1.1.1 y\n# END section for Dusty stack two\n",
    ]

    @Test func `A75 A77 An empty file becomes exactly the section`() {
        let text = "# BEGIN section for Dusty\n127.65.0.1 a.local\n127.65.0.1 b.local\n# END section for Dusty\n"
        #expect(section.text == text)
        #expect(section.applied(to: []) == bytes(text))
        #expect(section.body(in: bytes(text)) == ["127.65.0.1 a.local", "127.65.0.1 b.local"])
        #expect(section.body(in: bytes("127.0.0.1 localhost\n")) == nil)
    }

    @Test func `A76 A section that is the whole file, after text, before text`() {
        #expect(section.removed(from: bytes(section.text)) == [])
        #expect(section.removed(from: bytes("x\n" + section.text)) == bytes("x\n"))
        #expect(section.removed(from: bytes(section.text + "x\n")) == bytes("x\n"))
    }

    @Test(arguments: files)
    func `Applying twice changes nothing more, removing gives back every byte`(_ file: String) {
        let once = section.applied(to: bytes(file))
        #expect(section.applied(to: once) == once)
        #expect(section.removed(from: once) == bytes(file))
        #expect(section.body(in: once) == ["127.65.0.1 a.local", "127.65.0.1 b.local"])
        let changed = HostsSection(entries: [HostsSection.Entry(address: "127.65.0.1", name: "c.local")])
        #expect(changed.removed(from: changed.applied(to: once)) == bytes(file))
    }

    @Test func `Bytes that are no text survive`() {
        let file: [UInt8] = [0xFF, 0xFE, 0x0A, 0x80, 0x00, 0x0A]
        #expect(section.removed(from: section.applied(to: file)) == file)
    }

    @Test func `Line endings of the file are kept in the section`() {
        let applied = String(decoding: section.applied(to: bytes("a\r\n")), as: UTF8.self)
        #expect(applied.contains("# BEGIN section for Dusty\r\n"))
    }

    @Test func `The section stays where it is`() {
        let file = bytes("a\n" + HostsSection().text + "b\n")
        #expect(section.applied(to: file) == bytes("a\n" + section.text + "b\n"))
    }

    @Test func `Of several sections one remains, and text between them is kept`() {
        let old = "# BEGIN section for Dusty\n1.1.1.1 old\n# END section for Dusty\n"
        let file = bytes("a\n\(old)between\n\(old)b\n")
        #expect(section.applied(to: file) == bytes("a\n\(section.text)between\nb\n"))
        #expect(section.removed(from: file) == bytes("a\nbetween\nb\n"))
    }

    @Test func `A section without end gives up only lines of ours`() {
        let file = bytes("a\n# BEGIN section for Dusty\n127.65.0.1 old.local\n10.0.0.1 theirs\nb\n")
        #expect(section.applied(to: file) == bytes("a\n\(section.text)10.0.0.1 theirs\nb\n"))
        #expect(section.removed(from: file) == bytes("a\n10.0.0.1 theirs\nb\n"))
    }

    @Test func `A section without end before a whole one does not swallow what is between`() {
        let file = bytes("# BEGIN section for Dusty\n10.0.0.1 theirs\n\(section.text)b\n")
        #expect(section.removed(from: file) == bytes("10.0.0.1 theirs\nb\n"))
    }

    @Test func `An end without beginning goes alone`() {
        #expect(section.removed(from: bytes("a\n# END section for Dusty\nb\n")) == bytes("a\nb\n"))
    }

    @Test func `An end without line ending still ends the section`() {
        let file = bytes("a\n# BEGIN section for Dusty\n1.1.1.1 x\n# END section for Dusty")
        let applied = section.applied(to: file)
        #expect(String(decoding: applied, as: UTF8.self).components(ofMarker: "# BEGIN section for Dusty") == 1)
        #expect(section.applied(to: applied) == applied)
    }

    @Test func `Random files keep every line that is not ours`() {
        var random = SplitMix(state: 7)
        let lines = [
            "x\n", "10.0.0.1 y\n", "\n", "z\r\n", "127.65.0.1 a.local\n", "# BEGIN section for Dusty\n",
            "# END section for Dusty\n",
            "# comment\n",
        ]
        for _ in 0..<500 {
            let file = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                lines[Int.random(in: 0..<lines.count, using: &random)]
            }
            let applied = section.applied(to: bytes(file.joined()))
            #expect(section.applied(to: applied) == applied)
            let text = String(decoding: applied, as: UTF8.self)
            #expect(text.components(ofMarker: "# BEGIN section for Dusty") == 1)
            #expect(text.components(ofMarker: "# END section for Dusty") == 1)
            let removed = section.removed(from: applied)
            #expect(section.removed(from: removed) == removed)
            #expect(removed == section.removed(from: bytes(file.joined())))
        }
    }

    @Test func `Stacks do not touch each other's sections`() throws {
        let names = try StackNames("two")
        let other = HostsSection(entries: [HostsSection.Entry(address: names.address, name: "a.local")], names: names)
        let both = other.applied(to: section.applied(to: bytes("a\n")))
        #expect(section.removed(from: both) == bytes("a\n" + other.text))
        #expect(other.removed(from: both) == bytes("a\n" + section.text))
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension String {
    /// How many lines are exactly this one.
    fileprivate func components(ofMarker marker: String) -> Int {
        split(whereSeparator: \.isNewline).filter { $0 == marker }.count
    }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
