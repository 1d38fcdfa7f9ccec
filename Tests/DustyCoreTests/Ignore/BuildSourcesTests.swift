import Testing

@testable import DustyCore

@Suite struct BuildSourcesTests {
    private static let dockerfile = """
        # COPY nothing .
        FROM python AS base
        copy requirements.txt pack*.json ./
        COPY --chown=1:1 docker/ /etc/docker
        COPY --from=base /x /y
        ADD https://example.org/a /a
        ADD ["a b.txt", "/b"]
        COPY ${NAME}/x \\
          # a comment between
          /z
        RUN --mount=type=bind,source=tools,target=/t --mount=type=cache,source=no,target=/c make
        RUN --mount=type=bind,target=/src make
        COPY . .
        """

    @Test func `What is copied from the directory is found, and nothing of other stages and of the network`() {
        let taken = BuildSources(dockerfile: Self.dockerfile, ignore: "").taken
        #expect(
            taken.map { "\($0.pattern) \($0.destination ?? "-")" } == [
                "requirements.txt ./", "pack*.json ./", "docker /etc/docker", "a b.txt /b", "*/x /z", "tools -", " -",
                " .",
            ]
        )
    }

    @Test func `A source knows what it means, what is on the way there and what is below`() {
        let source = BuildSources.Source(pattern: "a/pack*.json", destination: nil)
        var work = WorkLimit(steps: 10_000)
        let behind = ["a", "a/package.json", "b", "a/other", "a/package.json/x"].filter {
            source.isBehind(BuildSources.parts(of: $0), &work)
        }
        #expect(behind == ["a", "a/package.json"])
        let held = ["a/package.json", "a/package.json/x"].filter { source.holds(BuildSources.parts(of: $0), &work) }
        #expect(held == ["a/package.json/x"])
    }

    @Test(arguments: [
        ("node_modules", "node_modules/a/b", true), ("node_modules", "web/node_modules", false),
        ("**/node_modules", "web/node_modules/x", true), ("*.log", "a.log", true), ("*.log", "b/a.log", false),
        ("/docs/\n!docs/keep", "docs/keep", false), ("docs\n!docs/keep", "docs/other", true), ("# x\n\n", "x", false),
    ])
    func `Lines of an ignore file mean what they mean to the builder`(lines: String, path: String, isExcluded: Bool) {
        #expect(excludes(lines, path) == isExcluded)
    }

    private func excludes(_ lines: String, _ path: String, steps: Int = 100_000) -> Bool {
        var work = WorkLimit(steps: steps)
        return BuildSources(dockerfile: "", ignore: lines).excludes(BuildSources.parts(of: path), &work)
    }

    @Test func `More rules than can be looked at exclude nothing, more sources are the whole`() {
        let rules = (1...1000).map { "a\($0)\n" }.joined()
        #expect(excludes(rules, "a7") && !excludes(rules + "b\n", "a7"))
        #expect(!excludes("a7\n" + String(repeating: "*", count: 5000), "a7"))
        let copies = (1...201).map { "COPY f\($0) /f\n" }
        let some = BuildSources(dockerfile: copies.dropLast().joined(), ignore: "").taken
        #expect(some.count == 200)
        let all = BuildSources(dockerfile: copies.joined(), ignore: "").taken
        #expect(all == [BuildSources.Source(pattern: "", destination: nil)])
    }

    @Test func `What comparing takes is spent, and nothing is done once it is over`() {
        let rules = BuildSources(dockerfile: "", ignore: String(repeating: "*a*a*a*a*a*a*b\n", count: 1000))
        let path = [Array(repeating: UInt8(ascii: "a"), count: 60)]
        var few = WorkLimit(steps: 1000)
        #expect(!rules.excludes(path, &few) && few.isSpent)
        var over = WorkLimit(steps: .max) { true }
        #expect(!rules.excludes(path, &over) && over.isSpent)
    }
}
