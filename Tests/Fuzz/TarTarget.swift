import DustyCore
import Foundation

@testable import dustyd

/// Archives: a backup, and what `cp` rewrites, in pieces of any size.
enum TarTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        for archive in [bytes, sealed(bytes)] {
            scan(archive)
            rewrite(archive)
        }
    }

    /// The archive with true checksums, which no fuzzer finds by itself.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for start in stride(from: 0, to: bytes.count - 511, by: 512)
        where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
            for index in 148..<156 { bytes[start + index] = 0x20 }
            let sum = bytes[start..<(start + 512)].reduce(0) { $0 + Int($1) }
            let digits = String(sum, radix: 8)
            let field = String(repeating: "0", count: 6 - digits.count) + digits
            bytes.replaceSubrange((start + 148)..<(start + 156), with: Array(field.utf8) + [0, 0x20])
        }
        return bytes
    }

    private static func scan(_ archive: [UInt8]) {
        var scanner = TarScanner()
        do {
            for piece in cut(archive) { _ = try scanner.append(piece) }
            for name in scanner.names { check(name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)) }
            guard !scanner.hasEnded else { return _ = try scanner.finished() }
            let manifest = BackupManifest(
                of: scanner,
                stack: "default",
                createdAt: .init(milliseconds: 0),
                warnings: []
            )
            guard (try? scanner.append(manifest.ending())) != nil, let read = try? scanner.finished() else { return }
            require(read == manifest, "a manifest is read as written")
        } catch {}
    }

    private static func check(_ parts: [Substring.UTF8View]) {
        require(parts.count == 1, "a name at the top: \(parts)")
        require(parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual("..".utf8) }, "a name at the top: \(parts)")
    }

    private static func rewrite(_ archive: [UInt8]) {
        let move = CopyMove(dropping: 1, prefix: ["in"], keepsOwners: false, isForHost: true)
        guard let result = rewritten(archive, by: move) else { return }
        // Nothing lands elsewhere, and what we wrote we can read.
        let stays = CopyMove(dropping: 0, prefix: [], keepsOwners: true, isForHost: false)
        guard let again = rewritten(result, by: stays) else { fatalError("a rewritten archive cannot be read") }
        require(rewritten(again, by: stays) == again, "a rewritten archive stays as it is")
    }

    private static func rewritten(_ archive: [UInt8], by move: CopyMove) -> [UInt8]? {
        var rewriter = TarRewriter { entry in
            let moved = try move(entry)
            let links = moved.map { $0.kind == .hardLink ? [$0.target] : [] } ?? []
            for path in links + [(moved?.path ?? []).joined(separator: "/")] {
                let parts = path.utf8.split(separator: 0x2F)
                require(!parts.contains { $0.elementsEqual("..".utf8) }, "a path that climbs: \(path.debugDescription)")
                require(path.utf8.first != 0x2F, "a path from the top: \(path.debugDescription)")
            }
            return moved
        }
        var result: [UInt8] = []
        do {
            for piece in cut(archive) { result += try rewriter.append(piece) }
            return result + (try rewriter.finish())
        } catch {
            return nil
        }
    }

    /// Pieces whose sizes depend on the content.
    private static func cut(_ archive: [UInt8]) -> [[UInt8]] {
        let size = 1 + archive.prefix(100).reduce(0) { $0 + Int($1) } % 700
        return stride(from: 0, to: archive.count, by: size).map { Array(archive[$0..<min($0 + size, archive.count)]) }
    }
}
