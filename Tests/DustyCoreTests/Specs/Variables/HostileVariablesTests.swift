import Synchronization
import Testing

@testable import DustyCore

/// Variables of those who mean harm, or whose passwords have dollars in them.
@Suite struct HostileVariablesTests {
    private func problems(_ service: String, _ environment: String?) -> [SpecProblem] {
        let files = ["services/s.yml": service, "bundles/b.yml": "services: [s]\n"]
        let (specs, problems) = Specs.decode(SpecSources(files: files, environment: environment.map { Secret($0) }))
        return problems + specs.warnings
    }

    @Test(arguments: [
        "environment: {A: 'pa$ecret99'}", "environment: {DB_PASSWORD: 'pa${ecret99}x'}",
        "environment: ['DB_PASSWORD=pa${ecret99}x']", "labels: {a: 'http://u:p${ecret99}@h'}",
        "environment: {DB_PASSWORD: '${ecret99:?ecret99}'}", "environment: {A: '${DB_PASSWORD:-${ecret99}}'}",
    ])
    func `what may be part of a password is no name of a variable`(text: String) {
        for environment in ["", nil] {
            let found = problems("image: x:1\n\(text)\n", environment)
            #expect(environment == nil || !found.isEmpty)
            #expect(!found.contains { "\($0) \($0.hint ?? "")".contains("ecret99") })
        }
    }

    @Test func `without a file a name in braces alone is quoted`() {
        let found = problems("image: x:1\nenvironment: {A: 'pa$Aecret99 ${LEVEL}'}\n", nil)
        #expect(found.count == 1 && found[0].message.hasPrefix("`${LEVEL}` stays"))
    }

    @Test(.timeLimit(.minutes(1))) func `the problems of a text and of a file are few`() {
        let long = (0..<120_000).map { "$a\($0)" }.joined()
        #expect(problems("image: x:1\ncommand: '\(long)'\n", "").count == 1)
        let named = (0..<90_000).map { "${a\($0)}" }.joined()
        let found = problems("image: x:1\ncommand: '\(named)'\n", "")
        // Of so long a text nothing is quoted, which makes them the same.
        #expect((1...21).contains(found.count) && found.allSatisfy { $0.severity == .warning })
        let labels = (0..<20_000).map { "  l\($0): '${G\($0)} ${'\n" }.joined()
        let many = problems("image: x:1\nlabels:\n" + labels, "")
        #expect(many.filter { $0.severity == .error }.count == SpecReader.Log.mostProblems)
        #expect(many.filter { $0.severity == .warning }.count <= SpecReader.Log.mostProblems)
        #expect(many.contains { $0.message.contains("more of this kind") })
    }

    @Test func `of long texts nothing is quoted`() {
        var veil = VariableVeil(secrets: [:])
        let written = "word " + String(repeating: "$a", count: 10_000)
        veil.add(["command": .init(written: written, value: "word hunter2")], of: "f")
        let problem = SpecProblem(
            file: "f",
            line: 1,
            column: 1,
            key: "command",
            message: "`word hunter2` no",
            hint: nil,
            severity: .error
        )
        #expect(veil.hiding(problem).message == "`… …` …")
    }

    /// Keeps how long the paths are that it was asked for.
    private final class Directory: SpecFiles {
        let files: [String: String]
        let asked = Mutex<[Int]>([])

        init(_ files: [String: String]) { self.files = files }

        func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]? {
            asked.withLock { $0.append(folder.utf8.count) }
            let names = files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
            return names.isEmpty ? nil : names
        }

        func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile {
            guard let text = files[file] else { throw .missing }
            return SpecFile(bytes: Array(text.utf8), isExecutable: false)
        }
    }

    private func directory(_ volumes: String, _ environment: String) -> Directory {
        let service = "image: x:1\nvolumes:\n" + volumes
        return Directory(["services/s.yml": service, "bundles/b.yml": "services: [s]\n", ".env": environment])
    }

    @Test(.timeLimit(.minutes(1))) func `all paths of a file together have a bound`() {
        let volumes = (0..<2000).map { "- ./\($0)$A:/x\n" }.joined()
        let directory = directory(volumes, "A=" + String(repeating: "a", count: 3000))
        let sources = SpecSources(reading: directory)
        #expect(directory.asked.withLock { $0.reduce(0, +) } < 2 << 20)
        #expect(Specs.decode(sources).problems.contains { $0.message.contains("too long") })
    }

    @Test func `a path that is too long is a problem and not looked for`() {
        let directory = directory("- ./$A:/x\n", "A=" + String(repeating: "a", count: 5000))
        let problems = Specs.decode(SpecSources(reading: directory)).problems
        #expect(problems.map(\.message) == ["this path is longer than 4096 bytes"])
        #expect(directory.asked.withLock { $0.allSatisfy { $0 < 4096 } })
    }
}
