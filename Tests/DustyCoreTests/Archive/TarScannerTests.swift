import DustyCore
import Essentials
import Testing

@Suite struct TarScannerTests {
    /// A member with its header, content and padding.
    private static func member(_ name: String, _ text: String = "", type: Character = "0", link: String = "") -> [UInt8]
    {
        let content = Array(text.utf8)
        var header = TarHeader(name: name, size: Int64(content.count))
        header.type = type
        var block = header.block()
        if !link.isEmpty {
            for (index, byte) in link.utf8.enumerated() { block[157 + index] = byte }
            for index in 148..<156 { block[index] = 0x20 }
            let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
            let digits = String(repeating: "0", count: 6 - sum.count) + sum
            for (index, byte) in (Array(digits.utf8) + [0, 0x20]).enumerated() { block[148 + index] = byte }
        }
        return block + content + [UInt8](repeating: 0, count: TarHeader.padding(after: Int64(content.count)))
    }

    /// A whole backup of these members.
    private static func backup(_ members: [[UInt8]]) throws -> [UInt8] {
        var scanner = TarScanner()
        let bytes = try scanner.append(members.flatMap { $0 })
        let manifest = BackupManifest(
            of: scanner,
            stack: "default",
            createdAt: Timestamp(milliseconds: 0),
            warnings: []
        )
        return bytes + (try manifest.ending())
    }

    private static let tree = [
        member("./data/", type: "5"), member("./data/file", "hello"),
        member("./data/link", type: "2", link: "/etc/passwd"),
        member("./data/hard", type: "1", link: "./data/file"), member("./pipe", type: "6"),
    ]

    @Test(arguments: [1, 7, 511, 512, 513, 100_000])
    func `a backup is read whole however it is cut`(size: Int) throws {
        let bytes = try Self.backup(Self.tree)
        var scanner = TarScanner()
        var passed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            passed += try scanner.append(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        let manifest = try scanner.finished()
        #expect(manifest.names == ["data", "pipe"])
        #expect(manifest.entries == 5)
        #expect(passed == Self.tree.flatMap { $0 })
    }

    @Test(arguments: [
        ([member("/etc/passwd", "x")], "absolute"), ([member("./a/../../b", "x")], "leads out"),
        ([member("..", type: "5")], "leads out"), ([member("./null", type: "3")], "device"),
        ([member("./disk", type: "4")], "device"), ([member("./odd", type: "D")], "of a kind"),
        ([member("./a", type: "2", link: "/etc"), member("./a/passwd", "x")], "through a link"),
        ([member("./a", type: "2", link: "/etc"), member("./a", "x")], "through a link"),
        ([member("./h", type: "1", link: "/etc/shadow")], "absolute"),
        ([member("./h", type: "1", link: "../shadow")], "leads out"),
        ([member("PaxHeaders/x", "21 path=/etc/passwd1\n", type: "x"), member("./ok", "x")], "absolute"),
        ([member("PaxHeaders/x", "99 path=a\n", type: "x"), member("./ok", "x")], "damaged"),
        ([member("PaxHeaders/x", "26 GNU.sparse.name=../abc\n", type: "x"), member("./ok", "x")], "leads out"),
        ([member("./dir", "content", type: "5")], "damaged"),
    ])
    func `what could do harm is refused`(members: [[UInt8]], reason: String) {
        var scanner = TarScanner()
        let error = #expect(throws: DustyError.self) { _ = try scanner.append(members.flatMap { $0 }) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    private static let volumes = [
        member("./data/", type: "5"), member("./data/file", "hello"), member("./.dusty-volumes/one/", type: "5"),
        member("./.dusty-volumes/one/file", "1"),
        member("./.dusty-volumes/one/hard", type: "1", link: "./.dusty-volumes/one/file"),
        member("./.dusty-volumes/two.x-y_z/", type: "5"),
    ]

    @Test func `volumes are told apart, and versions that do not know them refuse the backup`() throws {
        // As it is packed: each part with an end of its own.
        var packing = TarScanner()
        var bytes = try packing.append(Self.volumes.prefix(2).flatMap { $0 } + TarScanner.end)
        packing.goOn()
        bytes += try packing.append(Self.volumes.dropFirst(2).flatMap { $0 } + TarScanner.end)
        #expect(packing.hasEnded && bytes == Self.volumes.flatMap { $0 })
        let time = Timestamp(milliseconds: 0)
        let manifest = BackupManifest(of: packing, stack: "side", createdAt: time, warnings: [])
        var scanner = TarScanner()
        _ = try scanner.append(bytes + (try manifest.ending()))
        #expect(try scanner.finished() == manifest)
        #expect(manifest.names == ["data"] && manifest.volumes == ["one", "two.x-y_z"])
        #expect(manifest.format == "dusty-backup-2")
        #expect(manifest.contents == "data, the volume one, the volume two.x-y_z")
        // One that says another format, or other volumes than it has.
        for change in [{ $0.format = "dusty-backup-1" }, { $0.volumes = ["one"] }, { $0.volumes = nil }]
            as [(inout BackupManifest) -> Void]
        {
            var other = manifest
            change(&other)
            var scanner = TarScanner()
            #expect(throws: DustyError.self) {
                _ = try scanner.append(bytes + (try other.ending()))
                _ = try scanner.finished()
            }
        }
    }

    @Test(arguments: [
        ([member("./.dusty-volumes", "x")], "in no volume"),
        ([member("./.dusty-volumes", type: "2", link: "/etc")], "in no volume"),
        ([member("./.dusty-volumes/v", type: "2", link: "/etc")], "cannot be a volume"),
        ([member("./.dusty-volumes/v", "x")], "cannot be a volume"),
        (
            [member("./.dusty-volumes/v/", type: "5"), member("./.dusty-volumes/v", type: "2", link: "/etc")],
            "cannot be a volume"
        ),
        ([member("./.dusty-volumes/.hidden/", type: "5")], "cannot be a volume"),
        ([member("./.dusty-volumes/a b/", type: "5")], "cannot be a volume"),
        ([member("./.dusty-volumes/\(String(repeating: "v", count: 64))/x", "x")], "in no volume"),
        ([member("./.dusty-volumes/v/../../x", "x")], "leads out"),
        (
            [member("./.dusty-volumes/v/", type: "5"), member("./.dusty-volumes/v/h", type: "1", link: "./data/file")],
            "elsewhere in the archive"
        ),
        (
            [member("./.dusty-volumes/v/", type: "5"), member("./h", type: "1", link: "./.dusty-volumes/v/file")],
            "elsewhere in the archive"
        ),
        (
            [
                member("./.dusty-volumes/v/", type: "5"), member("./.dusty-volumes/w/", type: "5"),
                member("./.dusty-volumes/v/h", type: "1", link: "./.dusty-volumes/w/file"),
            ], "elsewhere in the archive"
        ),
        (
            [
                member("./.dusty-volumes/v/", type: "5"), member("./.dusty-volumes/v/l", type: "2", link: "/etc"),
                member("./.dusty-volumes/v/l/passwd", "x"),
            ], "through a link"
        ),
    ])
    func `what leads out of a volume, or is none, is refused`(members: [[UInt8]], reason: String) {
        var scanner = TarScanner()
        let error = #expect(throws: DustyError.self) { _ = try scanner.append(members.flatMap { $0 }) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `what is no whole backup is refused`() throws {
        let whole = try Self.backup(Self.tree)
        func reason(_ bytes: [UInt8]) -> String {
            var scanner = TarScanner()
            do {
                _ = try scanner.append(bytes)
                _ = try scanner.finished()
                return "accepted"
            } catch { return error.message }
        }
        #expect(reason([]).contains("it is empty"))
        #expect(reason(Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 7, count: 600)).contains("not a tar archive"))
        #expect(reason(Array(whole.prefix(1000))).contains("truncated"))
        #expect(reason(Array(whole.dropLast(1024))).contains("truncated"))
        #expect(reason(Self.tree.flatMap { $0 } + TarScanner.end).contains("no manifest"))
        #expect(reason(whole + [1]).contains("follows its end"))
        var changed = whole
        changed[1024] = UInt8(ascii: "j")
        #expect(reason(changed).contains("checksum"))
        #expect(reason(whole) == "accepted")
    }
}
