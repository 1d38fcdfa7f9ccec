import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct CopyingTests {
    /// A host directory and two containers.
    private struct Place {
        let here: String
        let containers: DirectoryContainers

        func copy(_ source: String, _ destination: String) async throws {
            let progress = CopyProgress(console: CapturedConsole().console())
            try await Copying(daemon: containers, keepsOwners: false, progress: progress)
                .run(from: try side(source), to: try side(destination))
        }

        func text(_ path: String) -> String? {
            FileManager.default.contents(atPath: "\(here)/\(path)").map { String(decoding: $0, as: UTF8.self) }
        }

        /// Local paths are below the directory.
        private func side(_ text: String) throws -> CopySide {
            try CopySide(text.contains(":") ? text : "\(here)/\(text)")
        }
    }

    private func with(_ files: [String: String], _ body: (Place) async throws -> Void) async throws {
        try await TemporaryDirectory.with { directory in
            for name in ["api/root", "db/root"] {
                try FileManager.default.createDirectory(
                    atPath: "\(directory.path)/\(name)",
                    withIntermediateDirectories: true
                )
            }
            for (name, text) in files { try directory.write(name, text) }
            let roots = ["api": "\(directory.path)/api", "db": "\(directory.path)/db"]
            try await body(Place(here: directory.path, containers: DirectoryContainers(roots: roots)))
        }
    }

    @Test(
        arguments: [
            ("f", "api:/root/g", "api/root/g"), ("f", "api:/root", "api/root/f"), ("f", "api:/root/", "api/root/f"),
            ("f", "api:/new/deep/g", "api/new/deep/g"), ("tree", "api:/root", "api/root/tree/in/f"),
            ("tree", "api:/copy", "api/copy/in/f"), ("tree/", "api:/copy/", "api/copy/in/f"),
            ("tree", "api:/new/copy", "api/new/copy/in/f"), ("tree/.", "api:/root", "api/root/in/f"),
            ("-r --x", "api:/root/-n", "api/root/-n"), ("ünï 🦆", "api:/root", "api/root/ünï 🦆"),
        ] as [(String, String, String)]
    )
    func `A97 files and directories go into a container`(source: String, to: String, result: String) async throws {
        let files = ["f": "text", "tree/in/f": "text", "-r --x": "text", "ünï 🦆": "text"]
        try await with(files) { place in
            try await place.copy(source, to)
            #expect(place.text(result) == "text")
        }
    }

    @Test(
        arguments: [
            ("api:/root/f", "g", "g"), ("api:/root/f", "", "f"), ("api:/root/tree", "", "tree/in/f"),
            ("api:/root/tree", "copy", "copy/in/f"), ("api:/root/tree/.", "", "in/f"),
            ("api:/root/../root/tree/./", "copy", "copy/in/f"), ("api:/root/f", "old", "old"),
            ("api:/root/way/", "copy", "copy/in/f"),
        ] as [(String, String, String)]
    )
    func `A98 files and directories come out`(source: String, to: String, result: String) async throws {
        let files = ["api/root/f": "text", "api/root/tree/in/f": "text", "old": "other"]
        try await with(files) { place in
            try FileManager.default.createSymbolicLink(
                atPath: "\(place.here)/api/root/way",
                withDestinationPath: "tree"
            )
            try await place.copy(source, to)
            #expect(place.text(result) == "text")
        }
    }

    @Test(
        arguments: [
            ("api:/root/f", "db:/root/g", "db/root/g"), ("api:/root/f", "db:/root", "db/root/f"),
            ("api:/root/f", "db:/root/old", "db/root/old"), ("api:/root/tree", "db:/root", "db/root/tree/in/f"),
            ("api:/root/tree", "db:/new/tree", "db/new/tree/in/f"),
        ] as [(String, String, String)]
    )
    func `A98 files and directories go between containers`(from: String, to: String, result: String) async throws {
        let files = ["api/root/f": "text", "api/root/tree/in/f": "text", "db/root/old": "other"]
        try await with(files) { place in
            try await place.copy(from, to)
            #expect(place.text(result) == "text")
        }
    }

    @Test func `modes, times and links are kept`() async throws {
        try await with(["tree/run": "text"]) { place in
            let file = "\(place.here)/tree/run"
            let time = Date(timeIntervalSince1970: 1_600_000_000)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o751, .modificationDate: time],
                ofItemAtPath: file
            )
            try FileManager.default.createSymbolicLink(atPath: "\(place.here)/tree/l", withDestinationPath: "no/where")
            try await place.copy("tree", "api:/root")
            try await place.copy("api:/root/tree", "back")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.here)/back/run")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o751)
            #expect(attributes[.modificationDate] as? Date == time)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(place.here)/back/l") == "no/where")
        }
    }

    @Test(
        arguments: [
            ("f", "g", "neither path is in a container"), ("none", "api:/root", "none on this host"),
            ("api:/none", "g", "/none in the container of api"),
            ("api:/none", "db:/root", "/none in the container of api"),
            ("f", "api:/root/none/", "there is no directory /root/none"),
            ("api:/root/f", "no/g", "there is no directory"),
            ("tree", "api:/root/f", "/root/f is not a directory"), ("api:/root/f/", "g", "is not a directory"),
            ("f", "apo:/root", "`apo` is not known"), ("f/", "api:/root", "is not a directory"),
        ] as [(String, String, String)]
    )
    func `A96 A99 a missing side is named`(source: String, destination: String, words: String) async throws {
        try await with(["f": "text", "tree/f": "text", "api/root/f": "text"]) { place in
            let error = await #expect(throws: DustyError.self) { try await place.copy(source, destination) }
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }

    @Test func `A94 nothing is left over beside what was copied`() async throws {
        try await with(["f": "text", "api/root/f": "text"]) { place in
            try await place.copy("f", "api:/root/g")
            try await place.copy("api:/root/f", "h")
            await #expect(throws: DustyError.self) { try await place.copy("api:/root/none", "i") }
            let all = FileManager.default.enumerator(atPath: place.here)?.compactMap { $0 as? String } ?? []
            #expect(all.sorted() == ["api", "api/root", "api/root/f", "api/root/g", "db", "db/root", "f", "h"])
        }
    }

    @Test(arguments: [
        // GNU's, and libarchive's by its sources.
        (
            "tar: ./a: Cannot open: Permission denied\ntar: Exiting with failure status due to previous errors\n",
            "./a: Cannot open: Permission denied"
        ),
        (
            "tar: ./a: Couldn't open file: Permission denied\ntar: Error exit delayed from previous errors.\n",
            "./a: Couldn't open file: Permission denied"
        ),
        (
            "bsdtar: Error opening archive: Unrecognized archive format\n",
            "Error opening archive: Unrecognized archive format"
        ),
        ("a\nb\nc\nd\ne\nf\ng\n", "a; b; c; d; e; and 2 more"), ("", ""),
    ]) func `what tar says is told in its own words`(_ said: String, _ reasons: String) {
        #expect(TarProgram.reasons(said) == reasons)
    }
}
