@testable import DustyCore

/// Archives for tests, made and read by hand.
enum Tar {
    struct Member: Equatable {
        var path: String
        var target: String
        var owner: Int
        var mode: Int
        var keys: [String]
        var content: [UInt8]
    }

    /// One member with all its blocks.
    static func member(
        _ path: String,
        _ content: [UInt8] = [],
        kind: Character = "0",
        target: String = "",
        owner: Int = 1000,
        mode: Int = 0o644,
        records given: [String: String] = [:]
    ) -> [UInt8] {
        var records = PaxRecords()
        for (key, value) in given { records.set(key, value) }
        if path.utf8.count >= 100 { records.set("path", path) }
        let header = header(
            String(path.prefix(60)),
            size: content.count,
            kind: kind,
            target: target,
            owner: owner,
            mode: mode
        )
        guard !records.isEmpty else { return header + padded(content) }
        let described = Tar.header("PaxHeader", size: records.bytes.count, kind: "x", target: "", owner: 0)
        return described + padded(records.bytes) + header + padded(content)
    }

    static func archive(_ members: [[UInt8]]) -> [UInt8] {
        members.flatMap { $0 } + [UInt8](repeating: 0, count: 1024)
    }

    static func read(_ archive: [UInt8]) throws -> [Member] {
        var members: [Member] = []
        var rest = archive[...]
        var records = PaxRecords()
        while rest.count >= 512, rest.first != 0 {
            let block = try TarBlock(Array(rest.prefix(512)))
            let size = Int(block.size)
            let content = Array(rest.dropFirst(512).prefix(size))
            rest = rest.dropFirst(512 + (size + 511) / 512 * 512)
            if block.kind == UInt8(ascii: "x") {
                records = try PaxRecords(content)
                continue
            }
            let owner = block.bytes[108..<115].reduce(0) { $0 << 3 | Int($1 - 48) }
            let mode = block.bytes[100..<107].reduce(0) { $0 << 3 | Int($1 - 48) }
            members.append(
                Member(
                    path: records.text("path") ?? block.name,
                    target: records.text("linkpath") ?? block.target,
                    owner: owner,
                    mode: mode,
                    keys: records.keys,
                    content: content
                )
            )
            records = PaxRecords()
        }
        return members
    }

    private static func header(
        _ path: String,
        size: Int,
        kind: Character,
        target: String,
        owner: Int,
        mode: Int = 0o644
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            bytes.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(path, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(owner, 7), at: 108)
        put(octal(owner, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(1_700_000_000, 11), at: 136)
        put(String(repeating: " ", count: 8), at: 148)
        put(String(kind), at: 156)
        put(target, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        put("someone", at: 265)
        put(octal(bytes.reduce(0) { $0 + Int($1) }, 6), at: 148)
        bytes[154] = 0
        return bytes
    }

    private static func padded(_ content: [UInt8]) -> [UInt8] {
        content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}
