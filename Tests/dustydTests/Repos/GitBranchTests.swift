import DustyCore
import Testing

@testable import dustyd

/// Clones that follow the branch of a spec.
@Suite(.timeLimit(.minutes(5))) struct GitBranchTests {
    private func with(_ body: (GitFixture, _ release: String) async throws -> Void) async throws {
        try await GitFixture.with { fixture in
            try await fixture.git("checkout", "--quiet", "-b", "release/2.x", at: fixture.source)
            let release = try await fixture.commit("released")
            try await fixture.git("checkout", "--quiet", "trunk", at: fixture.source)
            try await fixture.commit("ahead")
            try await body(fixture, release)
        }
    }

    private func branch(_ fixture: GitFixture) async throws -> String {
        try await fixture.git("symbolic-ref", "--short", "HEAD", at: fixture.clone)
    }

    @Test func `a branch is cloned and followed`() async throws {
        try await with { fixture, release in
            #expect(
                try await fixture.update(branch: "release/2.x") == RepoUpdate(outcome: .cloned, revision: release)
            )
            #expect(try await fixture.update(branch: "release/2.x").outcome == .current)
            try await fixture.git("checkout", "--quiet", "release/2.x", at: fixture.source)
            let next = try await fixture.commit("released again")
            try await fixture.git("checkout", "--quiet", "trunk", at: fixture.source)
            #expect(try await fixture.update(branch: "release/2.x") == RepoUpdate(outcome: .updated, revision: next))
        }
    }

    @Test func `a clone of the default moves to the spec's branch, and back when the spec forgets it`() async throws {
        try await with { fixture, release in
            let first = try await fixture.update()
            #expect(
                try await fixture.update(branch: "release/2.x") == RepoUpdate(outcome: .updated, revision: release)
            )
            #expect(try await branch(fixture) == "release/2.x")
            #expect(try await fixture.update() == RepoUpdate(outcome: .updated, revision: first.revision))
            #expect(try await branch(fixture) == "trunk")
        }
    }

    @Test func `changes and branches of the user's own are kept when the spec's branch changes`() async throws {
        try await with { fixture, _ in
            _ = try await fixture.update()
            try makeFile(fixture.clone + "/file", "mine\n")
            #expect(
                try await fixture.update(branch: "release/2.x").outcome == .kept("it has uncommitted changes: file")
            )
            try await fixture.git("checkout", "--quiet", "--force", "-b", "topic", at: fixture.clone)
            #expect(
                try await fixture.update(branch: "release/2.x").outcome
                    == .kept("it is on branch topic, and the spec wants release/2.x")
            )
            #expect(try await branch(fixture) == "topic")
        }
    }

    @Test func `commits on a local branch of the same name are kept`() async throws {
        try await with { fixture, _ in
            _ = try await fixture.update()
            let trunk = "trunk"
            try await fixture.git("checkout", "--quiet", "-b", "release/2.x", at: fixture.clone)
            let mine = try await fixture.commit("mine", at: fixture.clone)
            try await fixture.git("checkout", "--quiet", trunk, at: fixture.clone)
            guard case .kept(let reason) = try await fixture.update(branch: "release/2.x").outcome else {
                Issue.record("not kept")
                return
            }
            #expect(reason.contains("release/2.x"))
            #expect(try await fixture.git("rev-parse", "release/2.x", at: fixture.clone) == mine)
        }
    }

    @Test func `a branch that is not there is named, before and after cloning`() async throws {
        try await with { fixture, _ in
            let cloning = await #expect(throws: DustyError.self) { try await fixture.update(branch: "gone") }
            #expect(cloning?.message.contains("gone") == true)
            _ = try await fixture.update()
            let updating = await #expect(throws: DustyError.self) { try await fixture.update(branch: "gone") }
            #expect(updating?.message == "\(fixture.source) has no branch `gone`")
            #expect(try await branch(fixture) == "trunk")
        }
    }

    @Test func `nothing that git could take for an option is a branch`() async throws {
        try await with { fixture, _ in
            for name in ["--upload-pack=x", "-b", ""] {
                let error = await #expect(throws: DustyError.self) { try await fixture.update(branch: name) }
                #expect(error?.code == .invalid)
            }
            #expect(tree(fixture.directory + "/managed") == [])
        }
    }
}
