import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Synchronization
import Testing

@testable import dustyd

/// A container has its copy mounted, and everything in it may change at any time.
@Suite(.needsRoot, .timeLimit(.minutes(2))) struct RsyncAttackTests {
    private func with(_ body: (String, Rsync) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/outside/precious", "mine")
            try makeFile("\(directory)/repo/sub/precious", "of the repo")
            try makeFile("\(directory)/repo/a", "1")
            chmod("\(directory)/outside/precious", 0o600)
            let far = LocalFarSide(runner: SubprocessRunner(), root: "\(directory)/machine")
            try await body(directory, Rsync(to: far))
            #expect(textOfFile("\(directory)/outside/precious") == "mine")
            #expect(tree("\(directory)/outside") == ["precious"])
            #expect(try FileStatus(at: "\(directory)/outside/precious")?.rights == 0o600)
        }
    }

    private func sync(_ directory: String, _ rsync: Rsync, to copy: String) async throws {
        let target = "\(directory)/machine/dusty_repos/\(copy)"
        _ = try await rsync.sync(Transfer(source: "\(directory)/repo", target: target)) { _ in }
        #expect(textOfFile("\(target)/sub/precious") == "of the repo")
    }

    @Test(arguments: ["copy", "outer/copy", "outer/inner/copy"])
    func `a link in the place of a copy, or on the way to it, gives way`(copy: String) async throws {
        try await with { directory, rsync in
            let parts = copy.split(separator: "/")
            for count in 1...parts.count {
                let place = "\(directory)/machine/dusty_repos/" + parts.prefix(count).joined(separator: "/")
                try? FileManager.default.removeItem(atPath: "\(directory)/machine")
                try FileManager.default.createDirectory(
                    atPath: (place as NSString).deletingLastPathComponent,
                    withIntermediateDirectories: true
                )
                symlink("\(directory)/outside", place)
                try await sync(directory, rsync, to: copy)
            }
        }
    }

    @Test(arguments: ["apps/web", "apps"])
    func `a link of the repo is not copied to where a container mounts a directory`(link: String) async throws {
        try await with { directory, rsync in
            let copy = "\(directory)/machine/dusty_repos/copy"
            try makeFile("\(directory)/repo/apps/web/a", "1")
            var transfer = Transfer(source: "\(directory)/repo", target: copy, manner: .update)
            transfer.parts = ["apps/web"]
            _ = try await rsync.sync(transfer) { _ in }
            #expect(textOfFile("\(copy)/apps/web/a") == "1")
            try FileManager.default.removeItem(atPath: "\(directory)/repo/\(link)")
            symlink("\(directory)/outside", "\(directory)/repo/\(link)")
            symlink("\(directory)/outside", "\(directory)/repo/free")
            _ = try await rsync.sync(transfer) { _ in }
            #expect(textOfFile("\(copy)/apps/web/a") == "1")
            #expect(try await rsync.isDirectory("\(copy)/apps/web"))
            try FileManager.default.removeItem(atPath: "\(copy)/apps")
            _ = try await rsync.sync(transfer) { _ in }
            #expect(try await !rsync.isDirectory("\(copy)/apps/web"))
        }
    }

    @Test func `a rehearsal looks through no link`() async throws {
        try await with { directory, rsync in
            try makeFile("\(directory)/machine/dusty_repos/other", "")
            symlink("\(directory)/outside", "\(directory)/machine/dusty_repos/copy")
            var transfer = Transfer(source: "\(directory)/repo", target: "\(directory)/machine/dusty_repos/copy")
            transfer.isRehearsal = true
            let result = try await rsync.sync(transfer) { _ in }
            #expect(result.files == 2 && result.deleted == 0)
        }
    }

    @Test func `links in a copy that lead out of it are replaced, and never followed`() async throws {
        try await with { directory, rsync in
            let copy = "\(directory)/machine/dusty_repos/copy"
            try makeFile("\(copy)/b", "")
            for target in ["\(directory)/outside", "../../../outside"] {
                try? FileManager.default.removeItem(atPath: "\(copy)/sub")
                symlink(target, "\(copy)/sub")
                symlink("\(target)/precious", "\(copy)/a.link")
                try await sync(directory, rsync, to: "copy")
            }
        }
    }

    /// A container swaps a directory of its copy for a link as fast as it can.
    @Test func `a race leads rsync nowhere`() async throws {
        try await with { directory, rsync in
            let copy = "\(directory)/machine/dusty_repos/copy"
            for index in 0..<40 { try makeFile("\(directory)/repo/sub/\(index)", "\(index)") }
            try await sync(directory, rsync, to: "copy")
            let racing = Mutex(true)
            let racer = Task {
                try await onThread {
                    while racing.withLock({ $0 }) {
                        rename("\(copy)/sub", "\(copy)/kept")
                        symlink("\(directory)/outside", "\(copy)/sub")
                        usleep(300)
                        unlink("\(copy)/sub")
                        rename("\(copy)/kept", "\(copy)/sub")
                        usleep(300)
                    }
                }
            }
            defer { racing.withLock { $0 = false } }
            for round in 0..<25 {
                for index in 0..<40 { try makeFile("\(directory)/repo/sub/\(index)", "\(round) \(index)") }
                let transfer = Transfer(source: "\(directory)/repo", target: copy)
                // What it is in the way of fails; what matters is what is outside.
                _ = try? await rsync.sync(transfer) { _ in }
            }
            racing.withLock { $0 = false }
            try await racer.value
        }
    }

    @Test(arguments: [
        ("/m/dusty_repos/a/b", "/m", "/m/dusty_repos", "a/b"),
        ("/m/persist/dustyNginx", "/m/", "/m/persist", "dustyNginx"),
        ("/m/command_files", "/m", "/m/command_files", ""), ("/persist/x", "/", "/persist", "x"),
    ])
    func `a directory of the machine's tree is trusted and what is below is not`(
        path: String,
        root: String,
        trusted: String,
        relative: String
    ) {
        let place = MachinePlace(path, root: root)
        #expect(place?.trusted == trusted && place?.relative == relative)
    }

    @Test(arguments: ["/m", "/m/", "/mm/a", "/m/a/../b", "/m/..", "m/a", "/m/a/./b"])
    func `other paths are none of the tree`(path: String) {
        #expect(MachinePlace(path, root: "/m") == nil)
    }
}
