import CLibrary
import DustyCore
import Foundation
import Testing

@testable import dustyd

/// What a clone holds that would be lost with it.
@Suite(.timeLimit(.minutes(5))) struct CloneWorkTests {
    private func loss(_ fixture: GitFixture, asking: Bool = false) async throws -> String? {
        var work = CloneWork(runner: fixture.runner, path: fixture.clone, owner: fixture.caller.user)
        let source = fixture.source
        if asking {
            work.remoteTags = {
                let command = Command(program: "git", arguments: ["ls-remote", "--tags", source])
                return try await SubprocessRunner().run(command) { _ in }.output
            }
        }
        return try await work.loss()
    }

    private func shell(_ script: String, _ fixture: GitFixture) async throws {
        let command = Command(
            program: "sh",
            arguments: ["-ec", "git config user.name t; git config user.email t@t\n" + script],
            directory: fixture.clone
        )
        let result = try await fixture.runner.run(command) { _ in }
        try #require(result.status == 0, "\(result.errorOutput)")
    }

    private static let commit = "git checkout -q --detach; git commit -q --allow-empty -m w;"

    @Test(
        arguments: [
            ("echo work >file", "uncommitted changes: file"), ("echo work >new", "files of its own: new"),
            ("git config status.showUntrackedFiles no; echo work >new", "files of its own: new"),
            ("echo .env >.git/info/exclude; echo work >.env", "files that git ignores: .env"),
            ("git update-index --skip-worktree file; echo work >file", "whose changes git ignores: file"),
            ("git update-index --assume-unchanged file; echo work >file", "whose changes git ignores: file"),
            ("mkdir ../other; git config core.worktree ../../other; cp file ../other; echo work >new", "its own: new"),
            ("\(commit) git checkout -q trunk; git stash -q; echo w >file; git stash -q", "stashed changes"),
            ("git checkout -q -b topic; git commit -q --allow-empty -m w; git checkout -q trunk", "its remote lacks"),
            (commit, "its remote lacks"),
            ("\(commit) git update-ref refs/wip/1 HEAD; git checkout -q trunk", "its remote lacks"),
            ("\(commit) git tag work; git checkout -q trunk", "only tags point to"),
            ("git worktree add -q --detach ../tree", "work trees elsewhere"),
            ("mv .git ../git; ln -s ../git .git", "its .git"),
            ("rm .git/HEAD", "git cannot inspect it"),
        ]
    )
    func `everything that holds work is reported`(script: String, reason: String) async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            #expect(try await loss(fixture) == nil)
            try await shell(script, fixture)
            let words = try await loss(fixture)
            #expect(words?.contains(reason) == true, "\(words ?? "nothing")")
        }
    }

    @Test func `commits that only tags lead to are no loss when the remote has the same tags`() async throws {
        try await GitFixture.with { fixture in
            let identity = ["-c", "user.name=t", "-c", "user.email=t@t"]
            for arguments in [
                ["checkout", "-q", "--detach"], identity + ["commit", "-q", "--allow-empty", "-m", "release"],
                ["tag", "v1"], identity + ["tag", "-a", "-m", "v2", "v2"], ["checkout", "-q", "trunk"],
            ] {
                let command = Command(program: "git", arguments: arguments, directory: fixture.source)
                #expect(try await fixture.runner.run(command) { _ in }.status == 0)
            }
            _ = try await fixture.update()
            #expect(try await loss(fixture)?.contains("only tags point to") == true)
            #expect(try await loss(fixture, asking: true) == nil)
            try await shell("\(Self.commit) git tag work; git checkout -q trunk", fixture)
            #expect(try await loss(fixture, asking: true)?.contains("only tags point to") == true)
        }
    }

    @Test(
        arguments: [
            ("echo work >file", true),
            ("git update-index --skip-worktree file; echo work >file", true), ("echo work >new", true),
            ("echo new >>$(git rev-parse --git-path info/exclude); echo work >new", true),
            ("git commit -q --allow-empty -m w; git tag work; git checkout -q $(git rev-parse HEAD~1)", true),
            ("", false),
        ]
    )
    func `submodules are inspected too`(script: String, isWork: Bool) async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            let library = fixture.directory + "/library"
            try makeFile(library + "/file", "one\n")
            try await fixture.git("init", "--quiet", "--initial-branch", "trunk", at: library)
            try await fixture.commit("one", at: library)
            let add = "git -c protocol.file.allow=always submodule --quiet add \(library) sub"
            // What the remote has too, as far as the clone can tell.
            try await shell("\(add); git commit -q -m sub; git update-ref refs/remotes/origin/trunk HEAD", fixture)
            #expect(try await loss(fixture) == nil)
            try await shell("cd sub; git config user.name t; git config user.email t@t; \(script)", fixture)
            let words = try await loss(fixture)
            #expect((words != nil) == isWork, "\(words ?? "nothing")")
        }
    }

    @Test func `an ignored file is not overwritten by one that comes with an update`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            try await shell("echo .env >.git/info/exclude; echo mine >.env", fixture)
            try makeFile(fixture.source + "/.env", "theirs\n")
            try await fixture.commit("two")
            guard case .kept = try await fixture.update().outcome else {
                Issue.record("not kept")
                return
            }
            #expect(textOfFile(fixture.clone + "/.env") == "mine\n")
        }
    }
}

/// The directories around clones, which others might be able to change.
@Suite struct ClonePlaceTests {
    @Test func `clones below a directory that others can change are neither listed nor moved`() async throws {
        try await withTemporaryDirectory { root in
            for clone in ["host/org/app", "host/theirs/app"] { try makeFile("\(root)/\(clone)/.git/HEAD", "x") }
            chmod("\(root)/host/theirs", 0o777)
            try makeFile("\(root)/elsewhere/app/.git/HEAD", "x")
            symlink("\(root)/elsewhere", "\(root)/host/link")
            let repos = RepoDirectories(root: root)
            #expect(repos.found() == ["elsewhere/app", "host/org/app"])
            for clone in ["host/theirs/app", "host/link/app"] {
                let status = try #require(try FileStatus(at: "\(root)/\(clone)"))
                #expect(throws: DustyError.self) { try repos.setAside(clone, number: status.number) }
            }
            #expect(throws: DustyError.self) { try repos.setAside("host/org/app", number: 1) }
            let status = try #require(try FileStatus(at: "\(root)/host/org/app"))
            try repos.setAside("host/org/app", number: status.number)
            #expect(repos.found() == ["elsewhere/app"])
            #expect(textOfFile("\(root)/host/theirs/app/.git/HEAD") == "x")
            #expect(tree(repos.removed).filter { $0.hasSuffix("HEAD") }.count == 1)
        }
    }

    @Test func `no clone is put into a directory that others can change`() async throws {
        try await GitFixture.with { fixture in
            try makeFile(fixture.directory + "/managed/org/file", "x")
            chmod(fixture.directory + "/managed/org", 0o777)
            let git = GitCommand(runner: fixture.runner, root: fixture.directory + "/managed")
            let error = await #expect(throws: DustyError.self) {
                try await git.update(
                    RepoReference(fixture.source),
                    branch: nil,
                    at: fixture.clone,
                    as: fixture.caller
                )
            }
            #expect(error?.code == .conflict && error?.hint?.contains("chown root") == true)
            #expect(tree(fixture.directory + "/managed") == ["org", "org/file"])
        }
    }

    @Test func `what took the place of a clone in the making is not taken for it`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/outside/.git/HEAD", "x")
            let user = SubprocessRunner.currentUser
            let directory = try CloneDirectory.prepare("\(root)/repos/org/app", below: "\(root)/repos", for: user)
            symlink("\(root)/outside", directory.checkout)
            await #expect(throws: DustyError.self) { try await directory.moveIntoPlace(replacing: false) }
            await directory.discard()
            #expect(tree("\(root)/repos") == ["org"])
            #expect(textOfFile("\(root)/outside/.git/HEAD") == "x")
        }
    }
}
