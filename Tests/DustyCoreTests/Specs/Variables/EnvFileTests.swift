import DustyCore
import Testing

@Suite struct EnvFileTests {
    @Test func `A138 A line is split at its first =, and taken as it is`() throws {
        let text = """
            # a comment
            PLAIN=1

              INDENTED=a b
            QUOTED="it's"
            EQUALS=a=b=c
            EMPTY=
            HASH=a # b
            PLAIN=2\r
            ÜNÏ=😀 $(id) `id` ; rm
            """
        let file = try EnvFile(text, file: "f", environment: [:])
        #expect(
            file.variables.map { "\($0.name)|\($0.value)" } == [
                "INDENTED|a b", "QUOTED|\"it's\"", "EQUALS|a=b=c", "EMPTY|", "HASH|a # b", "PLAIN|2",
                "ÜNÏ|😀 $(id) `id` ; rm",
            ]
        )
        #expect(file.missing.isEmpty)
    }

    @Test func `A138 A line without = takes the value of the environment; one that is not there is reported`() throws {
        let file = try EnvFile("HOME \nNOWHERE\n", file: "f", environment: ["HOME": "/home/ann"])
        #expect(file.variables == [EnvVariable(name: "HOME", value: "/home/ann")])
        #expect(file.missing == ["NOWHERE"])
    }

    @Test(arguments: ["A=1\n=x\n", "A=1\nB C=2\n", "A=1\nB\u{1}=2\n"])
    func `What cannot be a variable is reported with its line`(text: String) {
        let error = #expect(throws: DustyError.self) { try EnvFile(text, file: "my.env", environment: [:]) }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix("my.env:2:") == true)
    }

    @Test func `F01 a byte order mark and line ends of Windows belong to no name and to no value`() throws {
        let file = try EnvFile("\u{FEFF}FIRST=new\r\nSECOND=a\u{85}b\r\n\r\n", file: "f", environment: [:])
        #expect(file.variables.map(\.name) == ["FIRST", "SECOND"])
        #expect(file.variables.map(\.value) == ["new", "a\u{85}b"])
    }

    @Test(arguments: [
        "hunter2 secret\n", "A B=hunter2\n", "\thunter2\u{1}\n", "hunter2\u{202E}=x\n", "=hunter2\n",
        "hunter2\u{FEFF}=1",
    ])
    func `F02 what is wrong in a file of secrets is reported by its place and never quoted`(text: String) {
        let error = #expect(throws: DustyError.self) { try EnvFile("A=1\n" + text, file: "my.env", environment: [:]) }
        #expect(error.map { "\($0)" }?.contains("hunter2") == false)
        #expect(error?.message.wholeMatch(of: /my\.env:2:[0-9]+: [^"]+/) != nil)
    }

    @Test(arguments: [
        "api: {DB: *hunter2}", "api: {DB: !hunter2 x}", "api: {DB: 'hunter2}", "api: [hunter2]", "api:\n\tDB: hunter2",
        "api: {DB: hunter2}\napi: {DB: hunter2}", "hunter2", "a: {b: {c: hunter2}}", "api: hunter2: x", "%hunter2\n---",
        "api: {DB: \"hunter2\\q\"}", "a: b\n--- hunter2",
    ])
    func `F02 overrides that cannot be read are reported by their place and never quoted`(text: String) {
        let error = #expect(throws: DustyError.self) { try EnvOverrides.decode(text, file: "o.yml") }
        #expect(error?.message.contains("hunter2") == false, "\(error?.message ?? "")")
        #expect(error?.message.hasPrefix("o.yml:") == true)
    }

    @Test(
        arguments: zip(
            ["API_KEY", "token", "DB_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "BASIC_AUTH", "PWD"],
            ["LEVEL", "KEEP", "TOKYO", "PASSAGE", "AUTHOR", "PORT", "MODE"]
        )
    )
    func `Secrets are recognised by their names`(secret: String, open: String) {
        #expect(EnvVariable(name: secret, value: "x").looksSecret)
        #expect(!EnvVariable(name: open, value: "x").looksSecret)
    }

    @Test func `No variable holds a NUL`() {
        #expect(EnvVariable(name: "A", value: "x\u{0}y").fault?.contains("NUL") == true)
        #expect(EnvVariable(name: "A", value: "line\nline \u{1F600}").fault == nil)
    }
}
