import DustyCore
import Foundation
import Testing

@testable import dustyd

/// The scripts that work on the `/persist` of a machine, run by a real shell on a tree of their own.
@Suite(.needsLinux) struct RemotePersistScriptTests {
    private func run(_ script: Script, _ arguments: [String]) async throws -> CommandResult {
        try await SubprocessRunner().run(Command(script, arguments)) { _ in }
    }

    /// A script behind functions that stand in for programs.
    private func behind(_ functions: String, _ script: Script) -> Script {
        Script(Array("\(functions)\n\(script.text)".utf8))
    }

    /// A stage made by the script in a tree that has a `/persist`.
    private func stage(_ root: String) async throws -> PersistStage {
        try FileManager.default.createDirectory(atPath: "\(root)/persist", withIntermediateDirectories: true)
        let made = try await run(RemotePersist.staging, [root, "x", "1"])
        #expect(made.output == "stage \(root)/restores/staged-x\n", "\(made)")
        return PersistStage(directory: "\(root)/restores/staged-x")
    }

    @Test func `a stage lies beside persist, closed to others`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            for directory in [stage.workshop, stage.directory, stage.tree] {
                let mode = try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int
                #expect(mode == 0o700)
            }
        }
    }

    @Test func `without room nothing is made and the room is told`() async throws {
        try await withTemporaryDirectory { root in
            try FileManager.default.createDirectory(atPath: "\(root)/persist", withIntermediateDirectories: true)
            let result = try await run(RemotePersist.staging, [root, "x", "999999999999999"])
            #expect(result.output.wholeMatch(of: /room [0-9]+ \S+\/restores\n/) != nil, "\(result)")
            #expect(tree("\(root)/restores").isEmpty)
        }
    }

    @Test func `where persist is a file system of its own nothing is made, neither in it nor beside it`() async throws {
        try await withTemporaryDirectory { root in
            try FileManager.default.createSymbolicLink(atPath: "\(root)/persist", withDestinationPath: "/proc")
            let result = try await run(RemotePersist.staging, [root, "x", "1"])
            #expect(result.output == "apart /proc\n", "\(result)")
            #expect(tree(root).filter { !$0.hasPrefix("persist") }.isEmpty)
            let error = await #expect(throws: DustyError.self) {
                try await PersistTree(machine: root).makeStage(for: nil)
            }
            #expect(error?.code == .conflict && error?.message.contains("file system of its own") == true)
            #expect(tree(root).filter { !$0.hasPrefix("persist") }.isEmpty)
        }
    }

    @Test func `what a container put in the place of a stage in persist is left alone`() async throws {
        try await withTemporaryDirectory { root in
            let planted = "\(root)/persist/.dusty-restores/staged-1/file"
            try makeFile(planted, "x")
            #expect(try await run(RemotePersist.clearing, [root]).status == 0)
            await PersistTree(machine: root).clear()
            #expect(textOfFile(planted) == "x")
        }
    }

    @Test func `a copy is removed through no link, whoever put it in the way`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/outside/app/file", "x")
            for path in ["org/app/file", "-rf/a b/file", "top/file"] { try makeFile("\(root)/repos/\(path)", "x") }
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/repos/link",
                withDestinationPath: "\(root)/outside"
            )
            let script = RemoteDirectories.removing
            #expect(try await run(script, ["\(root)/repos", "link", "app"]).status == 1)
            #expect(try await run(script, ["\(root)/repos", "", "link"]).status == 0)
            #expect(try await run(script, ["\(root)/repos", "gone", "app"]).status == 0)
            for (above, name) in [("org", "app"), ("-rf", "a b"), ("", "top")] {
                #expect(try await run(script, ["\(root)/repos", above, name]).status == 0)
            }
            #expect(tree("\(root)/repos") == ["-rf", "org"])
            #expect(tree("\(root)/outside") == ["app", "app/file"])
        }
    }

    @Test func `where rm would cross into another file system nothing is removed that has one in it`() async throws {
        // Nothing of this test is ever really removed.
        let simple = "rm() { case \"$*\" in *--one-file-system*) return 1 ;; esac; echo \"removed $*\"; }"
        let script = behind(simple, RemoteDirectories.removing)
        let refused = try await run(script, ["/", "", "proc"])
        #expect(refused.status == 1, "\(refused)")
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/a b/c/file", "x")
            let result = try await run(script, [root, "a b", "c"])
            #expect(result.output == "removed -rf -- ./c\n", "\(result)")
        }
    }

    @Test func `a link in place of the workshop is refused`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/elsewhere/file", "x")
            try FileManager.default.createDirectory(atPath: "\(root)/persist", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/restores",
                withDestinationPath: "\(root)/elsewhere"
            )
            let result = try await run(RemotePersist.staging, [root, "x", "1"])
            #expect(result.status == 1 && result.errorOutput.contains("is not a directory of root"))
            #expect(try await run(RemotePersist.clearing, [root]).status == 0)
            #expect(tree("\(root)/elsewhere") == ["file"])
        }
    }

    @Test func `the listing tells names of every kind and what was replaced`() async throws {
        try await withTemporaryDirectory { root in
            for name in ["db", "-rf", "a b", ".hidden", "new\nline"] { try makeFile("\(root)/persist/\(name)/f", "x") }
            try FileManager.default.createSymbolicLink(atPath: "\(root)/persist/nowhere", withDestinationPath: "gone")
            try makeFile("\(root)/restores/before-1/db/f", "x")
            let output = try await run(RemotePersist.listing, [root]).output
            let names = ["db", "-rf", "a b", ".hidden", "new\nline", "nowhere"].map { "n" + $0 }
            #expect(Set(output.split(separator: "\0").map(String.init)) == Set(names + ["r\(root)/restores/before-1"]))
        }
    }

    @Test func `an exchange puts names in place and keeps what had them`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            try makeFile("\(root)/persist/-a/old", "1")
            try makeFile("\(root)/persist/other", "stays")
            for name in ["-a", "b c"] { try makeFile("\(stage.tree)/\(name)/new", "2") }
            let kept = "\(stage.workshop)/before-1"
            let arguments = [stage.directory, "\(root)/persist", kept, "7", "-a", "b c"]
            let result = try await run(RemotePersist.exchanging, arguments)
            #expect(result.output == "kept\n", "\(result)")
            #expect(tree("\(root)/persist") == ["-a", "-a/new", "b c", "b c/new", "other"])
            #expect(tree(kept) == ["-a", "-a/old"])
            #expect(try await run(RemotePersist.asking, [stage.directory, "7"]).output == "kept\n")
            #expect(try await run(RemotePersist.asking, [stage.directory, "8"]).output == "never\n")
            #expect(try await run(RemotePersist.clearing, [root]).status == 0)
            #expect(tree(stage.workshop) == ["before-1", "before-1/-a", "before-1/-a/old"])
        }
    }

    @Test func `when nothing was replaced nothing is kept`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            try makeFile("\(stage.tree)/db/new", "2")
            let arguments = [stage.directory, "\(root)/persist", "\(stage.workshop)/before-1", "7", "db"]
            #expect(try await run(RemotePersist.exchanging, arguments).output == "placed\n")
            #expect(tree(stage.workshop).allSatisfy { !$0.contains("before") })
        }
    }

    @Test func `an exchange that fails midway puts everything back`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            for name in ["a", "b"] {
                try makeFile("\(root)/persist/\(name)/old", name)
                try makeFile("\(stage.tree)/\(name)/new", name)
            }
            // A name that cannot be moved: what is kept would have to hold it below itself.
            try makeFile("\(stage.tree)/c/new", "c")
            let program = """
                mv() { case "$*" in */tree/c*) echo 'mv: no' >&2; return 1 ;; *) command mv "$@" ;; esac; }

                """
            let arguments = [stage.directory, "\(root)/persist", "\(stage.workshop)/before-1", "7", "a", "b", "c"]
            let result = try await run(behind(program, RemotePersist.exchanging), arguments)
            #expect(result.output == "back mv: no\n", "\(result)")
            #expect(tree("\(root)/persist") == ["a", "a/old", "b", "b/old"])
            #expect(tree(stage.tree) == ["a", "a/new", "b", "b/new", "c", "c/new"])
            #expect(try await run(RemotePersist.asking, [stage.directory, "7"]).output == "back mv: no\n")
        }
    }

    @Test func `killed at every step, the script run again completes it and loses nothing`() async throws {
        for steps in 0..<14 {
            try await withTemporaryDirectory { root in
                let stage = try await stage(root)
                for name in ["a", "b c"] {
                    try makeFile("\(root)/persist/\(name)/data", "old \(name)")
                    try makeFile("\(stage.tree)/\(name)/data", "new \(name)")
                }
                try makeFile("\(stage.tree)/-c/data", "new c")
                // Every program that changes something counts; at the given one the shell is killed as by the kernel.
                let mortal = """
                    left=\(steps)
                    tick() { if [ $left = 0 ]; then kill -KILL $$; sleep 9; fi; left=$((left - 1)); }
                    mv() { case $1 in --help) ;; *) tick ;; esac; command mv "$@"; }
                    mkdir() { tick; command mkdir "$@"; }
                    rmdir() { tick; command rmdir "$@"; }

                    """
                let kept = "\(stage.workshop)/before-1"
                let arguments = [stage.directory, "\(root)/persist", kept, "7", "a", "b c", "-c"]
                _ = try await run(behind(mortal, RemotePersist.exchanging), arguments)
                let texts = tree(root).filter { $0.hasSuffix("/data") }.compactMap { textOfFile("\(root)/\($0)") }
                #expect(Set(texts) == ["old a", "old b c", "new a", "new b c", "new c"], "after \(steps): \(texts)")
                // A start clears away what waits, and nothing that may be the only copy.
                _ = try await run(RemotePersist.clearing, [root])
                let again = try await run(RemotePersist.exchanging, arguments)
                if steps == 0 {
                    // Nothing was written down yet, so what waited is gone and nothing was changed.
                    #expect(again.output.isEmpty && textOfFile("\(root)/persist/a/data") == "old a")
                    return
                }
                #expect(again.output == "kept\n", "after \(steps): \(again)")
                #expect(textOfFile("\(root)/persist/a/data") == "new a" && textOfFile("\(kept)/a/data") == "old a")
                #expect(tree("\(root)/persist").count == 6 && tree(kept).count == 4)
                #expect(try await run(RemotePersist.clearing, [root]).status == 0)
                #expect(tree(stage.workshop).allSatisfy { $0.hasPrefix("before-1") })
            }
        }
    }

    @Test func `an exchange whose script is gone is told from one at work`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            let placing = stage.placingDirectory
            try FileManager.default.moveItem(atPath: stage.directory, toPath: placing)
            try makeFile("\(placing)/begun-7", "another boot\n")
            #expect(try await run(RemotePersist.asking, [stage.directory, "7"]).output == "cut\n")
            #expect(try await run(RemotePersist.clearing, [root]).status == 1)
            #expect(tree(placing) == ["begun-7", "tree"])
        }
    }

    @Test func `looking tells number, emptiness and what is missing`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/persist/a b/full/f", "x")
            try FileManager.default.createDirectory(atPath: "\(root)/persist/empty", withIntermediateDirectories: true)
            let result = try await run(RemotePersist.looking, ["\(root)/persist", "a b/full", "empty", "gone"])
            let records = result.output.split(separator: "\0").map { $0.split(separator: " ", maxSplits: 1)[1] }
            #expect(records == ["0 a b/full", "1 empty"], "\(result)")
        }
    }

    @Test func `an exchange goes on when whoever listens is gone`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            try makeFile("\(stage.tree)/db/new", "2")
            let slow = behind("mv() { sleep 0.3; command mv \"$@\"; }\n", RemotePersist.exchanging)
            let arguments = [
                slow.text, "dusty", stage.directory, "\(root)/persist", "\(stage.workshop)/before-1", "7", "db",
            ]
            // Its output is closed before it has said a word, and it is told to end.
            let program: Script = "sh -c \"$@\" | true & sleep 0.1; pkill -HUP -P $$ sh; pkill -TERM -P $! sh; wait"
            _ = try await run(program, arguments)
            #expect(try await run(RemotePersist.asking, [stage.directory, "7"]).output == "placed\n")
            #expect(tree("\(root)/persist") == ["db", "db/new"])
        }
    }

    @Test func `an exchange that is at work is not cleared away`() async throws {
        try await withTemporaryDirectory { root in
            let stage = try await stage(root)
            try makeFile("\(stage.directory)/begun-7", "")
            #expect(try await run(RemotePersist.clearing, [root]).status == 1)
            #expect(tree(stage.directory) == ["begun-7", "tree"])
            try makeFile("\(stage.directory)/outcome-7", "back")
            #expect(try await run(RemotePersist.clearing, [root]).status == 0)
            #expect(tree(stage.workshop).isEmpty)
        }
    }

    @Test func `directories are measured and links are none`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/a b/file", String(repeating: "x", count: 100_000))
            try FileManager.default.createSymbolicLink(atPath: "\(root)/link", withDestinationPath: "a b")
            let paths = ["\(root)/a b", "\(root)/link", "\(root)/gone"]
            let sizes = try await run(RemoteDirectories.measuring, paths).output.split(separator: "\0")
            #expect(sizes.count == 2 && sizes[0].hasSuffix("\t\(root)/a b") && (Int(sizes[0].prefix(3)) ?? 0) >= 100)
            #expect(try await run(RemoteDirectories.finding, paths).output == "\(root)/a b\0")
            let space = try await run(RemotePersist.measuring, ["\(root)/gone/below"]).output
            #expect(space.wholeMatch(of: /[0-9]+ [0-9]+ [0-9]+\n/) != nil)
        }
    }

    @Test func `what tar packed is unpacked by the other script, which returns its names`() async throws {
        try await withTemporaryDirectory { root in
            try makeFile("\(root)/persist/db/data", "1")
            try makeFile("\(root)/persist/.dot", "2")
            let tar = Tar(shell: LocalShell(runner: SubprocessRunner()), place: "there, ")
            var archive: [UInt8] = []
            let complaints = try await tar.pack([".dot", "db"], of: "\(root)/persist") { archive += $0 }
            #expect(complaints.isEmpty)
            try FileManager.default.createDirectory(atPath: "\(root)/new", withIntermediateDirectories: true)
            var pieces = [archive, nil].makeIterator()
            let names = try await tar.unpack(into: "\(root)/new") { pieces.next() ?? nil }
            #expect(names.sorted() == [".dot", "db"])
            let error = await #expect(throws: DustyError.self) {
                try await tar.unpack(into: "\(root)/new") { nil }
            }
            #expect(error?.message.hasPrefix("there, tar could not unpack: ") == true)
            #expect(tree("\(root)/new") == [".dot", "db", "db/data"])
        }
    }
}
