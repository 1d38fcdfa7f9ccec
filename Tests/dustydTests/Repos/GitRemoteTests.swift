import DustyCore
import Testing

@testable import dustyd

@Suite struct GitRemoteTests {
    @Test(
        arguments: [
            ("github.com/org/x", "ssh://git@github.com/org/x", "github.com"),
            ("/a/b", "file:///a/b", nil),
            ("file:///a/b.git", "file:///a/b.git", nil),
            ("https://h.example/o/x", "https://h.example/o/x.git", "h.example"),
            ("https://h.example/o/x.git", "https://h.example/o/x.git", "h.example"),
            ("ssh://git@h/o/x", "ssh://git@h/o/x", "h"),
            ("ssh://u@h:2222/o/x", "ssh://u@h:2222/o/x", "h"),
            ("git@h:o/x.git", "git@h:o/x.git", "h"),
        ] as [(String, String, String?)]
    )
    func `every form leads to its address and host`(name: String, url: String, host: String?) throws {
        let remote = try GitRemote(RepoReference(name))
        #expect(remote.url == url)
        #expect(remote.host == host)
    }

    @Test(
        arguments: zip(
            ["https://me:secret@h/o/x", "ssh://git@h:22/o/x", "git@h:o/x", "file:///a/b:c@d"],
            ["https://h/o/x.git", "ssh://git@h:22/o/x", "git@h:o/x", "file:///a/b:c@d"]
        )
    )
    func `a password is never shown`(name: String, shown: String) throws {
        #expect(try GitRemote(RepoReference(name)).shown == shown)
    }

    @Test(arguments: ["", "-oProxyCommand=x", "--upload-pack=x", "ext::sh -c x", "ssh://-oX/y", "a\nb"])
    func `options and helpers are refused`(name: String) {
        let error = #expect(throws: DustyError.self) { try GitRemote(RepoReference(name)) }
        #expect(error?.code == .invalid)
    }
}
