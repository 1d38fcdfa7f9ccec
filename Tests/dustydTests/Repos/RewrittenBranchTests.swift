import DustyCore
import Foundation
import Testing

@testable import dustyd

/// Upstreams that were pushed with force.
@Suite(.timeLimit(.minutes(5))) struct RewrittenBranchTests {
    private func amend(_ fixture: GitFixture, _ text: String) async throws -> String {
        try makeFile(fixture.source + "/file", text + "\n")
        try await fixture.git(
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "commit",
            "--quiet",
            "--all",
            "--amend",
            "--message",
            text,
            at: fixture.source
        )
        return try await fixture.git("rev-parse", "HEAD", at: fixture.source)
    }

    private func kept(_ update: RepoUpdate) throws -> String {
        guard case .kept(let reason) = update.outcome else { throw DustyError(.internal, "not kept: \(update)") }
        return reason
    }

    @Test func `F10 a clone without work of its own follows a branch that was rewritten`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            for text in ["amended", "amended again"] {
                let tip = try await amend(fixture, text)
                #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: tip))
                #expect(textOfFile(fixture.clone + "/file") == text + "\n")
            }
            #expect(try await fixture.update().outcome == .current)
            #expect(try await fixture.git("symbolic-ref", "--short", "HEAD", at: fixture.clone) == "trunk")
            #expect(try await fixture.git("rev-parse", "--abbrev-ref", "@{u}", at: fixture.clone) == "origin/trunk")
        }
    }

    @Test func `F10 a branch that went back to an older commit is followed`() async throws {
        try await GitFixture.with { fixture in
            let first = try await fixture.git("rev-parse", "HEAD", at: fixture.source)
            try await fixture.commit("two")
            _ = try await fixture.update()
            try await fixture.git("reset", "--quiet", "--hard", first, at: fixture.source)
            #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: first))
            #expect(textOfFile(fixture.clone + "/file") == "one\n")
        }
    }

    @Test func `F10 it is followed even if another user has fetched meanwhile`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            let tip = try await amend(fixture, "amended")
            try await fixture.git("fetch", "--quiet", "origin", at: fixture.clone)
            #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: tip))
        }
    }

    @Test func `F10 with work of its own a clone is kept, and both ways out work`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            try makeFile(fixture.clone + "/mine", "mine\n")
            let mine = try await fixture.commit("mine", at: fixture.clone)
            let tip = try await amend(fixture, "amended")
            let update = try await fixture.update()
            let reason = try kept(update)
            #expect(update.revision == mine)
            let drop = "git -C \(fixture.clone) reset --hard origin/trunk"
            #expect(reason.contains("`\(drop)`"), "\(reason)")
            try await fixture.git("reset", "--quiet", "--hard", "origin/trunk", at: fixture.clone)
            #expect(try await fixture.update() == RepoUpdate(outcome: .current, revision: tip))
        }
    }

    @Test func `F10 uncommitted changes and files in the way are kept when a branch is rewritten`() async throws {
        try await GitFixture.with { fixture in
            let first = try await fixture.update()
            _ = try await amend(fixture, "amended")
            try makeFile(fixture.clone + "/file", "mine\n")
            #expect(try kept(try await fixture.update()) == "it has uncommitted changes: file")
            try await fixture.git("checkout", "--quiet", "file", at: fixture.clone)
            try makeFile(fixture.clone + "/new", "mine\n")
            try makeFile(fixture.source + "/new", "theirs\n")
            try await fixture.git("add", "new", at: fixture.source)
            _ = try await amend(fixture, "amended again")
            let update = try await fixture.update()
            #expect(try kept(update).contains("new"))
            #expect(update.revision == first.revision)
            #expect(textOfFile(fixture.clone + "/new") == "mine\n")
            #expect(try await fixture.git("status", "--porcelain", "--untracked-files=no", at: fixture.clone) == "")
        }
    }

    @Test(arguments: [("feature/x", "feature"), ("feature", "feature/x")])
    func `F10 a branch whose name git cannot have beside the old one is followed`(
        _ old: String,
        _ new: String
    )
        async throws
    {
        try await GitFixture.with { fixture in
            try await fixture.git("checkout", "--quiet", "-b", old, at: fixture.source)
            let first = try await fixture.commit("on the old branch")
            #expect(try await fixture.update(branch: old).revision == first)
            try await fixture.git("checkout", "--quiet", "trunk", at: fixture.source)
            try await fixture.git("branch", "--quiet", "-D", old, at: fixture.source)
            try await fixture.git("checkout", "--quiet", "-b", new, at: fixture.source)
            let second = try await fixture.commit("on the new branch")
            #expect(try await fixture.update(branch: new) == RepoUpdate(outcome: .updated, revision: second))
            #expect(try await fixture.git("symbolic-ref", "--short", "HEAD", at: fixture.clone) == new)
            #expect(try await fixture.git("status", "--porcelain", at: fixture.clone) == "")
            // Nothing that was there is lost: the old branch has another name.
            let kept = "kept-" + old.replacing("/", with: "-")
            #expect(try await fixture.git("rev-parse", kept, at: fixture.clone) == first)
            #expect(try await fixture.update(branch: new).outcome == .current)
            #expect(try await fixture.update(branch: "trunk").outcome == .updated)
        }
    }

    @Test func `F10 a branch that cannot be made leaves the clone whole`() async throws {
        try await GitFixture.with { fixture in
            let first = try await fixture.update()
            try await fixture.git("checkout", "--quiet", "-b", "other", at: fixture.source)
            let second = try await fixture.commit("two")
            try makeFile(fixture.clone + "/.git/refs/heads/other.lock", "")
            let update = try await fixture.update(branch: "other")
            #expect(try kept(update).contains("other"), "\(update)")
            #expect(update.revision == first.revision)
            #expect(try await fixture.git("status", "--porcelain", at: fixture.clone) == "")
            try FileManager.default.removeItem(atPath: fixture.clone + "/.git/refs/heads/other.lock")
            #expect(try await fixture.update(branch: "other").revision == second)
        }
    }
}
