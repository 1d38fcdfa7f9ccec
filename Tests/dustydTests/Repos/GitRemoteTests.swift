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
    func `git is not given a login with the address`(name: String, url: String) throws {
        #expect(try GitRemote(RepoReference(name)).url == url)
    }

    @Test func `a login is given by variables, for its own host alone`() throws {
        let remote = try GitRemote(RepoReference("https://me:se%2Fcret@h.example:8443/o/x"))
        let variables = try #require(remote.login).variables
        #expect(variables["DUSTY_GIT_USER"] == "me" && variables["DUSTY_GIT_PASSWORD"] == "se/cret")
        #expect(variables["GIT_CONFIG_COUNT"] == "2")
        #expect(variables["GIT_CONFIG_KEY_0"] == "credential.https://h.example:8443.helper")
        #expect(variables["GIT_CONFIG_VALUE_0"]?.isEmpty == true)
        #expect(variables["GIT_CONFIG_KEY_1"] == "credential.https://h.example:8443.helper")
        // What git starts for it is in the arguments of a shell.
        #expect(variables["GIT_CONFIG_VALUE_1"]?.contains("cret") == false)
    }

    @Test func `a user without a password is only who the helpers are asked for`() throws {
        let variables = try #require(GitRemote(RepoReference("https://me@h/o/x")).login).variables
        let expected = [
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.https://h.username", "GIT_CONFIG_VALUE_0": "me",
        ]
        #expect(variables == expected)
    }

    @Test(arguments: ["", "-oProxyCommand=x", "--upload-pack=x", "ext::sh -c x", "ssh://-oX/y", "a\nb"])
    func `options and helpers are refused`(name: String) {
        let error = #expect(throws: DustyError.self) { try GitRemote(RepoReference(name)) }
        #expect(error?.code == .invalid)
    }
}
