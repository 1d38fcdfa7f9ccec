import Testing

@testable import DustyCore

/// A mapping of a spec, and a document that puts something into it.
struct TableUse: Sendable, CustomTestStringConvertible {
    var table: SpecTable
    var file: String
    var before: String

    var testDescription: String { table.title }

    private static let app = "image: x\ncommands: {always: []}\n"
    private static let lib = "repo: h/o/l\nmount: /l\n"

    static let all = [
        TableUse(table: .app, file: "apps/a.yml", before: ""), TableUse(table: .lib, file: "libs/l.yml", before: ""),
        TableUse(table: .bundle, file: "bundles/b.yml", before: ""),
        TableUse(table: .service, file: "services/s.yml", before: ""),
        TableUse(table: .commands, file: "apps/a.yml", before: "image: x\ncommands:\n"),
        TableUse(table: .dependencies, file: "apps/a.yml", before: app + "depends:\n"),
        TableUse(table: .conditionalLinks, file: "apps/a.yml", before: app + "conditional_links:\n"),
        TableUse(table: .hostForwarding, file: "apps/a.yml", before: app + "host_forwarding:\n  -\n"),
        TableUse(table: .ready, file: "apps/a.yml", before: app + "ready:\n"),
        TableUse(table: .readyHTTP, file: "apps/a.yml", before: app + "ready:\n  http:\n"),
        TableUse(table: .script, file: "apps/a.yml", before: app + "scripts:\n  -\n"),
        TableUse(table: .asset, file: "apps/a.yml", before: app + "assets:\n  -\n"),
        TableUse(table: .libDependencies, file: "libs/l.yml", before: lib + "depends:\n"),
        TableUse(table: .tests, file: "libs/l.yml", before: lib + "test:\n"),
        TableUse(table: .suite, file: "libs/l.yml", before: lib + "test:\n  suites:\n    -\n"),
        TableUse(table: .appCompose, file: "apps/a.yml", before: app + "compose:\n"),
        TableUse(table: .suiteCompose, file: "libs/l.yml", before: lib + "test:\n  suites:\n    -\n      compose:\n"),
    ]

    /// The problems of a document in which these keys are written, without values.
    func problems(writing keys: [String]) -> [SpecProblem] {
        let margin = before.isEmpty ? "" : "        "
        let files = BrokenSpec.sound.merging([file: before + keys.map { "\(margin)\($0):\n" }.joined()]) { $1 }
        return Specs.decode(SpecSources(files: files)).problems
    }

    /// The problems of a document in which one key of the mapping has a value.
    func problems(_ key: String, _ value: String) -> [SpecProblem] {
        let margin = before.isEmpty ? "" : "        "
        let files = BrokenSpec.sound.merging([file: before + "\(margin)\(key): \(value)\n"]) { $1 }
        return Specs.decode(SpecSources(files: files)).problems
    }
}

@Suite struct SpecTableTests {
    @Test(arguments: TableUse.all)
    func `The decoder looks at every key of the tables and knows no other`(_ use: TableUse) {
        for key in use.table.keys where key.shape != .any {
            let found = use.problems(key.name, Self.wrong(for: key.shape))
            #expect(found.contains { $0.key.contains(key.name) && $0.message != "unknown key" }, "\(key.name)")
            #expect(!found.contains { $0.message == "unknown key" }, "\(key.name)")
        }
        #expect(use.problems("qqq", "1").contains { $0.message == "unknown key" && $0.key.hasSuffix("qqq") })
    }

    @Test(arguments: TableUse.all)
    func `Null is neither a value nor a default`(_ use: TableUse) {
        for key in use.table.keys where !ShapeCheck.accepts(key.shape, SpecNode(content: .scalar(.null), place: .start))
        {
            #expect(use.problems(key.name, "").contains { $0.message == "this key has no value" }, "\(key.name)")
        }
    }

    @Test(arguments: TableUse.all)
    func `Each rule of a table is held, for every choice of its keys`(_ use: TableUse) throws {
        for rule in use.table.rules {
            let other = try #require(use.table.names.first { !rule.names.contains($0) })
            for choice in 0..<(1 << rule.names.count) {
                let written = rule.names.enumerated().filter { choice & (1 << $0.offset) != 0 }.map(\.element)
                let found = use.problems(writing: written + [other]).filter { problem in
                    rule.names.contains { problem.key.hasSuffix($0) } && problem.message != "this key has no value"
                }
                #expect(found.contains { rule.isSaid(by: $0) } == !rule.allows(written), "\(rule): \(written) \(found)")
            }
        }
    }

    /// A value that no key of this shape takes.
    private static func wrong(for shape: SpecShape) -> String {
        let list = SpecNode(content: .list([]), place: .start)
        let map = SpecNode(content: .map([]), place: .start)
        if !ShapeCheck.accepts(shape, list) { return "[]" }
        return ShapeCheck.accepts(shape, map) ? "true" : "{}"
    }
}

extension SpecTable.Rule {
    fileprivate var names: [String] {
        switch self {
        case .together(let left, let right), .needs(let left, let right): [left, right]
        case .exactlyOne(let names), .atMostOne(let names), .atLeastOne(let names): names
        }
    }

    fileprivate func allows(_ written: [String]) -> Bool {
        switch self {
        case .together: written.count != 1
        case .needs(let name, _): written != [name]
        case .exactlyOne: written.count == 1
        case .atMostOne: written.count <= 1
        case .atLeastOne: !written.isEmpty
        }
    }

    fileprivate func isSaid(by problem: SpecProblem) -> Bool {
        switch self {
        case .together(let left, let right):
            ["`\(left)` also needs `\(right)`", "`\(right)` also needs `\(left)`"].contains(problem.message)
        case .needs(let name, let other): problem.message == "`\(name)` also needs `\(other)`"
        case .exactlyOne, .atMostOne, .atLeastOne:
            names.contains { problem.message.contains("`\($0)`") }
                && (problem.message.hasSuffix("is required") || problem.message.hasSuffix("exclude each other"))
        }
    }
}
