import DustyCore
import Foundation
import Testing

@Suite struct SpecLimitsTests {
    /// Documents that stand for more nodes than there are atoms.
    private static let bombs = [
        ("", "anchors or nesting make this document too large"),
        ("? *a40\n: x\n", "a document with many aliases must have plain text as keys"),
        ("? [*a40]\n: x\n", "a document with many aliases must have plain text as keys"),
        ("*a40 : x\n", "a document with many aliases must have plain text as keys"),
        ("x: {[*a40]: y}\n", "a document with many aliases must have plain text as keys"),
        ("x: [*a40 : y]\n", "a document with many aliases must have plain text as keys"),
        ("x:\n  - ? {*a39 : 1}\n", "a document with many aliases must have plain text as keys"),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: bombs)
    func `Anchors that grow without bound are refused at once`(_ end: String, _ message: String) {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let start = ContinuousClock.now
        #expect(messages(["services/s.yml": text + end]) == [message])
        // Alone it takes a few milliseconds; other tests run beside this one.
        #expect(ContinuousClock.now - start < .milliseconds(1000))
    }

    @Test func `Many aliases are fine beside commands that look like odd keys`() throws {
        var text = "x-env: &env {A: '1'}\nimage: y\ncommand: ['${A}:80', '*x : y', 'a ? b : c']\n"
        for level in 1...9 { text += "x-\(level): {<<: *env}\n" }
        let files = BrokenSpec.sound.merging(["services/s.yml": text]) { $1 }
        #expect(Specs.decode(SpecSources(files: files)).problems.isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func `Many keys and long ones are read in a moment`() {
        let many = (0..<10_000).map { "  k\($0): v\n" }.joined()
        let long = String(repeating: "k", count: 900_000)
        let start = ContinuousClock.now
        #expect(messages(["services/s.yml": "image: y\nx-a: &a\n\(many)environment:\n  <<: *a\n  A: '1'\n"]).isEmpty)
        #expect(messages(["services/s.yml": "image: y\n? \(long)\n: x\n"]) == ["unknown key"])
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `A file over 1 MiB is refused`() {
        let text = "image: x\n# " + String(repeating: "x", count: 1 << 20)
        #expect(messages(["services/s.yml": text]) == ["the file is larger than 1 MiB"])
    }

    @Test func `Deep nesting is refused`() {
        let text = "image: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(messages(["services/s.yml": text]) == ["anchors or nesting make this document too large"])
    }

    @Test func `Anchors and merges of the usual kind are fine`() throws {
        let files = ["services/s.yml": "x-env: &env {A: 1, B: 2}\nimage: y\nenvironment:\n  <<: *env\n  B: 3\n"]
        let specs = try Specs(checking: SpecSources(files: BrokenSpec.sound.merging(files) { $1 }))
        #expect(specs.services["s"]?.compose["environment"] == ["B": 3, "A": 1])
    }

    @Test func `Only files that end with yml and lie directly in a folder count`() throws {
        try ShellRun.inDirectory { directory in
            try FileManager.default.createDirectory(atPath: "\(directory)/apps/deep", withIntermediateDirectories: true)
            for file in ["apps/a.yml", "apps/x.y.yml", "apps/b.yaml", "apps/deep/c.yml", "apps/.yml", "d.yml"] {
                try "image: x\n".write(toFile: "\(directory)/\(file)", atomically: true, encoding: .utf8)
            }
            try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: "\(directory)/apps/e.yml"))
            let sources = try SpecSources(directory: directory)
            #expect(Set(sources.files.keys) == ["apps/a.yml", "apps/x.y.yml"])
            #expect(sources.problems.map(\.description) == ["apps/e.yml:1:1: error: the file is not UTF-8 text"])
            #expect(throws: DustyError.self) { try SpecSources(directory: directory + "/none") }
        }
    }

    private func messages(_ files: [String: String]) -> [String] {
        Specs.decode(SpecSources(files: BrokenSpec.sound.merging(files) { $1 })).problems.map(\.message)
    }
}
