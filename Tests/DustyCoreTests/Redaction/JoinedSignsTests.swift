import Testing

@testable import DustyCore

/// To Swift `'` with a mark behind it, or behind a sign that joins what follows, is one character and no quote. What reads it next knows
/// nothing of that.
@Suite struct JoinedSignsTests {
    /// Joins what stands before it.
    private static let after = "\u{301}"
    /// Joins what stands behind it.
    private static let before = "\u{600}"

    @Test func `text is cut at bytes`() {
        #expect("a\(Self.before)/../b".parts(at: "/") == ["a\(Self.before)", "..", "b"])
        #expect("/\(Self.after)a//b/".parts(at: "/") == ["\(Self.after)a", "b"])
        #expect("a//".parts(at: "/", keepingEmpty: true) == ["a", "", ""])
        #expect("$$a$$\(Self.after)$".parts(at: "$$", keepingEmpty: true) == ["", "a", "\(Self.after)$"])
        #expect("".parts(at: "/").isEmpty && "".parts(at: "ab", keepingEmpty: true) == [""])
    }

    @Test func `no quote of a word ends its quotes`() throws {
        for text in ["a'\(Self.after);id", "a\(Self.before)';id", "'\(Self.after)"] {
            let quoted = ShellWord.quote(text)
            #expect(quoted.utf8.count { $0 == UInt8(ascii: "'") } == 5, "\(quoted)")
            #expect(try ShellWord.split(quoted) == [text])
        }
        #expect(try ShellWord.split("'a b'\(Self.after) c") == ["a b\(Self.after)", "c"])
    }

    @Test func `no path climbs, and none is two parts of a volume`() {
        #expect(!Naming.isContainerPath("/a\(Self.before)/../b"))
        #expect(!Naming.isContainerPath("/a\(Self.before):/b") && !Naming.isContainerPath("/a:\(Self.after)/b"))
        #expect(CopyPath(inContainer: "/a/b\(Self.before)/../../c").path == "/c")
        #expect(TarEntry.components("a\(Self.before)/../b").contains(".."))
        for name in ["/\(Self.after)x", "h/a\(Self.before)/../x", "git@h:\(Self.after)a/../../b"] {
            let parts = RepoReference(name).relativePath.utf8.split(separator: UInt8(ascii: "/"))
            #expect(!parts.contains { $0.elementsEqual("..".utf8) }, "\(name)")
        }
        #expect(RepoReference("/\(Self.after)x").isLocal)
        #expect(RepoReference("h/a\(Self.before)/../x").fault != nil)
    }

    @Test func `an archive is not left by such a path`() throws {
        for name in ["a\(Self.before)/../../x", "/\(Self.after)x"] {
            var scanner = TarScanner()
            #expect(throws: DustyError.self) {
                _ = try scanner.append(TarHeader(name: name, size: 0).block())
            }
        }
    }

    @Test func `Compose finds no reference`() {
        let value = ComposeDialect.escapingDollars(.string("\(Self.before)${HOME} $\(Self.after)"))
        #expect(value == .string("\(Self.before)$${HOME} $$\(Self.after)"))
    }
}
