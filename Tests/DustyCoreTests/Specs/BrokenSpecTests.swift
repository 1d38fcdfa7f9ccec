import DustyCore
import Testing

/// A small specs directory with something wrong in it, and the lines that `dusty validate` prints for it.
struct BrokenSpec: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [String: String]
    var expected: [String]

    var testDescription: String { name }

    /// Files that are in order; a case replaces or adds some.
    static let sound = [
        "apps/a.yml": "image: x\ncommands:\n  always: [run]\n",
        "libs/l.yml": "repo: h/o/l\nmount: /l\n",
        "services/s.yml": "image: y\n",
        "bundles/b.yml": "apps: [a]\n",
    ]

    init(_ name: String, _ files: [String: String], _ expected: String...) {
        self.name = name
        self.files = Self.sound.merging(files) { $1 }
        self.expected = expected
    }

    /// A case about the one app.
    init(app name: String, _ text: String, _ expected: String...) {
        self.name = name
        files = Self.sound.merging(["apps/a.yml": text]) { $1 }
        self.expected = expected.map { "apps/a.yml:\($0)" }
    }
}

@Suite struct BrokenSpecTests {
    @Test func `Sound specs have no problem`() {
        #expect(Specs.decode(SpecSources(files: BrokenSpec.sound)).problems.isEmpty)
    }

    @Test(
        arguments: BrokenSpec.documents + BrokenSpec.apps + BrokenSpec.forwarding + BrokenSpec.others
            + BrokenSpec.crossing
    )
    func `Every problem is reported with its place`(_ broken: BrokenSpec) {
        let lines = Specs.decode(SpecSources(files: broken.files)).problems.map(\.description)
        #expect(lines == broken.expected)
    }
}
