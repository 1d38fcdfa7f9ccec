import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SubmoduleTests {
    /// A repo with a submodule `part`, and a user whose settings allow submodules from this host.
    private func with(allowing: Bool = true, _ body: (GitFixture, _ part: GitFixture) async throws -> Void) async throws
    {
        try await GitFixture.with { fixture in
            let part = GitFixture(directory: fixture.directory + "/part")
            try makeFile(part.source + "/file", "part one\n")
            try await part.git("init", "--quiet", "--initial-branch", "main", at: part.source)
            try await part.commit("part one")
            try await fixture.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                part.source,
                "part",
                at: fixture.source
            )
            try await fixture.commit("with a part")
            var user = fixture
            user.caller.user.home = fixture.directory + "/home"
            try makeFile(
                user.caller.user.home + "/.gitconfig",
                allowing ? "[protocol \"file\"]\n\tallow = always\n" : ""
            )
            try await body(user, part)
        }
    }

    private func advance(_ fixture: GitFixture, _ part: GitFixture, _ text: String) async throws {
        let tip = try await part.commit(text)
        try await fixture.git("fetch", "--quiet", "origin", at: fixture.source + "/part")
        try await fixture.git("checkout", "--quiet", tip, at: fixture.source + "/part")
        try await fixture.commit("with \(text)")
    }

    @Test func `F12 submodules are fetched and follow what the repo says`() async throws {
        try await with { fixture, part in
            let first = try await fixture.update()
            #expect(first.outcome == .cloned)
            #expect(first.notes == [])
            #expect(textOfFile(fixture.clone + "/part/file") == "part one\n")
            #expect(try await fixture.update().outcome == .current)
            try await advance(fixture, part, "part two")
            #expect(try await fixture.update().outcome == .updated)
            #expect(textOfFile(fixture.clone + "/part/file") == "part two\n")
            #expect(try await fixture.git("status", "--porcelain", at: fixture.clone) == "")
        }
    }

    @Test func `F12 a submodule that is missing is fetched by the next update`() async throws {
        try await with { fixture, _ in
            _ = try await fixture.update()
            try await fixture.git("submodule", "--quiet", "deinit", "--force", "part", at: fixture.clone)
            #expect(textOfFile(fixture.clone + "/part/file") == nil)
            #expect(try await fixture.update().outcome == .current)
            #expect(textOfFile(fixture.clone + "/part/file") == "part one\n")
        }
    }

    @Test func `F12 work in a submodule is kept`() async throws {
        try await with { fixture, part in
            _ = try await fixture.update()
            try makeFile(fixture.clone + "/part/file", "mine\n")
            try await advance(fixture, part, "part two")
            #expect(try await fixture.update().outcome == .kept("its submodule part has work of its own"))
            try await fixture.commit("mine", at: fixture.clone + "/part")
            #expect(try await fixture.update().outcome == .kept("its submodule part has work of its own"))
            #expect(textOfFile(fixture.clone + "/part/file") == "mine\n")
        }
    }

    @Test func `F12 a submodule that git refuses is said, and the repo is there without it`() async throws {
        try await with(allowing: false) { fixture, _ in
            let update = try await fixture.update()
            #expect(update.outcome == .cloned)
            #expect(textOfFile(fixture.clone + "/file") == "with a part\n")
            #expect(update.notes.count == 1)
            let note = try #require(update.notes.first)
            #expect(note.hasPrefix("its submodules are not up to date: "))
            #expect(note.contains("transport 'file' not allowed"), "\(note)")
            #expect(try await fixture.update().notes.count == 1)
        }
    }
}
