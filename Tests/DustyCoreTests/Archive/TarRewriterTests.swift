import Testing

@testable import DustyCore

struct TarRewriterTests {
    private static let move = CopyMove(
        dropping: 1,
        prefix: ["new", "place"],
        keepsOwners: false,
        isForHost: true
    )

    @Test(arguments: [1, 7, 100, 511, 512, 513, 4096, 1 << 20])
    func `paths and owners change, contents do not, however the archive is cut`(_ size: Int) throws {
        let long = String(repeating: "ä very long name ", count: 12)
        let archive = Tar.archive([
            Tar.member("old/", kind: "5"), Tar.member("old/a", Array("hello".utf8)),
            Tar.member("old/\(long)", [UInt8](repeating: 7, count: 1500)), Tar.member("old/empty"),
            Tar.member("old/link", kind: "2", target: "../a"), Tar.member("old/same", kind: "1", target: "old/a"),
        ])
        let changed = try rewrite(archive, Self.move, in: size)
        let members = try Tar.read(changed)
        #expect(
            members.map(\.path) == [
                "new/place/", "new/place/a", "new/place/\(long)", "new/place/empty", "new/place/link", "new/place/same",
            ]
        )
        #expect(members.map(\.content.count) == [0, 5, 1500, 0, 0, 0])
        #expect(members.map(\.target) == ["", "", "", "", "../a", "new/place/a"])
        #expect(members.allSatisfy { $0.owner == 0 })
    }

    @Test(
        arguments: [
            [0xFF], [0x61, 0xC3], [0xE4, 0x62], [0xF0, 0x9F, 0x98], [0xC0, 0x80], [0xED, 0xA0, 0x80],
            [0xF4, 0x8F, 0xBF, 0xBF], [0xC3, 0xA4],
            [0xEF, 0xBF, 0xBD], [0xF4, 0x8F, 0xBE, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func `F17 names are bytes`(bytes: [UInt8]) throws {
        #expect(RawName.bytes(RawName.text(bytes)) == bytes)
        let name = RawName.text(bytes)
        for filler in ["", String(repeating: "x", count: 120)] {
            let member = Tar.member("old/\(filler)dir/N", Array("x".utf8), kind: "0", target: "")
            var renaming = TarRewriter { entry in
                var entry = entry
                entry.path[entry.path.count - 1] = name
                return entry
            }
            let raw = try renaming.append(Tar.archive([member])) + renaming.finish()
            let changed = try rewrite(raw, Self.move, in: 7)
            let path = Array("new/place/\(filler)dir/".utf8) + bytes
            #expect(changed.firstRange(of: path) != nil)
            #expect(try Tar.read(changed).map(\.content) == [Array("x".utf8)])
        }
    }

    @Test func `F17 a slash that looks like part of a character still separates names`() {
        let archive = Tar.archive([Tar.member("old/..//\u{301}y", Array("x".utf8))])
        #expect(throws: DustyError.self) { try rewrite(archive, Self.move) }
        let hidden = Tar.archive([Tar.member("old/../\u{301}y", Array("x".utf8))])
        #expect(throws: DustyError.self) { try rewrite(hidden, Self.move) }
    }

    @Test func `owners are kept when they shall be`() throws {
        var move = Self.move
        move.keepsOwners = true
        let changed = try rewrite(Tar.archive([Tar.member("old/a", owner: 1234)]), move)
        #expect(try Tar.read(changed).map(\.owner) == [1234])
    }

    @Test func `contents alone leave the directory itself out`() throws {
        let move = CopyMove(dropping: 1, prefix: [], keepsOwners: false, isForHost: true)
        let archive = Tar.archive([Tar.member("./old/", kind: "5"), Tar.member("./old/a", Array("x".utf8))])
        #expect(try Tar.read(try rewrite(archive, move)).map(\.path) == ["a"])
    }

    @Test(arguments: ["3", "4", "6"])
    func `devices and pipes are left out on the way to this host`(kind: Character) throws {
        let archive = Tar.archive([Tar.member("old/dev", kind: kind), Tar.member("old/a", Array("x".utf8))])
        #expect(try Tar.read(try rewrite(archive, Self.move)).map(\.path) == ["new/place/a"])
    }

    @Test func `no bit of a container's lets a program on this host run as another user`() throws {
        let rights = ["SCHILY.xattr.security.capability": "x", "SCHILY.acl.access": "x", "LIBARCHIVE.xattr.user": "x"]
        let archive = Tar.archive([
            Tar.member("old/", kind: "5", mode: 0o7777), Tar.member("old/sh", mode: 0o6755, records: rights),
            Tar.member("old/sticky", mode: 0o1644), Tar.member("old/same", kind: "1", target: "old/sh", mode: 0o4755),
        ])
        for keepsOwners in [false, true] {
            var move = Self.move
            move.keepsOwners = keepsOwners
            let members = try Tar.read(try rewrite(archive, move))
            #expect(members.map(\.mode) == [0o1777, 0o755, 0o644, 0o755])
            #expect(members.flatMap(\.keys) == [])
            move.isForHost = false
            let between = try Tar.read(try rewrite(archive, move))
            #expect(between.map(\.mode) == [0o7777, 0o6755, 0o1644, 0o4755])
            #expect(between[1].keys.count == 3)
        }
    }

    @Test func `an absolute path lands below like any other`() throws {
        let archive = Tar.archive([Tar.member("/old/etc/passwd", Array("x".utf8))])
        #expect(try Tar.read(try rewrite(archive, Self.move)).map(\.path) == ["new/place/etc/passwd"])
    }

    @Test(arguments: [
        Tar.member("old/../../etc/passwd"), Tar.member("../x"),
        Tar.member("old/same", kind: "1", target: "old/../../x"),
        Tar.member("old/x", kind: "Z"),
    ])
    func `a member that leads out, or is of no known kind, ends the copy`(member: [UInt8]) {
        let error = #expect(throws: DustyError.self) { try rewrite(Tar.archive([member]), Self.move) }
        #expect(error?.code == .failed)
    }

    @Test(arguments: ["-1", "9223372036854775807"])
    func `a size that no file has is damage`(size: String) {
        var records = PaxRecords()
        records.set("size", size)
        let payload = records.bytes + [UInt8](repeating: 0, count: TarBlock.length - records.bytes.count)
        let described = TarBlock(describingWith: records.bytes.count).bytes + payload + Tar.member("old/a")
        #expect(throws: DustyError.self) { try rewrite(Tar.archive([described]), Self.move) }
    }

    @Test func `what breaks off or is no archive is an error`() {
        let archive = Tar.archive([Tar.member("old/a", Array("hello".utf8))])
        for bytes in [
            Array(archive.prefix(700)), Array("not an archive at all".utf8), [UInt8](repeating: 65, count: 2048), [],
        ] {
            #expect(throws: DustyError.self) { try rewrite(bytes, Self.move) }
        }
    }

    @Test func `records count their own length`() throws {
        for count in [1, 7, 80, 90, 91, 92, 93, 985, 990, 995] {
            var records = PaxRecords()
            records.set("path", String(repeating: "x", count: count))
            records.set("mtime", "12.5")
            let read = try PaxRecords(records.bytes)
            #expect(read == records)
            #expect(read.text("path")?.count == count)
        }
    }

    private func rewrite(_ archive: [UInt8], _ move: CopyMove, in size: Int = 1 << 20) throws -> [UInt8] {
        var rewriter = TarRewriter { try move($0) }
        var result: [UInt8] = []
        for start in stride(from: 0, to: archive.count, by: size) {
            result += try rewriter.append(Array(archive[start..<min(start + size, archive.count)]))
        }
        return result + (try rewriter.finish())
    }
}
