import DustyCore
import Testing

@testable import dustyd

@Suite struct FormatRequestTests {
    private static func members(of bytes: [UInt8]) -> [(header: TarHeader, text: String)] {
        var members: [(TarHeader, String)] = []
        var start = 0
        while start + 512 <= bytes.count, let header = TarHeader(block: Array(bytes[start..<start + 512])) {
            let content = start + 512..<start + 512 + Int(header.size)
            members.append((header, String(decoding: bytes[content], as: UTF8.self)))
            start = content.upperBound + TarHeader.padding(after: header.size)
        }
        return members
    }

    @Test func `a disk begins with the words that boot2docker waits for, and with the key`() {
        let request = FormatRequest(key: "ssh-ed25519 AAAA x", hostName: "vm", time: Timestamp(milliseconds: 0))
        let members = Self.members(of: request.bytes)
        #expect(request.bytes.starts(with: "boot2docker, please format-me".utf8))
        #expect(
            members.map(\.header.name) == [
                "boot2docker, please format-me", ".ssh/", ".ssh/authorized_keys", ".ssh/authorized_keys2", ".dusty/",
                ".dusty/hostname",
            ]
        )
        #expect(members.map(\.header.type) == ["0", "5", "0", "0", "5", "0"])
        #expect(members[2].text == "ssh-ed25519 AAAA x\n" && members[5].text == "vm\n")
        #expect(request.bytes.count % 512 == 0 && request.bytes.suffix(1024).allSatisfy { $0 == 0 })
    }
}
