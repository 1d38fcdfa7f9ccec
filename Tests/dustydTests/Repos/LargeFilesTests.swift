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
        #expect(LargeFiles.host(origin) == LargeFiles.host(address))
    }

    @Test(arguments: [
        ("https://h.example:8443/x", "h.example"), ("https://H.example/x", "h.example"),
        ("git@h.example:x", "h.example"),
        ("ssh://me@h.example:22/x", "h.example"), ("/srv/x", ""), ("file:///srv/x", ""),
        ("https://h.example@evil.example/x", "evil.example"), ("https://evil.example/h.example", "evil.example"),
    ])
    func `the host of an address is the one that is asked`(address: String, host: String) {
        #expect(LargeFiles.host(address) == host)
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
