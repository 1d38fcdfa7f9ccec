import Testing

@testable import DustyCore

struct ImportedVariablesTests {
    @Test func valuesOfEnvFilesStayOutOfTheSpecs() throws {
        let work = try imported(
            """
            services:
              web:
                image: x
                environment: {A: hush, B: standard, C: plain, D: of-the-file, E: null, F: "two\\nlines"}
            """,
            written: """
                services:
                  web:
                    image: x
                    env_file: [{path: /src/web.env, required: true}]
                    environment: {A: "${SECRET}", B: "${B:-standard}", C: plain, E: null}
                """
        )
        let text = work.files.values.joined()
        #expect(!text.contains("hush") && !text.contains("of-the-file") && !text.contains("lines"))
        #expect(work.specs.services["web"]?.compose["environment"] == ["B": "standard", "C": "plain"])
        #expect(work.envFiles == ["env/web.env": "A=hush\nD=of-the-file\n"])
        #expect(work.rows("web", "env_file") == ["changed web.env: its variables are in env/web.env, not in the spec"])
        #expect(
            work.rows("web", "environment") == [
                "unsupported E: no value here; set it with `dusty env set web NAME value`",
                "unsupported F: several lines; set it with `dusty env set web NAME value`",
                "changed A, D: from env files, kept in env/web.env",
            ]
        )
    }

    @Test func valuesOfEnvFilesThatStandInTheSpecsAreSaid() throws {
        let facts = ImportFacts(
            directory: "/specs",
            repos: ["/src": "/src"],
            variables: ["TAG", "PORT", "KEY", "GONE"]
        )
        let work = try imported(
            """
            services:
              web:
                image: x:12
                command: serve --key k1
                hostname: fixed
                ports: [{target: 80, published: "8080"}]
              app: {image: y, build: {context: /src, args: {KEY: k1}}, annotations: {a: gone}}
            """,
            written: """
                services:
                  web:
                    image: "x:${TAG}"
                    command: "serve --key $KEY"
                    hostname: "${FIXED:-fixed}"
                    ports: ["${PORT}:80"]
                  app: {image: "${TAG}", build: {context: /src, args: {KEY: "$KEY"}}, annotations: {a: "$GONE"}}
                """,
            facts
        )
        let held = "holds the value that the env file has for"
        #expect(work.rows("web", "image") == ["changed \(held) TAG"])
        #expect(work.rows("web", "command") == ["changed \(held) KEY"])
        #expect(work.rows("web", "hostname") == ["taken"])
        // The host name is on port 80, whatever Compose publishes.
        #expect(!work.files.values.joined().contains("8080"))
        #expect(
            work.rows("web", "ports").contains("changed PORT of the env file is not needed: host names lead there")
        )
        #expect(!work.rows("web", "ports").joined().contains(held))
        #expect(work.rows("app", "build").contains("changed \(held) KEY"))
        // Nothing of these stands in the spec.
        let left = work.rows("app", "image") + work.rows("app", "annotations")
        #expect(left.count == 2 && left.allSatisfy { !$0.contains(held) })
    }

    @Test func withoutWhatWasWrittenNoValueIsTakenForPublic() throws {
        let project = try ImportedProject(resolved: "services: {web: {image: x, environment: {A: b}}}", written: nil)
        let work = ComposeImport(project, ImportFacts(directory: "/specs"))
        #expect(work.envFiles == ["env/web.env": "A=b\n"])
    }

    @Test(arguments: [
        ("a", "a"), ("$A", ""), ("${A}b", "b"), ("${A:-d}", "d"), ("${A-d}", "d"), ("${A:?e}", ""), ("${A:+x}", ""),
        ("$$A", "$A"), ("${A:-${B:-c}}", "c"), ("x$", "x$"), ("${A:-{}}", "{}"), ("${", "${"), ("$1", "$1"),
    ])
    func withoutVariablesOnlyDefaultsAreLeft(text: String, value: String) {
        #expect(Interpolation.withoutVariables(text) == value)
    }

    @Test func variablesInDefaultsAreReferencesToo() {
        #expect(Interpolation.references(in: "${A:-${B}}$C$$D") == ["A", "B", "C"])
    }
}

struct ComposeIncludeTests {
    @Test func everyFormOfAnIncludeSaysWhereItsVariablesAre() {
        let text = """
            include:
              - ../common/compose.yaml
              - {path: [a/one.yml, /abs/two.yml], env_file: [a/x.env, /y.env]}
              - {path: b/c.yml, project_directory: ./d/}
              - {path: "oci://host/project"}
              - "${HOME}/x.yml"
            """
        let found = ComposeInclude.all(in: text, of: "/src/shop")
        #expect(
            found.map(\.files) == [
                ["/src/common/compose.yaml"], ["/src/shop/a/one.yml", "/abs/two.yml"], ["/src/shop/b/c.yml"],
            ]
        )
        #expect(
            found.map(\.envFiles) == [["/src/common/.env"], ["/src/shop/a/x.env", "/y.env"], ["/src/shop/d/.env"]]
        )
        #expect(ComposeInclude.all(in: "include: {", of: "/").isEmpty)
    }
}
