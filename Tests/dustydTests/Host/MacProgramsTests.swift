import Testing

@testable import dustyd

/// Options of a Mac's programs, by their manual pages.
@Suite struct MacProgramsTests {
    @Test func `rm gets options that it has`() {
        #expect(LocalDirectories.removing(isMac: true) == ["-R", "-f", "-x"])
        #expect(LocalDirectories.removing(isMac: false).contains("--one-file-system"))
    }

    @Test func `tar is not asked for what GNU's lacks on a Mac`() {
        #expect(Tar.packingArguments(["a"], of: "/d").contains("--xattrs"))
        #expect(Tar.unpackingArguments(isMac: false).contains("--acls"))
        for arguments in [Tar.packingArguments(["a"], of: "/d", isMac: true), Tar.unpackingArguments(isMac: true)] {
            #expect(arguments.contains("--numeric-owner"))
            #expect(!arguments.contains { $0.contains("xattr") || $0.contains("acl") })
        }
    }
}
