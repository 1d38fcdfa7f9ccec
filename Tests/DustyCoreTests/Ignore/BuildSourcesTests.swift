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
        COPY . .
        """

    @Test func `What is copied from the directory is found, and nothing of other stages and of the network`() {
        let taken = BuildSources(dockerfile: Self.dockerfile, ignore: "").taken
        #expect(
            taken.map { "\($0.pattern) \($0.destination ?? "-")" } == [
                "requirements.txt ./", "pack*.json ./", "docker /etc/docker", "a b.txt /b", "*/x /z", "tools -", " .",
            ]
        )
    }

    @Test func `A source knows what it means, what is on the way there and what is below`() {
        let source = BuildSources.Source(pattern: "a/pack*.json", destination: nil)
        #expect(source.isBehind("a") && source.isBehind("a/package.json"))
        #expect(!source.isBehind("b") && !source.isBehind("a/other") && !source.isBehind("a/package.json/x"))
        #expect(source.holds("a/package.json/x") && !source.holds("a/package.json"))
    }

    @Test(arguments: [
        ("node_modules", "node_modules/a/b", true), ("node_modules", "web/node_modules", false),
        ("**/node_modules", "web/node_modules/x", true), ("*.log", "a.log", true), ("*.log", "b/a.log", false),
        ("/docs/\n!docs/keep", "docs/keep", false), ("docs\n!docs/keep", "docs/other", true), ("# x\n\n", "x", false),
    ])
    func `Lines of an ignore file mean what they mean to the builder`(lines: String, path: String, isExcluded: Bool) {
        #expect(BuildSources(dockerfile: "", ignore: lines).excludes(path) == isExcluded)
    }
}
