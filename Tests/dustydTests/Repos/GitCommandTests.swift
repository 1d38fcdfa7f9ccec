import CLibrary
import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct GitCommandTests {
    @Test(arguments: ["master", "trunk"])
    func `A66 a repo is cloned once, is current, and follows its default branch`(branch: String) async throws {
        try await GitFixture.with(branch: branch) { fixture in
            let first = try await fixture.update()
            #expect(first.outcome == .cloned)
            #expect(textOfFile(fixture.clone + "/file") == "one\n")
            #expect(try await fixture.update() == RepoUpdate(outcome: .current, revision: first.revision))
            let second = try await fixture.commit("two")
            #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: second))
            #expect(textOfFile(fixture.clone + "/file") == "two\n")
            #expect(
                tree(fixture.directory + "/managed").filter { !$0.contains(".git/") } == [
                    "org", "org/app", "org/app/.git", "org/app/file",
                ]
            )
        }
    }

    @Test func `a renamed default branch is followed`() async throws {
        try await GitFixture.with(branch: "master") { fixture in
            _ = try await fixture.update()
            try await fixture.git("branch", "--move", "main", at: fixture.source)
            let second = try await fixture.commit("two")
            #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: second))
            #expect(try await fixture.git("symbolic-ref", "HEAD", at: fixture.clone) == "refs/heads/main")
            #expect(try await fixture.update().outcome == .current)
        }
    }

    @Test func `uncommitted changes are kept`() async throws {
        try await GitFixture.with { fixture in
            let first = try await fixture.update()
            try makeFile(fixture.clone + "/file", "mine\n")
            #expect(try await fixture.update().outcome == .current)
            try await fixture.commit("two")
            let update = try await fixture.update()
            #expect(update.outcome == .kept("it has uncommitted changes: file"))
            #expect(update.revision == first.revision)
            #expect(textOfFile(fixture.clone + "/file") == "mine\n")
        }
    }

    @Test func `commits of its own are kept`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            let mine = try await fixture.commit("mine", at: fixture.clone)
            try await fixture.commit("two")
            let update = try await fixture.update()
            guard case .kept(let reason) = update.outcome else { throw DustyError(.internal, "\(update)") }
            #expect(reason.hasPrefix("it has commits that trunk does not have; keep them with `git -C "))
            #expect(reason.contains("reset --hard origin/trunk`"))
            #expect(update.revision == mine)
        }
    }

    @Test func `an untracked file in the way is kept`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            try makeFile(fixture.clone + "/new", "mine\n")
            try makeFile(fixture.source + "/new", "theirs\n")
            try await fixture.commit("two")
            guard case .kept(let reason) = try await fixture.update().outcome else {
                Issue.record("not kept")
                return
            }
            #expect(reason.contains("new"))
            #expect(textOfFile(fixture.clone + "/new") == "mine\n")
        }
    }

    @Test func `another branch is kept`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            try await fixture.git("checkout", "--quiet", "-b", "topic", at: fixture.clone)
            #expect(try await fixture.update().outcome == .kept("it is on branch topic, and the default is trunk"))
        }
    }

    @Test func `something else in its place is never touched`() async throws {
        try await GitFixture.with { fixture in
            try makeFile(fixture.clone + "/precious", "x")
            let error = await #expect(throws: DustyError.self) { try await fixture.update() }
            #expect(error?.code == .conflict)
            #expect(tree(fixture.clone) == ["precious"])
        }
    }

    @Test func `a source that is gone is named and leaves nothing behind`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = GitFixture(directory: directory)
            let error = await #expect(throws: DustyError.self) { try await fixture.update() }
            #expect(error?.message.contains(fixture.source) == true)
            #expect(error?.message.contains(fixture.caller.user.name) == true)
            #expect(tree(directory) == ["managed", "managed/org"])
        }
    }

    @Test func `a repo without a commit says so`() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = GitFixture(directory: directory)
            mkdir(fixture.source, 0o755)
            try await fixture.git("init", "--quiet", at: fixture.source)
            let error = await #expect(throws: DustyError.self) { try await fixture.update() }
            #expect(error?.message.contains("no commit") == true)
            #expect(tree(directory + "/managed") == ["org"])
        }
    }

    @Test func `A64 git runs as the caller with the caller's agent, without a prompt, and its failure says what to do`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let user = User(uid: geteuid(), gid: getegid(), groups: [], name: "alice", home: directory)
            let runner = RecordingRunner {
                $0.arguments.contains("clone") ? .failure(128, "Permission denied (publickey).") : nil
            }
            let error = await #expect(throws: DustyError.self) {
                try await GitCommand(runner: runner).update(
                    RepoReference("github.com/org/x"),
                    branch: nil,
                    at: directory + "/x",
                    as: Caller(user: user, sshAuthSock: "/tmp/agent")
                )
            }
            let command = try #require(runner.commands.first)
            #expect(command.user == user)
            #expect(command.environment["SSH_AUTH_SOCK"] == "/tmp/agent")
            #expect(command.environment["GIT_TERMINAL_PROMPT"] == "0")
            #expect(command.environment["GIT_SSH_COMMAND"]?.contains("BatchMode=yes") == true)
            #expect(command.arguments.dropLast().suffix(2) == ["--", "ssh://git@github.com/org/x"])
            for word in ["alice", "github.com", "org/x"] { #expect(error?.message.contains(word) == true) }
            #expect(error?.hint?.contains("ssh-add -l") == true)
        }
    }
}

/// Users of this host who are not root; the tests change ids and so need root.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct GitOwnershipTests {
    private func withFixture(_ body: (GitFixture, User) async throws -> Void) async throws {
        let nobody = try #require(User.lookup(name: "nobody"))
        try await GitFixture.with { fixture in
            chmod(fixture.directory, 0o755)
            // The user must be willing to read a source that is root's.
            try makeFile(fixture.directory + "/home/.gitconfig", "[safe]\n\tdirectory = *\n")
            var user = nobody
            user.home = fixture.directory + "/home"
            try await body(fixture, user)
        }
    }

    @Test func `a clone belongs to the caller`() async throws {
        try await withFixture { fixture, nobody in
            var fixture = fixture
            fixture.caller.user = nobody
            #expect(try await fixture.update().outcome == .cloned)
            #expect(try owner(fixture.clone) == nobody.uid)
            #expect(try owner(fixture.clone + "/file") == nobody.uid)
            try await fixture.commit("two")
            #expect(try await fixture.update().outcome == .updated)
            #expect(try owner(fixture.clone + "/file") == nobody.uid)
        }
    }

    @Test func `another user gets a fresh clone when nothing is lost by it`() async throws {
        try await withFixture { fixture, nobody in
            let first = try await fixture.update()
            #expect(first.outcome == .cloned)
            #expect(try owner(fixture.clone) == 0)
            var theirs = fixture
            theirs.caller.user = nobody
            let second = try await theirs.update()
            #expect(second.outcome == .cloned)
            #expect(try owner(fixture.clone) == nobody.uid)
            #expect(tree(fixture.directory + "/managed/org").filter { !$0.contains("/") } == ["app"])
        }
    }

    @Test func `another user's changes are kept`() async throws {
        try await withFixture { fixture, nobody in
            _ = try await fixture.update()
            try makeFile(fixture.clone + "/file", "mine\n")
            var theirs = fixture
            theirs.caller.user = nobody
            #expect(
                try await theirs.update().outcome == .kept("it belongs to root and it has uncommitted changes: file")
            )
            #expect(try owner(fixture.clone) == 0)
        }
    }

    @Test func `root lets the owner do the work`() async throws {
        try await withFixture { fixture, nobody in
            let runner = RecordingRunner { command in
                if command.arguments.contains("rev-parse") { return .output("abc") }
                if command.arguments.contains("symbolic-ref") { return .output("trunk") }
                return .output("ref: refs/heads/trunk\tHEAD", "abc\tHEAD")
            }
            try makeFile(fixture.clone + "/.git/config")
            lchown(fixture.clone, nobody.uid, nobody.gid)
            let update = try await GitCommand(runner: runner).update(
                RepoReference(fixture.source),
                branch: nil,
                at: fixture.clone,
                as: fixture.caller
            )
            #expect(update.outcome == .current)
            #expect(runner.commands.allSatisfy { $0.user?.name == "nobody" })
        }
    }

    @Test func `a clone that must be the caller's becomes theirs, even root's, unless it holds another user's work`()
        async throws
    {
        try await withFixture { fixture, nobody in
            var theirs = fixture
            theirs.caller.user = nobody
            _ = try await theirs.update()
            func claim() async throws -> RepoUpdate {
                try await GitCommand(runner: fixture.runner).update(
                    RepoReference(fixture.source),
                    branch: nil,
                    at: fixture.clone,
                    as: fixture.caller,
                    owned: true
                )
            }
            try makeFile(fixture.clone + "/file", "mine\n")
            let error = await #expect(throws: DustyError.self) { try await claim() }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("belongs to nobody and must be root's") == true)
            try makeFile(fixture.clone + "/file", "one\n")
            #expect(try await claim().outcome == .cloned)
            #expect(try owner(fixture.clone) == 0)
        }
    }

    private func owner(_ path: String) throws -> UInt32? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
    }
}
