import Synchronization
import Testing

@testable import DustyCore

/// What is read of a specs repo because specs mount it: those who write to the repo decide how much there is, and its names.
@Suite struct MountedReadingTests {
    /// A directory that counts what is asked of it.
    private final class Directory: SpecFiles {
        let folders: @Sendable (String) -> [String]?
        let size: Int
        let asked = Mutex(0)

        init(size: Int = 1, folders: @escaping @Sendable (String) -> [String]?) {
            self.size = size
            self.folders = folders
        }

        func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]? {
            asked.withLock { $0 += 1 }
            return switch folder {
            case "services": ["a.yml"]
            case "bundles": ["b.yml"]
            case "apps", "libs": nil
            default: folders(folder).map { Array($0.prefix(limit)) }
            }
        }

        func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile {
            asked.withLock { $0 += 1 }
            let specs = ["services/a.yml": "image: x:1\nvolumes: ['./d:/d']\n", "bundles/b.yml": "services: [a]\n"]
            if let text = specs[file] { return SpecFile(bytes: Array(text.utf8), isExecutable: false) }
            guard file != ".env" else { throw .missing }
            guard size <= limit else { throw .large }
            return SpecFile(bytes: [UInt8](repeating: 0x61, count: size), isExecutable: file.hasSuffix(".sh"))
        }
    }

    private func problem(_ directory: Directory) -> String? {
        Specs.decode(SpecSources(reading: directory)).problems.first { $0.key == "volumes.0" }?.message
    }

    @Test func `files are read with their bit`() {
        let sources = SpecSources(reading: Directory { $0 == "d" ? ["run.sh", "conf"] : nil })
        #expect(sources.mounted == ["d/run.sh": MountedFile("a", isExecutable: true), "d/conf": MountedFile("a")])
    }

    @Test func `what is in a directory is found among its likes`() {
        let table = PathTable(["d": 1, "d-x": 2, "d/a": 3, "d/b/c": 4, "dd": 5, "e": 6, "d0": 7])
        #expect(table.all(in: "d").map(\.value) == [1, 3, 4] && table.all(in: "d/b").map(\.value) == [4])
        #expect(table.all(in: "dx").isEmpty && table.first(in: "dx") == nil && table.first(in: "f") == nil)
        #expect(table.first(in: "d")?.value == 1 && table.first(in: "d/b")?.value == 4)
        #expect(PathTable<Int>([:]).first(in: "d") == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `very many mounts that are wrong cost no more than each for itself`() {
        let volumes = (0..<40_000).map { "- ./m\($0):/m" }.joined(separator: "\n")
        let files = ["services/a.yml": "image: x:1\nvolumes:\n\(volumes)\n", "bundles/b.yml": "services: [a]\n"]
        var sources = SpecSources(files: files)
        sources.faults = Dictionary(uniqueKeysWithValues: (0..<40_000).map { ("m\($0)/x", "is not UTF-8 text") })
        let problems = Specs.decode(sources).problems.filter { $0.message.hasSuffix("is not UTF-8 text") }
        #expect(problems.count == 40_000 && problems.contains { $0.message.hasPrefix("`m77/x` of the specs repo") })
    }

    @Test func `a tree that has itself in it costs no more than its bounds`() {
        let directory = Directory { _ in (0..<20).map { "d\($0)" } }
        #expect(problem(directory)?.contains("nested too deeply") == true)
        #expect(directory.asked.withLock(\.self) < 12_000)
    }

    @Test func `a directory of very many names is not listed to its end`() {
        let directory = Directory { $0 == "d" ? (0..<200_000).map { "f\($0)" } : nil }
        #expect(problem(directory)?.contains("has too many names in it: 10000 can be mounted") == true)
        #expect(directory.asked.withLock(\.self) < 20)
    }

    @Test func `no more files are opened than can be mounted`() {
        let directory = Directory { $0 == "d" ? (0..<5000).map { "f\($0)" } : nil }
        #expect(problem(directory)?.contains("is one of too many: 1000 files and 16 MiB in all") == true)
        #expect(directory.asked.withLock(\.self) < 2200)
    }

    @Test func `no more is read than can be mounted, and one file that is too large is not one of too many`() {
        let directory = Directory(size: 900_000) { $0 == "d" ? (0..<100).map { "f\($0)" } : nil }
        #expect(problem(directory)?.contains("is one of too many") == true)
        #expect(directory.asked.withLock(\.self) < 100)
        let large = problem(Directory(size: 2 << 20) { $0 == "d" ? ["f"] : nil })
        #expect(large?.contains("`d/f` of the specs repo is larger") == true)
    }

    @Test(arguments: ["a\nb", "a\u{1B}[31mb", "a\u{7F}", "\u{9B}1m", "caf\u{FFFD}"])
    func `a name that is no name is said, without its control characters`(name: String) throws {
        let message = try #require(problem(Directory { $0 == "d" ? ["good", name] : nil }))
        #expect(message.hasPrefix("`d` of the specs repo has a file in it whose name "))
        #expect(message.hasSuffix("rename it") && !Naming.hasControlCharacters(message))
    }

    @Test(arguments: ["./a\nb", "./a\u{1B}b"])
    func `a path that is no path is a problem without its control characters`(path: String) throws {
        let escaped = path.replacing("\n", with: "\\n").replacing("\u{1B}", with: "\\e")
        let spec = "image: x:1\nvolumes: [\"\(escaped):/d\"]\n"
        let sources = SpecSources(files: ["services/a.yml": spec, "bundles/b.yml": "services: [a]\n"])
        let problem = try #require(Specs.decode(sources).problems.first)
        #expect(problem.key == "volumes.0" && !Naming.hasControlCharacters(problem.message))
    }
}
