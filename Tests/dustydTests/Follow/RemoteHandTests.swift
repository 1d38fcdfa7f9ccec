import CLibrary
import DustyCore
import DustyTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import dustyd

/// The script runs here in place of at the end of a connection.
@Suite(.needsLinux, .needsRoot, .timeLimit(.minutes(5))) struct RemoteHandTests {
    private final class Numbers: Sendable {
        /// Which connection it is.
        let epoch = Mutex(1)
        /// How many sessions were opened.
        let sessions = Mutex(0)
    }

    private typealias Place = CopyPlace<RemoteHand>

    private let numbers = Numbers()

    private func place(
        _ directory: String,
        respite: Duration,
        _ edit: @escaping @Sendable (inout Command, Int) -> Void
    ) -> Place {
        Place(directory) { [numbers] root, manifests in
            // A busy host may take its time.
            RemoteHand(
                root: root,
                manifests: manifests,
                patience: .seconds(600),
                respite: respite
            ) { script, arguments in
                var command = Command(script, arguments)
                let session = numbers.sessions.withLock { sessions in
                    sessions += 1
                    return sessions
                }
                edit(&command, session)
                return command
            } epoch: {
                numbers.epoch.withLock { $0 }
            }
        }
    }

    private func with(
        respite: Duration = .seconds(600),
        _ edit: @escaping @Sendable (inout Command, Int) -> Void = { _, _ in },
        _ body: (Place) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let place = place(directory, respite: respite, edit)
            place.source.write(bytes("always"), [1])
            try await place.sync()
            try await body(place)
            await place.hand.rest()
        }
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `a file comes with its owner, its mode and its time, a link as a link`() async throws {
        try await with { (place: Place) async throws in
            mkdir("\(place.source.root)/inner", 0o755)
            try await place.sync()
            let time = FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
            place.source.write(bytes("inner/file"), bytes("new"), mode: 0o640, time: time)
            chown("\(place.source.root)/inner/file", 1234, 4321)
            place.source.link(bytes("link"), to: bytes("/etc/passwd"))
            let outcome = try await place.settle(["inner/file", "link"])
            #expect(outcome.isWhole && outcome.files == 2 && outcome.bytes == 3)
            #expect(outcome.paths == [bytes("inner/file"), bytes("link")])
            let status = try #require(place.copy.status(bytes("inner/file")))
            #expect((status.owner, status.group, status.rights) == (1234, 4321, 0o640))
            #expect((status.seconds, status.nanoseconds) == (1_700_000_000, 123_456_789))
            #expect(place.copy.entries()[bytes("link")] == .link(bytes("/etc/passwd")))
        }
    }

    @Test func `names may be any bytes, and one with a line ending is left to rsync`() async throws {
        let names = [
            bytes("-rf"), bytes(" a  b "), bytes("back\\slash"), bytes("$(id)"), bytes("'\""), [0xFF, 0xFE],
            bytes("*"),
        ]
        try await with { (place: Place) async throws in
            for name in names { place.source.write(name, name) }
            #expect(try await place.settle(names).files == names.count)
            for name in names { #expect(place.copy.entries()[name] == .file(content: name, mode: 0o644)) }
            for name in names { place.source.remove(name) }
            #expect(try await place.settle(names).deleted == names.count)
            #expect(place.copy.entries().keys.map(\.self) == [bytes("always")])
            place.source.write(bytes("two\nlines"), [1])
            #expect(try await place.settle(["two\nlines"]) == .tooMuch)
            #expect(numbers.sessions.withLock { $0 } == 1)
        }
    }

    @Test func `what was put there is known, so that a full sync deletes it when it is gone`() async throws {
        try await with { (place: Place) async throws in
            for name in ["first", "second"] { place.source.write(bytes(name), [2]) }
            #expect(try await place.settle(["first", "second"]).files == 2)
            place.source.remove(bytes("first"))
            #expect(try await place.settle(["first"]).deleted == 1)
            place.copy.write(bytes("first"), bytes("a container's"))
            #expect(try await place.settle(["first"]) == HandOutcome())
            place.source.remove(bytes("second"))
            try await place.sync()
            #expect(place.copy.status(bytes("first")) != nil && place.copy.status(bytes("second")) == nil)
        }
    }

    @Test func `what is mounted in containers, and what Dusty put there otherwise, stays`() async throws {
        try await with { (place: Place) async throws in
            place.source.write(bytes("mounted"), [1])
            try await place.sync()
            place.source.remove(bytes("mounted"))
            place.source.write(bytes("kept"), [3])
            #expect(try await place.settle(["mounted", "kept"], mounted: ["mounted"]) == HandOutcome())
            #expect(place.copy.status(bytes("mounted")) != nil && place.copy.status(bytes("kept")) == nil)
        }
    }

    @Test func `links that a container put in the place of directories and files lead nowhere`() async throws {
        try await with { (place: Place) async throws in
            mkdir("\(place.source.root)/inner", 0o755)
            for name in ["inner/file", "file", "other"] { place.source.write(bytes(name), [1]) }
            try await place.sync()
            let outside = ByteTree(root: "\(place.directory)/outside")
            mkdir(outside.root, 0o755)
            outside.write(bytes("file"), bytes("others'"))
            for (name, target) in [("inner", ""), ("file", "/file"), ("other", "")] {
                place.copy.remove(bytes(name))
                place.copy.link(bytes(name), to: bytes("\(outside.root)\(target)"))
            }
            for name in ["inner/file", "file", "other"] { place.source.write(bytes(name), [2]) }
            let before = outside.entries()
            #expect(try await place.settle(["inner/file"]).isWhole == false)
            #expect(try await place.settle(["file", "other"]).files == 2)
            #expect(
                place.copy.status(bytes("file"))?.isFile == true && place.copy.status(bytes("other"))?.isFile == true
            )
            place.source.remove(bytes("inner/file"))
            #expect(try await place.settle(["inner/file"]).isWhole == false)
            #expect(outside.entries() == before)
        }
    }

    @Test func `a directory in the place of a file is left to rsync, and the next file comes`() async throws {
        try await with { (place: Place) async throws in
            mkdir("\(place.copy.root)/file", 0o755)
            for name in ["file", "next"] { place.source.write(bytes(name), [1]) }
            let outcome = try await place.settle(["file", "next"])
            #expect(!outcome.isWhole && outcome.paths == [bytes("next")])
            #expect(place.copy.status(bytes("file"))?.isDirectory == true)
        }
    }

    @Test func `the second event of one change sends nothing, and a large file is left to rsync`() async throws {
        try await with { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            #expect(try await place.settle(["file"]).files == 1)
            #expect(try await place.settle(["file"]) == HandOutcome())
            chmod("\(place.source.root)/file", 0o600)
            #expect(try await place.settle(["file"]).files == 1)
            #expect(place.copy.status(bytes("file"))?.rights == 0o600)
            place.source.write(bytes("file"), Array(repeating: 1, count: HandRecord.size + 1))
            #expect(try await place.settle(["file"]) == .tooMuch)
        }
    }

    @Test func `what is deleted again after rsync brought it back goes again`() async throws {
        try await with { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            try await place.sync()
            for _ in 1...2 {
                place.source.remove(bytes("file"))
                #expect(try await place.settle(["file"]).deleted == 1)
                #expect(try await place.settle(["file"]) == HandOutcome())
                #expect(place.copy.status(bytes("file")) == nil)
                place.source.write(bytes("file"), [1])
                try await place.sync()
                #expect(place.copy.status(bytes("file")) != nil)
            }
        }
    }

    @Test func `content and rights that return after rsync copied others are put there again`() async throws {
        let time = FileTime(seconds: 1_700_000_000, nanoseconds: 0)
        try await with { (place: Place) async throws in
            place.source.write(bytes("file"), bytes("A"), time: time)
            #expect(try await place.settle(["file"]).files == 1)
            place.source.write(bytes("file"), bytes("other"))
            try await place.sync()
            place.source.write(bytes("file"), bytes("A"), time: time)
            #expect(try await place.settle(["file"]).files == 1)
            #expect(place.copy.entries()[bytes("file")] == .file(content: bytes("A"), mode: 0o644))
            chmod("\(place.source.root)/file", 0o600)
            try await place.sync()
            #expect(place.copy.status(bytes("file"))?.rights == 0o600)
            chmod("\(place.source.root)/file", 0o644)
            #expect(try await place.settle(["file"]).files == 1)
            #expect(place.copy.status(bytes("file"))?.rights == 0o644)
        }
    }

    @Test func `where the script did not begin it is tried again after a while`() async throws {
        try await with(respite: .zero) { command, session in
            if session == 1 { command = Command("false") }
        } _: { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            #expect(try await place.settle(["file"]) == .tooMuch)
            #expect(try await place.settle(["file"]).files == 1)
            #expect(numbers.sessions.withLock { $0 } == 2)
        }
    }

    @Test func `a task that was cancelled opens no session, and says nothing about the machine`() async throws {
        try await with { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            let settling = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await place.settle(["file"])
            }
            _ = try? await settling.value
            #expect(numbers.sessions.withLock { $0 } == 0)
            #expect(try await place.settle(["file"]).files == 1)
        }
    }

    @Test func `a reader sees the whole old file or the whole new one`() async throws {
        try await with { (place: Place) async throws in try await place.copyWhileRead(versions: 20) }
    }

    @Test func `a session that ends is followed by another, and each connection has its own`() async throws {
        try await with { command, session in
            if session == 1 { command = Command("echo ready") }
        } _: { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            #expect(try await place.settle(["file"]).isWhole == false)
            #expect(try await place.settle(["file"]).files == 1)
            numbers.epoch.withLock { $0 = 2 }
            place.source.write(bytes("file"), [2])
            #expect(try await place.settle(["file"]).files == 1)
            #expect(numbers.sessions.withLock { $0 } == 3)
            // A session that was cut off leaves nothing behind.
            let names = ByteTree(root: "\(place.directory)/machine").entries().keys.filter {
                $0.starts(with: bytes("hand."))
            }
            #expect(names.count == 1)
        }
    }

    @Test func `where mv cannot put a name in the place of a link, all is left to rsync`() async throws {
        try await with { command, _ in
            command.environment["PATH"] = "/nowhere"
        } _: { (place: Place) async throws in
            place.source.write(bytes("file"), [1])
            for _ in 1...3 { #expect(try await place.settle(["file"]) == .tooMuch) }
            #expect(numbers.sessions.withLock { $0 } == 1)
        }
    }
}
