import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// A container decides what is in its archives. Whatever that is, nothing may be written outside of the destination.
struct HostileArchiveTests {
    /// A program that writes an archive to standard output.
    private static let makers = [
        "parent": "add('x/../../outside', b'bad')", "absolute": "add('/tmp/x/../../outside', b'bad')",
        "link": "link('x/way', '..'); add('x/way/outside', b'bad')",
        "absolute link": "link('x/way', HERE); add('x/way/outside', b'bad')",
        "link to a file": "link('x/f', '../outside'); add('x/f', b'bad')",
        "top is a link": "link('x', '..'); add('x/outside', b'bad')",
        "hard link": "hard('x/f', '../victim'); add('x/f', b'bad')",
        "absolute hard link": "hard('x/f', HERE + '/victim'); add('x/f', b'bad')",
        "hard link over a link": "link('x/l', '../victim'); hard('x/f', 'x/l'); add('x/f', b'bad')",
    ]

    @Test(arguments: makers.keys.sorted())
    func `nothing is written outside of the destination`(name: String) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("victim", "good")
            try directory.write("destination/mine", "mine")
            let archive = try Self.archive(Self.makers[name] ?? "", here: directory.path)
            let daemon = OneArchive(bytes: archive)
            let progress = CopyProgress(console: CapturedConsole().console())
            let copying = Copying(daemon: daemon, keepsOwners: false, progress: progress)
            let destination = "\(directory.path)/destination"
            try? await copying.run(
                from: .container(ContainerPlace(name: "api", path: "/x")),
                to: .local(destination)
            )
            #expect(
                try Set(FileManager.default.contentsOfDirectory(atPath: directory.path)) == ["destination", "victim"]
            )
            let victim = FileManager.default.contents(atPath: "\(directory.path)/victim")
            #expect(victim == Data("good".utf8))
            #expect(!FileManager.default.fileExists(atPath: "/tmp/outside"))
        }
    }

    private static func archive(_ maker: String, here: String) throws -> [UInt8] {
        let program = """
            import io, sys, tarfile
            HERE = sys.argv[1]
            out = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT)
            def info(name, kind, target=''):
                entry = tarfile.TarInfo(name)
                entry.type, entry.linkname = kind, target
                return entry
            def add(name, data):
                entry = info(name, tarfile.REGTYPE)
                entry.size = len(data)
                out.addfile(entry, io.BytesIO(data))
            def link(name, target): out.addfile(info(name, tarfile.SYMTYPE, target))
            def hard(name, target): out.addfile(info(name, tarfile.LNKTYPE, target))
            \(maker)
            out.close()
            """
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", program, here]
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(data)
    }

    /// A container that gives one archive for everything.
    private struct OneArchive: TestDaemon {
        let bytes: [UInt8]

        func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer
        {
            try answer(ArchiveEntry(name: "x", kind: .directory, size: 0), of: endpoint)
        }

        func exchange<Input>(
            _ endpoint: Endpoint<Input, RawBytes>,
            _ input: Input,
            write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
            each: @Sendable ([UInt8]) async throws -> Void
        ) async throws {
            try await each(bytes)
        }
    }
}
