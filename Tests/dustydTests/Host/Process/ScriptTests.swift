import DustyCore
import Testing

@testable import dustyd

@Suite struct RemoteCommandTests {
    @Test(arguments: [
        ["echo"], ["a b", "c"], ["", "'"], ["$(id)", "`id`", "$HOME"], ["a\nb", "\\", "\"", "*", "~", "#x", "-n"],
        ["it's", "''", "&& rm -rf /", "ünïcode", "\t"],
    ])
    func `a shell takes the line for exactly these words`(words: [String]) async throws {
        let line = RemoteCommand.script(#"for word; do printf '%s\0' "$word"; done"#, words)
        let result = try await SubprocessRunner().run(Command(program: "sh", arguments: ["-c", line])) { _ in }
        #expect(result.status == 0)
        #expect(result.output == words.map { $0 + "\0" }.joined())
    }
}
