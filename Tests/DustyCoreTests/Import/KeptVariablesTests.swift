import Testing

@testable import DustyCore

/// Texts that keep their variables in an import, and the `.env` that the specs get.
struct KeptVariablesTests {
    private let resolved = """
        services:
          db:
            image: postgres:12
            command: [serve, --level, info, "$literal"]
            environment: {A: "12", B: standard, C: hush, D: "plain $5", E: "of 12 and hush"}
            ports: [{target: 5432, published: "8080"}]
            mem_limit: "67108864"
            labels: {note: "a b's", key: hush}
          app: {image: y, build: {context: /src, args: {TAG: "12"}}, environment: {F: d}}
        """
    private let written = """
        services:
          db:
            image: "postgres:${TAG}"
            command: [serve, --level, "${LEVEL:-info}", "$$literal"]
            environment: {A: "$TAG", B: "${GONE-standard}", C: "${DB_PASSWORD}", D: "plain $$5", E: "of $TAG and $DB_PASSWORD"}
            ports: ["${PORT}:5432"]
            mem_limit: "${MEM:-64m}"
            labels: {note: "$NOTE", key: "$DB_PASSWORD"}
          app: {image: y, build: {context: /src, args: {TAG: "$TAG"}}, environment: {F: "${F:-d}"}}
        """

    private func facts(_ kept: [String: String]?, hasEnvironment: Bool = false) -> ImportFacts {
        ImportFacts(
            directory: "/specs",
            variables: ["TAG", "PORT", "NOTE", "DB_PASSWORD"],
            kept: kept,
            hasEnvironment: hasEnvironment
        )
    }

    private let values = ["TAG": "12", "PORT": "8080", "NOTE": "a b's"]

    @Test func variablesStayWhereTheSpecHasTheSameValueWithThem() throws {
        let work = try imported(resolved, written: written, facts(values))
        let file = try #require(work.files["services/db.yml"])
        #expect(
            file.contains("image: \"postgres:${TAG}\"") && file.contains("${LEVEL:-info}") && file.contains("$$literal")
        )
        let environment = try #require(work.environment?.revealed)
        #expect(EnvFile.project(environment).faults == [])
        let read = Dictionary(uniqueKeysWithValues: EnvFile.project(environment).variables.map { ($0.name, $0.value) })
        #expect(read == ["TAG": "12", "PORT": "8080"])
        #expect(environment.contains("# GONE=\n") && !environment.contains("hush"))
        let sources = SpecSources(files: work.files, environment: work.environment)
        let specs = try Specs(checking: sources)
        let db = try #require(specs.services["db"]?.compose)
        #expect(db["image"] == "postgres:12" && db["command"] == ["serve", "--level", "info", "$literal"])
        #expect(db["environment"] == ["A": "12", "B": "standard", "D": "plain $5"])
        #expect(db["ports"] == ["8080:5432"])
        #expect(specs.apps["app"]?.compose["environment"] == ["F": "d"])
        #expect(work.envFiles["env/db.env"] == "C=hush\nE=of 12 and hush\n")
        #expect(work.problems == [])
    }

    @Test func theReportSaysWhatIsKeptAndWhatIsNot() throws {
        let work = try imported(resolved, written: written, facts(values))
        #expect(work.rows("db", "image") == ["taken with its variables: TAG; .env of the specs has their values"])
        #expect(work.rows("db", "environment").contains { $0.hasPrefix("taken with its variables: GONE, TAG;") })
        #expect(work.rows("db", "labels") == ["changed holds the value that the env file has for DB_PASSWORD, NOTE"])
        #expect(work.rows("app", "build").contains("changed holds the value that the env file has for TAG"))
        let next = work.report(
            directory: "/specs",
            written: [".env", "env/db.env"],
            warnings: [],
            problems: [],
            isRepo: true
        ).next
        #expect(next.first?.hasPrefix("# look first: .env is committed too") == true)
        #expect(next.first?.hasSuffix("It has PORT, TAG") == true)
        #expect(next[1] == "git -C /specs add . && git -C /specs add .env && git -C /specs commit -qm 'Begin'")
        #expect(next.filter { $0.contains("env set") } == ["dusty env set db --file /specs/env/db.env"])
    }

    @Test func onlyWhereGitLeavesTheFileOutItIsForced() {
        let steps = NextSteps(directory: "/s", isRepo: true, bundles: [], environment: ["A", "B"], isIgnored: true)
        #expect(steps.commands[1].contains(".gitignore") && steps.commands[1].hasPrefix("# "))
        #expect(steps.commands[2] == "git -C /s add . && git -C /s add -f .env && git -C /s commit -qm 'Begin'")
        let none = NextSteps(directory: "/s", isRepo: true, bundles: [])
        #expect(none.commands.first == "git -C /s add . && git -C /s commit -qm 'Begin'")
    }

    @Test func whereNoVariableIsKeptADollarIsADollarUnlessTheSpecsHaveVariables() throws {
        let plain = try imported(resolved, written: written, facts(nil))
        #expect(plain.environment == nil && plain.files["services/db.yml"]?.contains("\"$literal\"") == true)
        #expect(plain.files["services/db.yml"]?.contains("postgres:12") == true)
        let there = try imported(resolved, written: written, facts(nil, hasEnvironment: true))
        #expect(there.environment == nil && there.files["services/db.yml"]?.contains("\"$$literal\"") == true)
        #expect(there.problems == [])
        let none = try imported("services: {db: {image: x, command: [a, $b]}}", facts([:]))
        #expect(none.environment == nil && none.files["services/db.yml"]?.contains("$b") == true)
    }

    @Test(arguments: [
        "plain", "a b", "it's", "a\"b", "back\\slash\\", "$HOME ${X} $$", "two\nlines", "#no", "", " lead ", "é",
    ])
    func everyValueIsReadAsItWas(value: String) throws {
        let text = ComposeImport.environment(["V"], ["V": value])
        #expect(EnvFile.project(text).variables == [EnvVariable(name: "V", value: value)])
    }
}
