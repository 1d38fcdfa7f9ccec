import DustyCore
import Essentials

/// Puts the stack into the commands that a text says to type: typed elsewhere they would be about another one.
enum StackHints {
    /// Keys of answers whose texts say what to do.
    static let keys: Set<String> = ["hint", "remedy"]

    /// Commands that are about a stack; others are about the daemon or this host.
    static let commands: Set<String> = [
        "assets", "attach", "browse", "bundles", "cancel", "config", "cp", "disk", "docker", "doctor", "down",
        "dump", "env", "exec", "jobs", "logs", "pause", "plan", "rebuild", "repos", "reset", "restart", "run",
        "scripts", "setup", "shell", "status", "stop", "sync", "test", "top", "unpause", "up", "validate", "wait",
    ]
    private static let program = "dusty "

    /// The text with the stack in each command that names none, between quotation marks or not. What root is to do is about the daemon.
    static func naming(_ stack: String?, in text: String) -> String {
        guard let stack, stack != StackNames.standardName, text.contains(program) else { return text }
        let parts = text.parts(at: program, keepingEmpty: true)
        var result = parts[0]
        for part in parts.dropFirst() {
            let command = part.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            let words = part.prefix { !"`;,)\n".contains($0) }.split(separator: " ")
            let isOne =
                commands.contains(String(command)) && isBeginning(after: result)
                && !words.contains { ["-s", "--stack"].contains($0) || $0.hasPrefix("--stack=") }
            result += program + (isOne ? "-s \(stack) " : "") + part
        }
        return result
    }

    /// Whether a command may begin behind this text.
    private static func isBeginning(after text: String) -> Bool {
        guard let last = text.last else { return true }
        return (last.isWhitespace || "`(\"'".contains(last)) && !text.hasSuffix("sudo ")
    }

    /// JSON of the daemon in which hints name the stack.
    static func naming(_ stack: String?, inJSON json: Data) -> Data {
        guard let stack, stack != StackNames.standardName else { return json }
        let mark = Array(program.utf8)
        let bytes = Array(json)
        // Most answers say nothing to type.
        guard bytes.indices.contains(where: { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }) else {
            return json
        }
        return Data(
            HarmlessJSON.changing(bytes) { key, text in
                guard let key, keys.contains(key),
                    let value = try? JSONDecoder().decode(String.self, from: Data(text)),
                    let encoded = try? JSONEncoder().encode(naming(stack, in: value))
                else { return text }
                return Array(encoded)[...]
            }
        )
    }
}
