import Foundation
import Testing

/// A small specs directory with something wrong in it, and the lines that `dusty validate` prints for it.
///
/// The cases are in `Fixtures/broken`, several a file: `## NAME` begins a case, `@ FILE` a file of it, `= LINE` is a problem that must be
/// found and `? TEXT` its hint. Files of `sound` are there too, unless `! FILE` takes one away. `␀`, `␊`, `␍` and `⇥` stand for the
/// characters NUL, line feed, carriage return and tab. `[schema]` after a name says that the JSON Schema of one of the files refuses it as well.
struct BrokenSpec: Sendable, CustomTestStringConvertible {
    var name: String
    var files = Self.sound
    var expected: [String] = []
    /// Hints by the line that they follow.
    var hints: [String: String] = [:]

    var testDescription: String { name }

    /// Files that are in order; a case replaces, adds or takes away some.
    static let sound = [
        "apps/a.yml": "image: x\ncommands:\n  always: [run]\n",
        "libs/l.yml": "repo: h/o/l\nmount: /l\n",
        "services/s.yml": "image: y\n",
        "bundles/b.yml": "apps: [a]\n",
    ]

    /// Every case of every file.
    static let all: [BrokenSpec] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/broken")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.sorted().flatMap { file in
            let text = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
            return cases(in: text)
        }
    }()

    private static func cases(in text: String) -> [BrokenSpec] {
        var cases: [BrokenSpec] = []
        var file: String?
        for line in text.components(separatedBy: "\n") {
            let rest = String(line.dropFirst(2))
            switch line.prefix(2) {
            case "##":
                cases.append(BrokenSpec(name: rest.trimmingCharacters(in: .whitespaces)))
                file = nil
            case "@ ":
                file = controlled(rest)
                cases[cases.count - 1].files[controlled(rest)] = ""
            case "! " where file == nil: cases[cases.count - 1].files[rest] = nil
            case "= ":
                cases[cases.count - 1].expected.append(rest)
                file = nil
            case "? " where file == nil: cases[cases.count - 1].hints[cases[cases.count - 1].expected.last ?? ""] = rest
            default:
                if let file { cases[cases.count - 1].files[file, default: ""] += controlled(line) + "\n" }
            }
        }
        return cases
    }

    private static func controlled(_ text: String) -> String {
        text.replacingOccurrences(of: "␀", with: "\0").replacingOccurrences(of: "␊", with: "\n")
            .replacingOccurrences(of: "␍", with: "\r").replacingOccurrences(of: "⇥", with: "\t")
    }
}
