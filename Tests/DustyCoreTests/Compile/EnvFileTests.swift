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

    @Test func `A138 A line without = takes the value of the environment; one that is not there is told`() throws {
        let file = try EnvFile("HOME \nNOWHERE\n", file: "f", environment: ["HOME": "/home/ann"])
        #expect(file.variables == [EnvVariable(name: "HOME", value: "/home/ann")])
        #expect(file.missing == ["NOWHERE"])
    }

    @Test(arguments: ["A=1\n=x\n", "A=1\nB C=2\n", "A=1\nB\u{1}=2\n"])
    func `What cannot be a variable is told with its line`(text: String) {
        let error = #expect(throws: DustyError.self) { try EnvFile(text, file: "my.env", environment: [:]) }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix("my.env:2: ") == true)
    }

    @Test(
        arguments: zip(
            ["API_KEY", "token", "DB_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "BASIC_AUTH", "PWD"],
            ["LEVEL", "KEEP", "TOKYO", "PASSAGE", "AUTHOR", "PORT", "MODE"]
        )
    )
    func `Names tell what is secret`(secret: String, open: String) {
        #expect(EnvVariable(name: secret, value: "x").looksSecret)
        #expect(!EnvVariable(name: open, value: "x").looksSecret)
    }

    @Test func `No variable holds a NUL`() {
        #expect(EnvVariable(name: "A", value: "x\u{0}y").fault?.contains("NUL") == true)
        #expect(EnvVariable(name: "A", value: "line\nline \u{1F600}").fault == nil)
    }
}
