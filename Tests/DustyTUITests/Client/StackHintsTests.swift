import ArgumentParser
import DustyCore
import Foundation
import Testing

@testable import DustyTUI

@Suite struct StackHintsTests {
    @Test(arguments: [
        ("`dusty up` makes it", "`dusty -s fix-ui up` makes it"),
        ("dusty up removes them", "dusty -s fix-ui up removes them"),
        ("then dusty down and dusty up", "then dusty -s fix-ui down and dusty -s fix-ui up"),
        ("dusty down; dusty up", "dusty -s fix-ui down; dusty -s fix-ui up"),
        ("make it equal: dusty sync --exact api)", "make it equal: dusty -s fix-ui sync --exact api)"),
        ("(`dusty repos`)", "(`dusty -s fix-ui repos`)"),
        ("`dusty logs -s blog api`, or `dusty doctor`", "`dusty logs -s blog api`, or `dusty -s fix-ui doctor`"),
        ("`dusty config set --stack=blog idle 2h`", "`dusty config set --stack=blog idle 2h`"),
        ("see `dusty stack list` or `docker ps`", "see `dusty stack list` or `docker ps`"),
        ("sudo dusty config set owner NAME", "sudo dusty config set owner NAME"),
        ("`dusty -d` as root starts it", "`dusty -d` as root starts it"),
        ("the network dusty up to now", "the network dusty -s fix-ui up to now"),
        ("/usr/bin/dusty up, a dusty road, not-dusty up", "/usr/bin/dusty up, a dusty road, not-dusty up"),
        ("dusty ", "dusty "), ("", ""),
    ])
    func `commands of hints name the stack, in quotation marks or not`(hint: String, named: String) {
        #expect(StackHints.naming("fix-ui", in: hint) == named)
        #expect(StackHints.naming("fix-ui", in: named) == named)
        for own in [nil, StackNames.standardName] { #expect(StackHints.naming(own, in: hint) == hint) }
    }

    @Test func `every command about a stack is known`() {
        let others: Set<String> = [
            "audit", "compile", "explain", "import", "init", "machine", "service", "shutdown", "stack", "upgrade",
            "version",
        ]
        let all = Set(Dusty.configuration.subcommands.map { $0._commandName })
        #expect(all.subtracting(others) == StackHints.commands)
        #expect(others.isSubset(of: all))
    }

    @Test func `hints of every answer and problem name the stack, and no other text does`() throws {
        let warning = Warning(subject: .specs, message: "see `dusty validate`", hint: "see `dusty validate`")
        let (message, file) = ("`dusty up`", "apps/a.yml")
        let problem = SpecProblem(file: file, line: 1, column: 1, key: "", message: message, hint: "dusty up")
        let error = DustyError(.specs, "`dusty up`", hint: "`dusty up` \\ \"é", problems: [problem])
        let check = DoctorCheck("x", .failure, "dusty up", remedy: "dusty up removes them")
        func named<Value: Codable>(_ value: Value, _ stack: String? = "fix-ui") throws -> Value {
            try Wire.decode(from: StackHints.naming(stack, inJSON: try Wire.encode(value)))
        }
        #expect(try named(warning).hint == "see `dusty -s fix-ui validate`")
        #expect(try named(warning).message == warning.message)
        let doctor = try named([check]).first
        #expect(doctor?.remedy == "dusty -s fix-ui up removes them" && doctor?.message == "dusty up")
        let seen = try named(error)
        #expect(seen.hint == "`dusty -s fix-ui up` \\ \"é" && seen.message == "`dusty up`")
        #expect(seen.problems?.first?.hint == "dusty -s fix-ui up" && seen.problems?.first?.message == "`dusty up`")
        #expect(error.hinting(at: "fix-ui").problems?.first?.hint == "dusty -s fix-ui up")
        #expect(try named(warning, nil) == warning && named(warning, "default") == warning)
        let text = Data("no JSON \"hint\": \"dusty up".utf8)
        _ = StackHints.naming("fix-ui", inJSON: text)
    }

    @Test func `what commands print to be typed next goes through the console that knows the stack`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/DustyTUI")
        let enumerator = try #require(FileManager.default.enumerator(atPath: sources.path))
        var looked = 0
        for case let name as String in enumerator where name.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            looked += 1
            for line in text.split(separator: "\n") where line.contains("console.print(") && line.contains("dusty ") {
                let isNamed = line.contains("-s ") || StackHints.naming("x", in: String(line)) == line
                #expect(isNamed, "\(name): \(line)")
            }
        }
        #expect(looked > 100)
    }
}
