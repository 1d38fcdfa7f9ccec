import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite struct LargeFilesTests {
    private static let pointer = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

        """

    @Test(arguments: [
        ("https://h/org/app", "https://h/org/app.git/info/lfs"),
        ("https://h/org/app.git", "https://h/org/app.git/info/lfs"),
        ("HTTP://h/app/", "HTTP://h/app.git/info/lfs"), ("git@h:org/app.git", "git@h:org/app.git"),
        ("ssh://git@h:22/org/app", "ssh://git@h:22/org/app"), ("/srv/app.git", "file:///srv/app.git"),
        ("file:///srv/app.git", "file:///srv/app.git"),
    ])
    func `files are looked for where Git LFS itself looks for a remote's`(origin: String, address: String) {
        #expect(LargeFiles.address(at: origin) == address)
    }

    @Test(arguments: [
        ("https://h.example/app", "https://H.example/lfs"), ("https://h.example:8443/app", "https://h.example:8443/x"),
        ("git@h.example:o/r.git", "https://h.example/o/r"), ("git@h.example:o/r.git", "ssh://git@h.example/o/r"),
        ("ssh://git@h.example:22/app", "ssh://git@h.example:22/x"), ("http://h.example/app", "https://h.example/x"),
        ("https://[fd00::1]/app", "https://[fd00::1]/x"),
    ])
    func `an address of the repo's own on its host is asked`(origin: String, wanted: String) {
        #expect(LargeFilePlace.isOf(origin, wanted))
    }

    @Test(arguments: [
        ("git@github.com:o/r.git", "ssh://git@evil.example#@github.com/o/r"),
        ("git@github.com:o/r.git", "ssh://evil.example?@github.com/o/r"),
        ("git@github.com:o/r.git", "git@evil.example#@github.com:o/r"),
        ("git@github.com:o/r.git", "ssh://git@evil.example\\@github.com/o/r"),
        ("git@github.com:o/r.git", "ssh://git@evil.example%2f@github.com/o/r"),
        ("https://github.com/o/r", "FILE://github.com/etc"), ("https://github.com/o/r", "file://github.com/etc"),
        ("https://github.com/o/r", "http://github.com/o/r"), ("https://github.com/o/r", "https://github.com:8443/o/r"),
        ("https://github.com/o/r", "https://a@b@github.com/o/r"),
        ("https://github.com/o/r", "https://evil.example/github.com"),
        ("https://github.com/o/r", "https://github.com/o/r\nhttps://evil.example"),
        ("https://github.com/o/r", "ssh://github.com/o/r"),
        ("https://[fd00::1]/app", "https://[fd00::2]/x"), ("https://[fd00::1]/app", "https://[fd00/x"),
        ("https://h.example/app", "https://h.example:/x"), ("https://h.example/app", "https://me@h.example:x@/x"),
        ("/srv/app.git", "file:///srv/other.git"), ("/srv/app.git", "/srv/other.git"),
        ("https://github.com/o/r", "transfer::https://github.com/o/r"),
        ("git@github.com:o/r.git", "-oProxyCommand=x@github.com:o"),
        ("git@github.com:o/r.git", "-x@github.com:o"), ("git@github.com:o/r.git", "ssh://me@-x/o"),
    ])
    func `any other is not, however it is written`(origin: String, wanted: String) {
        #expect(!LargeFilePlace.isOf(origin, wanted))
    }

    private func with(_ body: (GitFixture) async throws -> Void) async throws {
        try await GitFixture.with { fixture in
            try makeFile(fixture.source + "/deep/.gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
            try makeFile(fixture.source + "/deep/a.bin", Self.pointer)
            try makeFile(fixture.source + "/deep/b.bin", String(repeating: "x", count: 5000))
            // Not in Git LFS, whatever it holds.
            try makeFile(fixture.source + "/plain", Self.pointer)
            var user = fixture
            user.caller.user.home = fixture.directory + "/home"
            try makeFile(user.caller.user.home + "/.gitconfig", "")
            // As it is in a repo: git must not run Git LFS on them here.
            for (key, value) in [("process", ""), ("clean", "cat"), ("required", "false")] {
                try await fixture.git("config", "filter.lfs.\(key)", value, at: fixture.source)
            }
            try await fixture.commit("large")
            try await body(user)
        }
    }

    @Test func `F12 files that are only pointers are named, wherever the attributes are`() async throws {
        try await with { fixture in
            let update = try await fixture.update()
            #expect(update.outcome == .cloned && update.notes.count == 1, "\(update)")
            #expect(
                update.notes.first?.hasPrefix("files kept in Git LFS are only pointers, `deep/a.bin`: ") == true,
                "\(update)"
            )
            #expect(try await fixture.update().notes.count == 1)
        }
    }

    @Test func `who has set up Git LFS where it is missing gets pointers and is told what to install`() async throws {
        try await with { fixture in
            let programs = fixture.directory + "/programs"
            try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
            for name in ["git", "sh", "cat"] {
                let place = ["/usr/bin/\(name)", "/bin/\(name)"].first(where: FileManager.default.fileExists)
                let link = "\(programs)/\(name)"
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: try #require(place))
            }
            try makeFile(
                fixture.caller.user.home + "/.gitconfig",
                "[filter \"lfs\"]\n\tprocess = git-lfs filter-process\n\tclean = git-lfs clean -- %f\n\trequired = true\n"
            )
            let git = GitCommand(runner: SubprocessRunner(path: programs))
            for _ in 0..<2 {
                let update = try await git.update(
                    RepoReference(fixture.source),
                    branch: nil,
                    at: fixture.clone,
                    as: fixture.caller
                )
                #expect(
                    update.notes.first?.contains("`deep/a.bin`: install git-lfs, run `git lfs install`") == true,
                    "\(update)"
                )
                #expect(textOfFile(fixture.clone + "/deep/a.bin") == Self.pointer)
            }
        }
    }
}
