import Testing

@testable import dustyd

@Suite struct UserChangeTests {
    @Test func `it understands what setpriv is told to run a program as a user`() throws {
        let user = User(uid: 501, gid: 20, groups: [20, 12, 61], name: "ann", home: "/Users/ann")
        let change = try #require(UserChange(user.switching + ["/usr/bin/git", "status", "--", "x"]))
        #expect(change.user == (501, 501))
        #expect(change.group == (20, 20))
        #expect(change.groups == [20, 12, 61])
        #expect(change.command == ["/usr/bin/git", "status", "--", "x"])
    }

    @Test func `real and effective ids can differ`() throws {
        let words = ["--ruid", "0", "--euid", "501", "--rgid", "0", "--egid", "20", "--clear-groups", "--", "rsync"]
        let change = try #require(UserChange(words))
        #expect(change.user == (0, 501))
        #expect(change.group == (0, 20))
        #expect(change.groups == [])
        #expect(UserChange(["--reuid", "0", "--regid", "0", "--keep-groups", "--", "sh"])?.groups == nil)
    }

    @Test(
        arguments: [
            [], ["--"], ["--reuid", "501"], ["--reuid", "-1", "--", "sh"], ["--groups", "20,,12", "--", "sh"],
            ["--pdeathsig", "9", "--", "sh"], ["sh"],
        ]
    )
    func `what it does not understand it refuses`(_ words: [String]) {
        #expect(UserChange(words) == nil)
    }
}
