import Testing

@testable import dustyd

/// What a Mac's kernel says of a process, written as `xnu` lays it out: a count, the program's path with zeros behind it, arguments, environment.
@Suite struct ProcessArgumentsTests {
    private func record(_ count: UInt32, _ texts: [String], padding: Int = 1) -> [UInt8] {
        let number = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        let path = Array(texts[0].utf8) + [UInt8](repeating: 0, count: padding)
        return number + path + texts.dropFirst().flatMap { Array($0.utf8) + [0] }
    }

    private func texts(_ bytes: [[UInt8]]) -> [String] { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test(arguments: [1, 7]) func `arguments and environment are told apart by their number`(padding: Int) throws {
        let bytes = record(
            3,
            ["/usr/bin/rsync", "rsync", "-a", "", "HOME=/var/root", "DUSTY_CHILD_OF=/run/d.sock", "", "ptr_munge="],
            padding: padding
        )
        let found = try #require(ProcessArguments(bytes))
        #expect(texts(found.arguments) == ["rsync", "-a", ""])
        #expect(texts(found.environment) == ["HOME=/var/root", "DUSTY_CHILD_OF=/run/d.sock"])
    }

    @Test func `a process without an environment has none`() throws {
        let found = try #require(ProcessArguments(record(1, ["/sbin/launchd", "launchd"])))
        #expect(texts(found.arguments) == ["launchd"])
        #expect(found.environment.isEmpty)
    }

    @Test func `a record that was cut gives at most what it has, and never reads on`() {
        let whole = record(2, ["/usr/bin/ssh", "ssh", "far", "HOME=/var/root", "DUSTY_CHILD_OF=/run/d.sock", ""])
        for length in 0...whole.count {
            guard let found = ProcessArguments(Array(whole.prefix(length))) else { continue }
            #expect(found.arguments.count == 2)
            #expect(found.environment.count <= 2)
        }
        // More arguments than there are texts.
        #expect(ProcessArguments(record(9, ["/usr/bin/ssh", "ssh", "far"])) == nil)
    }

    @Test func `an argument that looks like the environment is none, and bytes that are no text are kept`() throws {
        let hostile = try #require(ProcessArguments(record(2, ["/bin/sh", "sh", "DUSTY_CHILD_OF=/run/d.sock", "A=1"])))
        #expect(texts(hostile.environment) == ["A=1"])
        let number: [UInt8] = [1, 0, 0, 0]
        let raw = try #require(ProcessArguments(number + [0x2F, 0, 0x73, 0, 0xFF, 0xFE, 0x3D, 0]))
        #expect(raw.environment == [[0xFF, 0xFE, 0x3D]])
    }

    @Test(arguments: [[], [1, 0, 0], [1, 0, 0, 0, 0x2F], [0xFF, 0xFF, 0xFF, 0xFF, 0x2F, 0, 0x2F, 0]] as [[UInt8]])
    func `what cannot be such a record is refused`(_ bytes: [UInt8]) {
        #expect(ProcessArguments(bytes) == nil)
    }
}
