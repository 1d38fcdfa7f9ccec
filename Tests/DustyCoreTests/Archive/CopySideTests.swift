import DustyCore
import Testing

struct CopySideTests {
    @Test(
        arguments: [
            ("api:/data", .container(ContainerPlace(name: "api", path: "/data"))),
            ("api:/a:b", .container(ContainerPlace(name: "api", path: "/a:b"))),
            ("api:/", .container(ContainerPlace(name: "api", path: "/"))),
            ("data", .local("data")), ("-data", .local("-data")), ("./a:b", .local("./a:b")),
            ("/abs/a:b", .local("/abs/a:b")), ("dir/a:b", .local("dir/a:b")), ("..", .local("..")),
        ] as [(String, CopySide)]
    )
    func `A95 a side is name:/path or a local path`(text: String, side: CopySide) throws {
        #expect(try CopySide(text) == side)
    }

    @Test(arguments: [
        ("", "empty"), (":/data", "no app"), ("api:data", "not an absolute"), ("api:", "not an absolute"),
    ])
    func `A95 a side that is neither is refused with the way out`(text: String, words: String) {
        let error = #expect(throws: DustyError.self) { try CopySide(text) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(words) == true)
    }

    @Test(
        arguments: [
            ("/a/b", "/a/b", false, false), ("/a/b/", "/a/b", true, false), ("/a/b/.", "/a/b", true, true),
            ("b//", "b", true, false), ("/", "/", true, false), (".", ".", true, true), ("./", ".", true, false),
        ] as [(String, String, Bool, Bool)]
    )
    func `the ending of a path says what is meant`(text: String, path: String, directory: Bool, contents: Bool) {
        let read = CopyPath(text)
        #expect(read.path == path)
        #expect(read.wantsDirectory == directory)
        #expect(read.wantsContents == contents)
    }

    @Test(arguments: [("/a/../b", "/b"), ("/../..", "/"), ("/a/./b/", "/a/b"), ("/a//b/.", "/a/b")])
    func `dots in a container's path are resolved`(text: String, path: String) {
        #expect(CopyPath(inContainer: text).path == path)
    }

    /// Source, whether it is a directory, destination, what stands there: directory and name below it.
    @Test(
        arguments: [
            ("/s/f", false, "/d", .missing, "/", "d"), ("/s/f", false, "/d/x", .missing, "/d", "x"),
            ("/s/f", false, "/d", .file, "/", "d"), ("/s/f", false, "/d", .directory, "/d", "f"),
            ("/s/f", false, "/d/", .directory, "/d", "f"), ("/s/t", true, "/d", .missing, "/", "d"),
            ("/s/t", true, "/d/", .missing, "/", "d"), ("/s/t", true, "/d", .directory, "/d", "t"),
            ("/s/t/", true, "/d", .directory, "/d", "t"), ("/s/t/.", true, "/d", .directory, "/d", nil),
            ("/s/t/.", true, "/d", .missing, "/", "d"),
        ] as [(String, Bool, String, CopyTarget.Found, String, String?)]
    )
    func `A97 a copy goes where cp -r puts it`(
        source: String,
        isDirectory: Bool,
        destination: String,
        found: CopyTarget.Found,
        directory: String,
        name: String?
    ) throws {
        let path = CopyPath(source)
        let placement = try CopyTarget(path: CopyPath(destination), found: found)
            .placement(of: path, named: path.name, isDirectory: isDirectory)
        #expect(placement.directory == directory)
        #expect(placement.name == name)
    }

    @Test(
        arguments: [
            (false, "/d/", .missing, .notFound), (true, "/d", .file, .conflict), (false, "/d/", .file, .conflict),
        ] as [(Bool, String, CopyTarget.Found, DustyError.Code)]
    )
    func `A99 a destination that cannot be is refused`(
        isDirectory: Bool,
        destination: String,
        found: CopyTarget.Found,
        code: DustyError.Code
    ) {
        let target = CopyTarget(path: CopyPath(destination), found: found)
        let error = #expect(throws: DustyError.self) {
            try target.placement(of: CopyPath("/s/x"), named: "x", isDirectory: isDirectory)
        }
        #expect(error?.code == code)
        #expect(error?.message.contains("/d") == true)
    }
}
