import CLibrary
import DustyCore
import SystemPackage

/// One request to the script `remote-hand.sh`, as the bytes it reads.
struct HandRecord: Sendable, Equatable {
    /// How large a file may be: what one file takes, all others wait for.
    static let size = 1 << 20

    let bytes: [UInt8]

    /// Deletes what is no directory.
    init?(dropping path: [UInt8], from place: MachinePlace) {
        guard let address = Self.address(of: path, in: place) else { return nil }
        bytes = Array("drop 0\n".utf8) + address
    }

    /// Puts a file there; nil when that must be left to rsync.
    init?(_ content: [UInt8], _ status: FileStatus, at path: [UInt8], in place: MachinePlace) {
        self.init(content, status, type: "0", target: [], at: path, in: place)
    }

    /// Puts a link there.
    init?(link target: [UInt8], _ status: FileStatus, at path: [UInt8], in place: MachinePlace) {
        // A longer one needs what not every tar reads.
        guard target.count <= 100 else { return nil }
        self.init([], status, type: "2", target: target, at: path, in: place)
    }

    private init?(
        _ content: [UInt8],
        _ status: FileStatus,
        type: Unicode.Scalar,
        target: [UInt8],
        at path: [UInt8],
        in place: MachinePlace
    ) {
        guard let address = Self.address(of: path, in: place), content.count <= Self.size,
            let header = Self.header(status, type: type, size: content.count, target: target)
        else { return nil }
        var archive = Self.time(of: status) + header + content
        archive += [UInt8](
            repeating: 0,
            count: TarHeader.padding(after: Int64(content.count)) + 2 * TarHeader.blockSize
        )
        bytes = Array("put \(archive.count / TarHeader.blockSize)\n".utf8) + address + archive
    }

    /// Where it is: a line each. Nil when a line cannot hold it.
    private static func address(of path: [UInt8], in place: MachinePlace) -> [UInt8]? {
        let parts = path.split(separator: UInt8(ascii: "/"))
        guard let name = parts.last else { return nil }
        let below = [Array(place.relative.utf8)[...]] + parts.dropLast()
        let directory = Array(below.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: "/")]))
        let lines = [Array(place.trusted.utf8), directory, Array(name)]
        guard !lines.contains(where: { $0.contains(0x0A) || $0.contains(0) }) else { return nil }
        return lines.flatMap { $0 + [0x0A] }
    }

    /// The time to the nanosecond, which a header cannot hold.
    private static func time(of status: FileStatus) -> [UInt8] {
        let digits = String(status.nanoseconds + 1_000_000_000).dropFirst()
        let body = " mtime=\(status.seconds).\(digits)\n"
        // The length counts its own two digits.
        let record = Array("\(body.utf8.count + 2)\(body)".utf8)
        var header = TarHeader(name: "attributes", size: Int64(record.count))
        header.type = "x"
        return header.block() + record + [UInt8](repeating: 0, count: TarHeader.padding(after: Int64(record.count)))
    }

    /// Nil for numbers that its fields cannot hold.
    private static func header(_ status: FileStatus, type: Unicode.Scalar, size: Int, target: [UInt8]) -> [UInt8]? {
        guard status.owner < 1 << 21, status.group < 1 << 21, status.seconds >= 0, status.seconds < 1 << 33 else {
            return nil
        }
        var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
        func put(_ bytes: some Collection<UInt8>, at start: Int) {
            block.replaceSubrange(start..<(start + bytes.count), with: bytes)
        }
        func octal(_ value: Int, _ digits: Int) -> [UInt8] {
            let text = Array(String(value, radix: 8).utf8)
            return [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count) + text
        }
        put(Array("new".utf8), at: 0)
        put(octal(Int(status.rights), 7), at: 100)
        put(octal(Int(status.owner), 7), at: 108)
        put(octal(Int(status.group), 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(Int(status.seconds), 11), at: 136)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        block[156] = UInt8(ascii: type)
        put(target, at: 157)
        put(Array("ustar".utf8), at: 257)
        put(Array("00".utf8), at: 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0, 0x20], at: 148)
        return block
    }
}
