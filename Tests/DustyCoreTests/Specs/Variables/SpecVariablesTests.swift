import Testing

@testable import DustyCore

/// Variables of the file `.env` in Compose keys of specs.
@Suite struct SpecVariablesTests {
    private func decode(_ service: String, _ environment: String?) -> (compose: YAMLValue, problems: [SpecProblem]) {
        let files = ["services/s.yml": service, "bundles/b.yml": "services: [s]\n"]
        let (specs, problems) = Specs.decode(SpecSources(files: files, environment: environment.map { Secret($0) }))
        return (specs.services["s"]?.compose ?? [:], problems + specs.warnings)
    }

    private let values = "TAG=15\nPORT=8080\nEMPTY=\nNAME=shop\nOFF=no\nMODE=always\nDOLLAR='$5'\n"

    @Test(arguments: [
        ("$NAME-${TAG}", "shop-15"), ("${NOT:-a}${NOT-b}", "ab"), ("${EMPTY:-a}|${EMPTY-b}", "a|"),
        ("${NAME:+x}${EMPTY:+y}|${EMPTY+z}|${NOT+w}", "x|z|"), ("${NAME:?no}${TAG?no}", "shop15"),
        ("${NOT:-${NOT2:-$NAME}!}", "shop!"), ("$$NAME $$$NAME $${NAME} $$", "$NAME $shop ${NAME} $"),
        ("a$ $1 $(id) $", "a$ $1 $(id) $"), ("${DOLLAR}", "$5"), ("${NOT:-$$}", "$"),
        ("${NOT:-{\"a\": {}}}", "{\"a\": {}}"),
        ("${NOT:-a}b}", "ab}"), ("${NOT:-two words}", "two words"),
    ])
    func `every form means what it means in Compose`(text: String, meant: String) {
        let (compose, problems) = decode("image: x:1\nenvironment:\n  A: '\(text)'\ncommand: ['\(text)']\n", values)
        #expect(problems == [])
        #expect(compose["environment"] == ["A": .string(meant)])
        #expect(compose["command"] == [.string(meant)])
    }

    @Test func `without the file a dollar is a dollar, and with an empty one it is not`() {
        let service = "image: x:1\ncommand: 'echo $HOME $$ ${A:-b}'\n"
        #expect(decode(service, nil).compose["command"] == "echo $HOME $$ ${A:-b}")
        #expect(decode(service, nil).problems == [])
        #expect(decode(service, "").compose["command"] == "echo  $ b")
    }

    @Test func `a text in place of a truth value or a number is one, and keys and keys of x- stay as they are`() {
        let service = """
            image: "x:${TAG}"
            tty: ${ON:-Yes}
            read_only: $OFF
            restart: $MODE
            ports: ["${PORT}:80", {target: $PORT, published: "${TAG}"}]
            mem_limit: ${MEM:-64m}
            healthcheck: {test: a, disable: "${ON:-true}", retries: "${TAG}"}
            labels: {$NAME: $NAME}
            x-note: $NAME
            """
        let (compose, problems) = decode(service, values)
        #expect(problems == [])
        #expect(compose["image"] == "x:15")
        #expect(compose["tty"] == true && compose["read_only"] == false && compose["restart"] == "always")
        #expect(compose["ports"] == ["8080:80", ["target": "8080", "published": "15"]])
        #expect(compose["healthcheck"]?["disable"] == true)
        #expect(compose["labels"] == ["$NAME": "shop"] && compose["x-note"] == "$NAME")
    }

    @Test func `a variable without value or default is a warning at its place, and an error in an image`() throws {
        let (compose, problems) = decode("image: x:1\nenvironment:\n  A: b\n  C: 'x${GONE}y'\n", "")
        let found = try #require(problems.first)
        #expect(problems.count == 1 && found.severity == .warning && found.key == "environment.C")
        #expect(
            found.line == 4 && found.column == 6 && found.message == "`GONE` is not set, so nothing takes its place"
        )
        #expect(
            found.hint?.contains("`GONE=…` to `.env`") == true && found.hint?.contains("`${GONE:-default}`") == true
        )
        #expect(compose["environment"]?["C"] == "xy")
        #expect(decode("image: 'x:1${GONE}'\n", "").problems.map(\.severity) == [.error])
    }

    @Test(arguments: [
        ("${GONE:?say so}", "`GONE` must have a value: say so"), ("${EMPTY:?}", "`EMPTY` must have a value"),
        ("${GONE?}", "`GONE` must have a value"), ("${", "begins no variable"), ("${}", "begins no variable"),
        ("${1}", "begins no variable"), ("${A!}", "begins no variable"), ("${A:-b", "begins no variable"),
    ])
    func `what Compose refuses is an error`(text: String, message: String) throws {
        let found = try #require(decode("image: x:1\nlabels:\n  A: '\(text)'\n", values).problems.first)
        #expect(found.severity == .error && found.message.contains(message) && found.line == 3)
        #expect(found.hint?.isEmpty == false)
    }

    @Test func `a bare name has the value of the file, and without one it is a problem that names the file`() throws {
        let service = """
            image: x:1
            environment: [TAG, A=1, EMPTY, "${NAME}"]
            build: {context: /src, args: {PORT: , B: c}}
            """
        let (compose, problems) = decode(service, values + "shop=keeper\n")
        #expect(problems == [])
        #expect(compose["environment"] == ["TAG=15", "A=1", "EMPTY=", "shop=keeper"])
        #expect(compose["build"]?["args"] == ["PORT": "8080", "B": "c"])
        let found = try #require(decode("image: x:1\nenvironment: [PATH]\n", values).problems.first)
        #expect(found.key == "environment.0" && found.severity == .error && found.hint?.contains("`.env`") == true)
    }

    @Test func `apps and suites have them in compose alone`() throws {
        let app = """
            image: x:1
            commands: {always: ['echo $NAME $$']}
            scripts: [{name: s, command: ['echo ${NAME}']}]
            compose: {environment: {A: $NAME}}
            test: {suites: [{name: unit, command: ['t $NAME'], compose: {environment: {A: $NAME}}}]}
            """
        let sources = SpecSources(
            files: ["apps/a.yml": app, "bundles/b.yml": "apps: [a]\n"],
            environment: Secret(values)
        )
        let specs = try Specs(checking: sources)
        let read = try #require(specs.apps["a"])
        #expect(read.always == ["echo $NAME $$"] && read.scripts.first?.command == ["echo ${NAME}"])
        #expect(read.compose["environment"] == ["A": "shop"])
        #expect(read.test.suites.first?.command == ["t $NAME"])
        #expect(read.test.suites.first?.compose["environment"] == ["A": "shop"])
    }

    @Test func `a file that is mounted may be named by a variable`() throws {
        struct Directory: SpecFiles {
            let files: [String: String]
            func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]? {
                let names = files.keys.filter { $0.hasPrefix(folder + "/") }.map {
                    String($0.dropFirst(folder.count + 1))
                }
                return names.isEmpty ? nil : names
            }
            func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile {
                guard let text = files[file] else { throw .missing }
                guard text.utf8.count <= limit else { throw .large }
                return SpecFile(bytes: Array(text.utf8), isExecutable: false)
            }
        }
        let service = "image: x:1\nvolumes: ['${CONF:-./b.conf}:/c']\n"
        var files = ["services/s.yml": service, "bundles/b.yml": "services: [s]\n", "a.conf": "text\n"]
        files[".env"] = "CONF=./a.conf\n"
        let sources = SpecSources(reading: Directory(files: files))
        #expect(try Specs(checking: sources).services["s"]?.files.keys.sorted() == ["a.conf"])
        files[".env"] = String(repeating: "#", count: 200_000)
        let problems = SpecSources(reading: Directory(files: files)).problems
        #expect(problems.map(\.description) == [".env:1:1: error: the file is larger than 128 KiB"])
    }

    @Test(arguments: [
        ("ports:\n  - '${V}:80'\n", "70000"), ("restart: ${V}\n", "hunter2"), ("links: ['${V}']\n", "hunter2"),
        ("volumes: ['${V}:/a']\n", "~/hunter2"), ("networks: ['${V}']\n", "hunter2"), ("mem_limit: ${V}\n", "hunter2"),
        ("stop_grace_period: 1${V}\n", "hunter2"), ("healthcheck: {test: ['${V}', a]}\n", "hunter2"),
        ("extra_hosts: ['${V}']\n", "hunter2"), ("scale: ${V}\n", "72"), ("build: '${V}'\n", "hunter`2`hunter2"),
        ("pull_policy: ${V}\n", "hunter2"),
    ])
    func `no problem quotes a value`(text: String, value: String) throws {
        let problems = decode("image: x:1\n" + text, "V='\(value)'\n").problems
        #expect(!problems.isEmpty)
        for problem in problems {
            #expect(!"\(problem) \(problem.hint ?? "")".contains(value) && !"\(problem)".contains("hunter2"))
        }
    }

    @Test func `what is wrong in the file itself is told by its place and never quoted`() throws {
        let problems = decode("image: x:1\n", "A=1\nhunter2\nB C=hunter2\n\u{FEFF}D=\"hunter2\n").problems
        #expect(problems.map(\.file) == [".env", ".env", ".env"] && problems.map(\.line) == [2, 3, 4])
        #expect(!"\(problems)".contains("hunter2"))
    }

    @Test(.timeLimit(.minutes(1))) func `texts grow no further than a file may`() {
        let doubling = (1...60).map { "V\($0)=${V\($0 - 1)}${V\($0 - 1)}" }.joined(separator: "\n")
        let (_, problems) = decode("image: x:1\nlabels: {a: '$V60'}\n", "V0=0123456789\n" + doubling)
        #expect(problems.contains { $0.file == ".env" && $0.message.contains("too long") })
        let labels = (0..<5000).map { "  l\($0): $BIG\n" }.joined()
        let big = "BIG=" + String(repeating: "x", count: 60_000)
        let found = decode("image: x:1\nlabels:\n" + labels, big)
        #expect(found.problems.contains { $0.message.contains("too long") })
        #expect(found.compose.document.revealed.utf8.count < 2 << 20)
    }

    @Test func `a change of the file changes what uses it alone`() throws {
        func fingerprints(_ environment: String) throws -> [String: String] {
            let files = [
                "services/a.yml": "image: 'x:${TAG}'\n", "services/b.yml": "image: 'y:1'\nenvironment: {L: $LEVEL}\n",
                "services/c.yml": "image: 'z:1'\n", "bundles/b.yml": "services: [a, b, c]\n",
            ]
            let specs = try Specs(checking: SpecSources(files: files, environment: Secret(environment)))
            let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
            let inputs = Inputs(assembled: AssembledSpecs(specs, activeBundles: ["b"]), machine: machine)
            return Dictionary(try Blueprint(compiling: inputs).compose.entries.map { ($0.name, $0.fingerprint) }) { $1 }
        }
        let before = try fingerprints("TAG=1\nLEVEL=2\n")
        let after = try fingerprints("# a comment\nLEVEL=2\nTAG=2\nOTHER=3\n")
        #expect(before.filter { after[$0.key] != $0.value }.keys.sorted() == ["a"])
    }
}
