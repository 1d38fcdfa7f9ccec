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

    @Test(arguments: [[], [1, 0, 0], [1, 0, 0, 0, 0x2F], [0xFF, 0xFF, 0xFF, 0xFF, 0x2F, 0, 0x2F, 0]] as [[UInt8]])
    func `what cannot be such a record is refused`(_ bytes: [UInt8]) {
        #expect(ProcessArguments(bytes) == nil)
    }
}
