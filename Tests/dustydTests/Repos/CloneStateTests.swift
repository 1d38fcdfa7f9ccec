import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct CloneStateTests {
    @Test func `git's words are understood`() {
        let status = """
            # branch.oid 0123
            # branch.head release/2.x
            # branch.upstream origin/release/2.x
            # branch.ab +3 -14
            1 .M N... 100644 100644 100644 0 0 a file
            2 R. N... 100644 100644 100644 0 0 R100 to\tfrom
            u UU N... 1 1 1 1 0 0 0 both
            """
        var expected = CloneState(status: "")
        expected.branch = "release/2.x"
        expected.ahead = 3
        expected.behind = 14
        expected.changed = 3
        #expect(CloneState(status: status) == expected)
        #expect(CloneState(status: "# branch.oid 0123\n# branch.head (detached)").branch == nil)
    }

    @Test func `a clone reports branch, ahead, behind and changes without asking its remote`() async throws {
        try await GitFixture.with { fixture in
            _ = try await fixture.update()
            try await fixture.commit("mine", at: fixture.clone)
            try await fixture.commit("two")
            try await fixture.git("fetch", "--quiet", at: fixture.clone)
            try await fixture.commit("three")
            try makeFile(fixture.clone + "/file", "changed\n")
            try makeFile(fixture.clone + "/untracked", "new\n")
            let state = try await fixture.inspect()
            #expect(state.branch == "trunk")
            #expect(state.ahead == 1)
            #expect(state.behind == 1)
            #expect(state.changed == 1)
        }
    }

    @Test func `what is no clone says so`() async throws {
        try await GitFixture.with { fixture in
            try makeFile(fixture.clone + "/file")
            let error = await #expect(throws: DustyError.self) { try await fixture.inspect() }
            #expect(error?.message == "not a git clone")
        }
    }

    @Test func `looking runs as the caller, takes no locks and runs nothing of the repo`() async throws {
        try await withTemporaryDirectory { directory in
            let runner = RecordingRunner { _ in .output("# branch.head trunk") }
            try makeFile("\(directory)/.git/config")
            var reader = SubprocessRunner.currentUser
            reader.name = "tess"
            let state = try await GitCommand(runner: runner).inspect(
                RepoReference("h/o/x"),
                at: directory,
                as: reader
            )
            #expect(state.branch == "trunk")
            let command = try #require(runner.commands.first)
            #expect(command.user?.name == "tess")
            #expect(command.environment["GIT_OPTIONAL_LOCKS"] == "0")
            #expect(command.environment["GIT_CEILING_DIRECTORIES"] == AtomicFile.parent(of: directory))
            #expect(command.arguments.contains("safe.bareRepository=explicit"))
            #expect(command.arguments.contains("core.fsmonitor=false"))
        }
    }
}

extension GitFixture {
    fileprivate func inspect() async throws -> CloneState {
        try await GitCommand(runner: runner).inspect(RepoReference(source), at: clone, as: caller.user)
    }
}
